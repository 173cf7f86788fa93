/* Times and counts as a person reads them: "12 s", "4 m", "9 d"; "1 pod", "3 pods". */
#ifndef TUI_AGES_H
#define TUI_AGES_H

#include "base/str.h"

/* One number and one unit, whole and rounded down: a glance, not a measurement. Below zero reads as 0 s. */
void age_add(struct str *out, int64_t seconds);
/* The same with a second unit where it says something: "4 m 10 s", "2 h 5 m". */
void age_add_long(struct str *out, int64_t seconds);
/* "1 claim", "3 claims". */
void count_add(struct str *out, int64_t n, const char *word);

#endif
