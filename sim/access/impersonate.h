/*
 * Acting as another: Impersonate-User and its like. Upstream 1.36 tries its constrained modes (a right to be the user
 * and one to do this as him) and then the old one; the first refusal is what is said.
 */
#ifndef SIM_ACCESS_IMPERSONATE_H
#define SIM_ACCESS_IMPERSONATE_H

#include "sim/access/attributes.h"
#include "sim/storage.h"

/* What the headers ask for; empty texts and NULL where there is none. */
struct impersonation {
	const char *user, *uid;
	json *groups, *extra;		/* an array of texts, a map of such */
};

/* 0: *who is replaced by the one asked for, or left alone if nobody is; else a code with why filled. */
int impersonate(struct storage *s, struct identity *who, const struct impersonation *wanted,
                const struct attributes *a, struct status *why);

#endif
