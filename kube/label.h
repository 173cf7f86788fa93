/* What may be a label's key and value, and why something may not: Kubernetes' own texts. */
#ifndef KUBE_LABEL_H
#define KUBE_LABEL_H

#include "base/str.h"

/* True if valid; else what is wrong is appended to why (which may be NULL), several reasons joined with "; ". */
bool label_key_valid(const char *key, struct str *why);
bool label_value_valid(const char *value, struct str *why);

#endif
