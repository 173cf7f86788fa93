/* What the server warns about in pods and templates without refusing it. */
#ifndef SIM_VALIDATE_POD_WARNINGS_H
#define SIM_VALIDATE_POD_WARNINGS_H

#include "base/json.h"

/* path: of the spec, "spec" or "spec.template.spec". warnings: an array of texts. */
void pod_warnings(const json *spec, const char *path, json *warnings);

#endif
