/* Resource quantities ("1Gi", "500m", "1e3"), exact where Kubernetes is. */
#ifndef KUBE_QUANTITY_H
#define KUBE_QUANTITY_H

#include "base/str.h"
#include "base/err.h"

bool quantity_valid(const char *text);
/* The canonical spelling as the server stores it ("1024Mi" -> "1Gi", "0.5" -> "500m", "1000m" -> "1", "1e3" ->
 * "1e3"). */
int quantity_canonical(const char *text, struct str *out, struct err *err);
/* The same after what is smaller than a thousandth was rounded up, as the server does to the resource lists of pods. */
int quantity_round_milli(const char *text, struct str *out, struct err *err);
/* Rounded up to whole units or thousandths; INT64_MAX when beyond; 0 if invalid. */
int64_t quantity_value(const char *text);
int64_t quantity_milli(const char *text);
/* Appends a + b, or a - b, spelled in the manner of a (of b where a is 0), as the server adds amounts up. What is no
 * quantity counts as 0. */
void quantity_add(const char *a, const char *b, bool subtract, struct str *out);
int quantity_cmp(const char *a, const char *b);		/* NULL and what is no quantity count as 0 */

#endif
