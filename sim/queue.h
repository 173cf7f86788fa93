/*
 * struct queue: the keys a simulated controller has still to look at. However many events name a key, it is worked
 * once, in the order of first mention, by one event of the world after everything that happened at this moment has been
 * delivered. Keys can also be asked for later, and come back with growing pauses after a refusal (5 ms doubling to 1000
 * s, as client-go).
 */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include "sim/world.h"

struct queue;

typedef void (*queue_fn)(void *arg, const char *key);

struct queue *queue_new(struct world *w, queue_fn fn, void *arg);
void queue_free(struct queue *q);					/* NULL is fine */
void queue_add(struct queue *q, const char *key);
/* The key as "namespace/name", or the name alone when cluster-scoped. */
void queue_add_object(struct queue *q, const struct object *o);
/* After delay_ms; of two requests for one key the earlier wins. flags as for world_after. */
void queue_after(struct queue *q, const char *key, int64_t delay_ms, int flags);
void queue_retry(struct queue *q, const char *key);			/* after the next pause */
void queue_cancel(struct queue *q, const char *key); /* a key asked for later is not wanted any more */
void queue_forget(struct queue *q, const char *key);			/* pauses begin anew */

/* Splits a key: fills the namespace ("" for a cluster-scoped one) and returns the name, which lies in the key. */
const char *key_split(const char *key, char *ret_namespace, size_t size);

#endif
