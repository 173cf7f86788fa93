/* How the console says amounts to a person, where it is not kubectl's way: a number, a blank, a unit. */
#ifndef KUBE_HUMAN_H
#define KUBE_HUMAN_H

#include "base/str.h"

/* One unit, cut: "12 s" (up to 119 s), "4 m" (up to 119 m), "3 h" (up to 47 h), "9 d", "2 y". Below 0 counts as 0. */
void human_age(int64_t s, struct str *out);
/* Two units where the second is not 0: "12 s", "4 m 10 s", "1 h 5 m", "2 d 3 h". */
void human_span(int64_t s, struct str *out);
/* Bytes in the unit that people size volumes in, at most one decimal, cut: "10Gi", "1.5Gi", "512Mi", "900". */
void human_bytes(int64_t bytes, struct str *out);
/* CPUs from thousandths: "8", "6.1", "0.25". */
void human_cpu(int64_t milli, struct str *out);
/* "1 pod", "3 pods". */
void human_count(int64_t n, const char *one, const char *many, struct str *out);

#endif
