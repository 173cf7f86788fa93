/*
 * struct agent: what every simulated controller works with: the world's clock and chance, the cache to read, its own
 * port to write through, its queue of keys and its event recorder. Writes are patches made from intent with the version
 * or the uid they were decided on; a refused one puts its key back into the queue.
 */
#ifndef SIM_AGENT_H
#define SIM_AGENT_H

#include "sim/queue.h"
#include "sim/notes.h"

struct agent {
	struct world *world;
	struct cache *cache;
	struct port *port;
	struct queue *queue;
	struct notes *notes;
	VEC(struct cache_handler *) handlers;
};

/* work is called with arg for each key of the queue. component is the source of the agent's events. */
void agent_init(struct agent *a, struct world *w, struct port *port, const char *component);
void agent_work(struct agent *a, queue_fn work, void *arg);
void agent_release(struct agent *a);
void agent_watch(struct agent *a, const struct kind *k, cache_fn fn, void *arg);

/*
 * Sends and empties the request. key: what to look at again, with growing pauses, if it is refused (an object gone
 * meanwhile, or there already on create, is no refusal); NULL: nothing. True if it was done at once.
 */
bool agent_send(struct agent *a, struct request *r, const char *key);
/* Calls fn with each object, NULL: of all namespaces. They may be changed or deleted meanwhile. */
void agent_each(struct agent *a, const struct kind *k, const char *namespace,
                void (*fn)(void *arg, const struct object *o), void *arg);
/* The present second as the API writes times; the caller's. */
char *agent_stamp(const struct agent *a);

/* tree is taken. */
bool agent_create(struct agent *a, const struct kind *k, const char *namespace, json *tree, const char *key);
/* A merge patch made with the template of json_format. subresource NULL: the object itself. */
bool agent_patch(struct agent *a, const struct object *o, const char *subresource, json *patch, const char *key);
/* The same as a strategic merge patch: lists merge by key. */
bool agent_merge(struct agent *a, const struct object *o, const char *subresource, json *patch, const char *key);
/* Deletes the object with its uid as precondition; policy "Background", "Foreground", "Orphan" or NULL. */
bool agent_delete(struct agent *a, const struct object *o, const char *policy, const char *key);
/* Deletes a pod with a grace period of 0 s, as its kubelet does. */
bool agent_kill(struct agent *a, const struct object *o, const char *key);

/* Patches away one finalizer, with resourceVersion as precondition. */
bool agent_drop_finalizer(struct agent *a, const struct object *o, const char *finalizer, const char *key);

#endif
