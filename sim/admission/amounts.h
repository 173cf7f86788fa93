/* Lists of amounts ({"cpu":"500m","pods":"2"}), added and compared as the server does it with its resource lists. */
#ifndef SIM_ADMISSION_AMOUNTS_H
#define SIM_ADMISSION_AMOUNTS_H

#include "base/json.h"

void amounts_add(json *to, const json *from);
/* What is in both and is greater in `from` replaces, what is only there is added. */
void amounts_raise(json *to, const json *from);
void amounts_set(json *to, const char *name, const char *amount);
/* a - b for what is in a, but never below 0; the caller's. */
json *amounts_less(const json *a, const json *b);
/* Only what has a name in `names` (a map); the caller's. */
json *amounts_masked(const json *a, const json *names);
void amounts_drop_zeros(json *a);
bool amounts_equal(const json *a, const json *b);
/* "cpu=1,pods=2", sorted. */
void amounts_print(const json *a, struct str *out);

#endif
