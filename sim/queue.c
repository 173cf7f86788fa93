/* See queue.h. Two maps: what is ready, and what is known of keys that wait or failed. */
#include "sim/queue.h"

#include "base/map.h"

#define PAUSE_FIRST_MS 5
#define PAUSE_MOST_MS 1000000
/* From this many refusals on (5 s) a retry no longer counts as work under way: it is refused for a reason that
 * stays. */
#define FAILURES_STUCK 10

struct waiting {
	struct queue *queue;
	struct world_event *event;	/* NULL: none pending */
	int64_t at;
	int failures;
	char key[];
};

struct queue {
	struct world *world;
	queue_fn fn;
	void *arg;
	struct map ready;		/* key -> the queue, as a mark */
	struct map waiting;		/* key -> struct waiting */
	struct world_event *drain;
};

struct queue *queue_new(struct world *w, queue_fn fn, void *arg)
{
	struct queue *q = xcalloc(1, sizeof(*q));

	*q = (struct queue){ .world = w, .fn = fn, .arg = arg, .ready = MAP_INIT, .waiting = MAP_INIT };
	return q;
}

static void waiting_drop(struct queue *q, const char *key)
{
	struct waiting *item = map_del(&q->waiting, key);

	if (!item)
		return;
	world_cancel(q->world, item->event);
	free(item);
}

void queue_free(struct queue *q)
{
	struct map_entry *e;

	if (!q)
		return;
	for (size_t i = 0; (e = map_next(&q->waiting, &i));) {
		struct waiting *item = e->value;

		world_cancel(q->world, item->event);
		free(item);
	}
	world_cancel(q->world, q->drain);
	map_release(&q->ready);
	map_release(&q->waiting);
	free(q);
}

static int failures_of(const struct queue *q, const char *key)
{
	const struct waiting *item = map_get(&q->waiting, key);

	return item ? item->failures : 0;
}

/* A key that was worked without a refusal begins with short pauses again. */
static void work(struct queue *q, const char *key)
{
	int failures = failures_of(q, key);

	q->fn(q->arg, key);
	if (failures > 0 && failures_of(q, key) == failures)
		queue_forget(q, key);
}

/* Works what is ready now; what the work makes ready meanwhile waits for the next event. */
static void drain(void *arg)
{
	struct queue *q = arg;
	struct map batch = q->ready;
	struct map_entry *e;

	q->drain = NULL;
	q->ready = (struct map)MAP_INIT;
	for (size_t i = 0; (e = map_next(&batch, &i));)
		work(q, e->key);
	map_release(&batch);
}

void queue_add(struct queue *q, const char *key)
{
	if (!map_has(&q->ready, key))
		map_set(&q->ready, key, q);
	if (!q->drain)
		q->drain = world_after(q->world, 0, WORLD_EVENT, drain, q);
}

void queue_add_object(struct queue *q, const struct object *o)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	object_key(o, &key);
	queue_add(q, key.buf);
}

static struct waiting *waiting_of(struct queue *q, const char *key)
{
	struct waiting *item = map_get(&q->waiting, key);
	size_t len = strlen(key) + 1;

	if (item)
		return item;
	item = xcalloc(1, sizeof(*item) + len);
	item->queue = q;
	memcpy(item->key, key, len);
	map_set(&q->waiting, key, item);
	return item;
}

static void ripe(void *arg)
{
	struct waiting *item = arg;
	struct queue *q = item->queue;

	item->event = NULL;
	queue_add(q, item->key);
	if (item->failures == 0)
		waiting_drop(q, item->key);
}

void queue_after(struct queue *q, const char *key, int64_t delay_ms, int flags)
{
	struct waiting *item = waiting_of(q, key);
	int64_t at = world_now(q->world) + MAX(delay_ms, 0);

	if (item->event && item->at <= at)
		return;
	world_cancel(q->world, item->event);
	item->at = at;
	item->event = world_after(q->world, delay_ms, flags, ripe, item);
}

void queue_retry(struct queue *q, const char *key)
{
	struct waiting *item = waiting_of(q, key);
	int64_t pause = PAUSE_MOST_MS;

	if (item->failures < 18)
		pause = MIN(pause, (int64_t)PAUSE_FIRST_MS << item->failures);
	item->failures++;
	queue_after(q, key, pause, item->failures > FAILURES_STUCK ? WORLD_BACKGROUND : WORLD_EVENT);
}

void queue_cancel(struct queue *q, const char *key)
{
	waiting_drop(q, key);
}

void queue_forget(struct queue *q, const char *key)
{
	struct waiting *item = map_get(&q->waiting, key);

	if (item && !item->event)
		waiting_drop(q, key);
	else if (item)
		item->failures = 0;
}

const char *key_split(const char *key, char *ret_namespace, size_t size)
{
	const char *slash = strchr(key, '/');
	size_t len = slash ? (size_t)(slash - key) : 0;

	assert(len < size);
	memcpy(ret_namespace, key, len);
	ret_namespace[len] = '\0';
	return slash ? slash + 1 : key;
}
