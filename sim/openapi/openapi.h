/*
 * OpenAPI documents of what is served, made when they are asked for from the tables of fields (kube/schema.h), their
 * texts (kube/docs.h), the kinds and the verbs. Version 3 is one document a group-version; version 2 is one of all, as
 * JSON or in protobuf, which kubectl up to 1.28 reads.
 */
#ifndef SIM_OPENAPI_H
#define SIM_OPENAPI_H

#include "base/map.h"
#include "kube/schema.h"
#include "sim/api/path.h"
#include "sim/api/verbs.h"
#include "sim/resource.h"

enum openapi { OPENAPI_V2, OPENAPI_V3 };

/* The schemas of one document: what is named, and all that those name. */
struct schemas {
	struct map names;  /* "io.k8s.api.apps.v1.StatefulSet" -> its message, NULL for those that are none */
	struct map parameters; /* names of those that are referred to (version 2) */
	const char *group; /* of the document; NULL: of all groups */
	enum openapi version;
};

void schemas_release(struct schemas *s);
/* "apps.StatefulSet", "meta.Status". Unknown ones are left out. */
void schemas_want(struct schemas *s, const char *type);
/* The members "NAME": {...}, sorted, with commas. */
void schemas_print(struct schemas *s, struct str *out);

/* "#/components/schemas/io.k8s.api.apps.v1.StatefulSet" of "apps.StatefulSet". */
void openapi_reference(enum openapi version, const char *type, struct str *out);
/* The paths of a group-version as members, with commas; the types they name are wanted of s. */
void openapi_paths(struct schemas *s, const struct group_version *gv, struct str *out);
/* True for a kind that is served under the group-version. */
bool openapi_serves(const struct group_version *gv, const struct kind *k);

/* What one request or path takes: names, "+" behind those that mean something else there. */
struct parameters {
	struct schemas *schemas;
	const char *kind;	/* whose name "name" is */
	bool inlined;		/* with all words even in version 2 */
	const char *names[24];
	size_t len;
};
/* Adds the words of a list; they live in a copy that the caller frees after use. */
char *parameters_split(const char *names, struct parameters *all);
/* The member "parameters", with a comma before it, or nothing. */
void parameters_print(struct parameters *all, struct str *out);
/* What is referred to, as members with commas. */
void parameters_define(const struct schemas *s, struct str *out);

/* A version 2 document in gnostic's protobuf. */
void gnostic_print(const json *document, struct str *out);

#endif
