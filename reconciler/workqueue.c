#include "reconciler/workqueue.h"

#include "base/map.h"
#include "base/vec.h"

#define BACKOFF_MS 5
#define BACKOFF_MAX_MS 1000000
#define BUCKET_BURST 100
#define BUCKET_MS 100		/* one token in so long: ten a second */

struct delayed {
	char *key;
	int64_t due_ms;
};

struct workqueue {
	VEC(char *) ready;		/* oldest first, from `head` on */
	size_t head;
	struct map dirty;		/* wants a look: ready, or will be when it is done; values are not NULL */
	struct map processing;
	struct map errors;		/* key -> how often it failed in a row */
	VEC(struct delayed) delayed;	/* by time, equal ones in the order of adding */
	int64_t tokens_ms;		/* the bucket's content, in milliseconds of refill; may be below 0 */
	int64_t refilled_ms;		/* when it was last counted; -1: never */
};

struct workqueue *workqueue_new(void)
{
	struct workqueue *q = xcalloc(1, sizeof(*q));

	q->tokens_ms = BUCKET_BURST * BUCKET_MS;
	q->refilled_ms = -1;
	return q;
}

void workqueue_free(struct workqueue *q)
{
	if (!q)
		return;
	for (size_t i = q->head; i < q->ready.len; i++)
		free(q->ready.items[i]);
	vec_release(&q->ready);
	vec_each(&q->delayed, d)
		free(d->key);
	vec_release(&q->delayed);
	map_release(&q->dirty);
	map_release(&q->processing);
	map_release(&q->errors);
	free(q);
}

void workqueue_add(struct workqueue *q, const char *key)
{
	if (map_has(&q->dirty, key))
		return;
	map_set(&q->dirty, key, q);
	if (!map_has(&q->processing, key))
		vec_push(&q->ready, xstrdup(key));
}

static bool already_earlier(struct workqueue *q, const char *key, int64_t due_ms)
{
	for (size_t i = 0; i < q->delayed.len; i++) {
		if (!streq(q->delayed.items[i].key, key))
			continue;
		if (q->delayed.items[i].due_ms <= due_ms)
			return true;
		free(q->delayed.items[i].key);
		vec_remove(&q->delayed, i);
		return false;
	}
	return false;
}

void workqueue_add_after(struct workqueue *q, const char *key, int64_t delay_ms, int64_t now_ms)
{
	struct delayed d = { NULL, now_ms + delay_ms };
	size_t at = q->delayed.len;

	if (delay_ms <= 0) {
		workqueue_add(q, key);
		return;
	}
	if (already_earlier(q, key, d.due_ms))
		return;
	d.key = xstrdup(key);
	for (at = q->delayed.len; at > 0 && q->delayed.items[at - 1].due_ms > d.due_ms;)
		at--;
	vec_insert(&q->delayed, at, d);
}

static int64_t own_backoff_ms(struct workqueue *q, const char *key)
{
	uintptr_t errors = (uintptr_t)map_get(&q->errors, key);
	int64_t delay = BACKOFF_MS;

	map_set(&q->errors, key, (void *)(errors + 1));
	for (uintptr_t i = 0; i < errors && delay < BACKOFF_MAX_MS; i++)
		delay *= 2;
	return MIN(delay, BACKOFF_MAX_MS);
}

static int64_t bucket_wait_ms(struct workqueue *q, int64_t now_ms)
{
	if (q->refilled_ms >= 0 && now_ms > q->refilled_ms)
		q->tokens_ms = MIN(q->tokens_ms + now_ms - q->refilled_ms, BUCKET_BURST * BUCKET_MS);
	q->refilled_ms = now_ms;
	q->tokens_ms -= BUCKET_MS;
	return MAX(-q->tokens_ms, 0);
}

void workqueue_add_limited(struct workqueue *q, const char *key, int64_t now_ms)
{
	int64_t own = own_backoff_ms(q, key), common = bucket_wait_ms(q, now_ms);

	workqueue_add_after(q, key, MAX(own, common), now_ms);
}

void workqueue_forget(struct workqueue *q, const char *key)
{
	map_del(&q->errors, key);
}

static void move_due(struct workqueue *q, int64_t now_ms)
{
	size_t n = 0;

	while (n < q->delayed.len && q->delayed.items[n].due_ms <= now_ms) {
		workqueue_add(q, q->delayed.items[n].key);
		free(q->delayed.items[n++].key);
	}
	if (n) {
		q->delayed.len -= n;
		memmove(q->delayed.items, q->delayed.items + n, q->delayed.len * sizeof(*q->delayed.items));
	}
}

char *workqueue_get(struct workqueue *q, int64_t now_ms)
{
	char *key;

	move_due(q, now_ms);
	if (q->head == q->ready.len)
		return NULL;
	key = q->ready.items[q->head++];
	if (q->head == q->ready.len)
		q->head = q->ready.len = 0;
	map_del(&q->dirty, key);
	map_set(&q->processing, key, q);
	return key;
}

void workqueue_done(struct workqueue *q, const char *key)
{
	map_del(&q->processing, key);
	if (map_has(&q->dirty, key))
		vec_push(&q->ready, xstrdup(key));
}

int64_t workqueue_due(const struct workqueue *q)
{
	return q->delayed.len ? q->delayed.items[0].due_ms : -1;
}

size_t workqueue_len(const struct workqueue *q)
{
	return q->ready.len - q->head;
}
