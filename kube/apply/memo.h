/*
 * What came of earlier writes, for those that are like them. Who owns what after a write follows from who writes, from
 * who owned what and from the outline of the change (kube/apply/outline.h), and in a cluster the same three come again
 * and again. A memo changes no result, only how soon it is there.
 */
#ifndef KUBE_APPLY_MEMO_H
#define KUBE_APPLY_MEMO_H

#include "kube/apply/managed.h"
#include "kube/apply/outline.h"

struct managed_memo;

struct managed_memo *managed_memo_new(void);
void managed_memo_free(struct managed_memo *memo);	/* NULL is fine */
uint64_t managed_memo_hits(const struct managed_memo *memo);	/* writes whose result was known */

/* The empty object of a type, complete, with its kind: what a new object is compared with. The memo's. */
const json *managed_memo_blank(struct managed_memo *memo, const struct message *type, const char *version,
			       const char *kind);

/*
 * A write as the memo knows it. Begun with memo_look_up, which fills ret and answers true if such a write was seen;
 * else its result may be kept. entries: managedFields as they were before; from, to: what is compared.
 */
struct memo_query {
	struct managed_memo *memo;
	const json *entries;
	struct outline outline;		/* after who writes and who owned; empty: such a write is not remembered */
};

bool memo_look_up(struct memo_query *q, const struct managed_write *w, const json *from, const json *to,
		  struct managed *ret);
/* result->managers as managed_read numbered them (struct manager.place), after the write and before they are sorted. */
void memo_keep(struct memo_query *q, const struct managed_write *w, const struct managed *result);
void memo_query_release(struct memo_query *q);		/* for _cleanup_ */

#endif
