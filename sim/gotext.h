/* Parse errors in Go's words, where ours say the same. */
#ifndef SIM_GOTEXT_H
#define SIM_GOTEXT_H

#include "base/err.h"

/* What encoding/json says of a text that ended early or begins as no JSON does; else err stays as it is. */
void gotext_json_error(const char *text, size_t len, struct err *err);

#endif
