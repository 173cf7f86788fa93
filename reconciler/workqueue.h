/*
 * struct workqueue: which sets want a look, each key once. A key that is added while it is being worked on is queued
 * again when that is done; after an error it comes back with a growing delay. Pure: times are handed in, as
 * milliseconds.
 */
#ifndef RECONCILER_WORKQUEUE_H
#define RECONCILER_WORKQUEUE_H

#include "base/base.h"

struct workqueue;

struct workqueue *workqueue_new(void);
void workqueue_free(struct workqueue *q);			/* NULL is fine */

void workqueue_add(struct workqueue *q, const char *key);
/* Of two delays for one key the earlier counts. */
void workqueue_add_after(struct workqueue *q, const char *key, int64_t delay_ms, int64_t now_ms);
/* After an error: the longer of the key's own back-off (5 ms doubling to 1000 s) and the common bucket (10 a second,
 * burst 100). */
void workqueue_add_limited(struct workqueue *q, const char *key, int64_t now_ms);
/* After a success: the key's back-off begins anew. */
void workqueue_forget(struct workqueue *q, const char *key);
/* The next key, now being worked on; owned by the caller. NULL: none is due. */
char *workqueue_get(struct workqueue *q, int64_t now_ms);
void workqueue_done(struct workqueue *q, const char *key);
/* When a delayed key is due next, -1: none. */
int64_t workqueue_due(const struct workqueue *q);
size_t workqueue_len(const struct workqueue *q);		/* keys ready to be taken */

#endif
