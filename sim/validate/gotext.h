/* What Go says of bodies that it cannot read. */
#ifndef SIM_VALIDATE_GOTEXT_H
#define SIM_VALIDATE_GOTEXT_H

#include "base/err.h"
#include "base/str.h"

/* What encoding/json says of a text that is no JSON; err stays as it is where Go would have no complaint. */
void gotext_json_error(const char *text, size_t len, struct err *err);
/* The same for go-yaml and a text that is no YAML. */
void gotext_yaml_error(const char *text, size_t len, struct err *err);
/* Appends how apimachinery shows the beginning of a body: as it is where it begins like an object, else in
 * hexadecimal. */
void gotext_add_body(struct str *out, const char *body, size_t len);
/* A string as %q quotes it: as JSON does, but for <, > and &, which stay. */
void gotext_quote(struct str *out, const char *s, size_t len);

#endif
