/*
 * Objects as Go's internal structs print them, which shows in some refusals: members under their Go names in the order
 * of the struct, absent ones as Go's zero. sim/validate/go_types.c has the structs, sim/validate/go_diff.c how two of
 * them differ.
 */
#ifndef SIM_VALIDATE_GO_STRUCT_H
#define SIM_VALIDATE_GO_STRUCT_H

#include "base/json.h"

/* A field of a struct; the last of an array has no name. */
struct go_field {
	const char *name;			/* "SELinuxOptions"; JSON's name follows from it */
	const char *zero;			/* JSON text; NULL: null */
	const struct go_field *inner; /* of the struct that it is, or each of its items; NULL: shown as it is */
};

#define GO(name) { (name), NULL, NULL }
#define GO_ZERO(name, zero) { (name), (zero), NULL }
#define GO_IN(name, inner) { (name), NULL, (inner) }
#define GO_TEXT(name) GO_ZERO(name, "\"\"")
#define GO_NUMBER(name) GO_ZERO(name, "0")
#define GO_BOOL(name) GO_ZERO(name, "false")
#define GO_END { NULL, NULL, NULL }

json *go_struct(const json *object, const struct go_field *fields);	/* owned by the caller */

extern const struct go_field go_claim_spec[], go_volume_source[], go_pod_spec[], go_container_security[];
/* A pod's spec with the members that Go keeps in the security context moved there; owned by the caller. */
json *go_pod(const json *spec);

/* Appends what a unified diff of both says, three lines of context each. Structs are printed a member a line. */
void go_diff(const json *before, const json *after, const struct go_field *fields, struct str *out);

#endif
