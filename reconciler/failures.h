/*
 * What went wrong in one sync: a list of texts that reads as upstream's aggregated errors do. One text stands alone;
 * several become "[a, b]"; equal ones are said once.
 */
#ifndef RECONCILER_FAILURES_H
#define RECONCILER_FAILURES_H

#include "base/str.h"
#include "base/vec.h"

struct failures {
	VEC(char *) texts;
};

#define FAILURES_INIT { VEC_INIT }

void failures_add(struct failures *f, const char *fmt, ...) PRINTF_LIKE(2, 3);
void failures_move(struct failures *to, struct failures *from);		/* appends all; from is empty after */
bool failures_any(const struct failures *f);
void failures_text(const struct failures *f, struct str *out);
void failures_clear(struct failures *f);
void failures_release(struct failures *f);

#endif
