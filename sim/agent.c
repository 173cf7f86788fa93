/* See agent.h. */
#include "sim/agent.h"

#include "kube/time.h"

void agent_init(struct agent *a, struct world *w, struct port *port, const char *component)
{
	*a = (struct agent){ .world = w, .cache = world_cache(w), .port = port };
	a->notes = notes_new(w, port, component);
}

void agent_work(struct agent *a, queue_fn work, void *arg)
{
	a->queue = queue_new(a->world, work, arg);
}

void agent_release(struct agent *a)
{
	vec_each(&a->handlers, h)
		a->cache->unsubscribe(a->cache, *h);
	vec_release(&a->handlers);
	notes_free(a->notes);
	queue_free(a->queue);
}

void agent_watch(struct agent *a, const struct kind *k, cache_fn fn, void *arg)
{
	struct cache_handler *h = a->cache->subscribe(a->cache, k, fn, arg);

	vec_push(&a->handlers, h);
}

void agent_each(struct agent *a, const struct kind *k, const char *namespace,
                void (*fn)(void *arg, const struct object *o), void *arg)
{
	object_vec all = VEC_INIT;

	cache_list(a->cache, k, namespace, NULL, &all);
	vec_each(&all, o)
		object_ref(*o);
	vec_each(&all, o) {
		fn(arg, *o);
		object_unref(*o);
	}
	vec_release(&all);
}

char *agent_stamp(const struct agent *a)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add(&text, world_now(a->world) / 1000);
	return str_take(&text);
}

/* What a request under way leaves behind until it is answered. */
struct errand {
	struct queue *queue;
	char *key;
	bool create;
	bool answered;
	bool orphaned;			/* the sender went on without the answer */
	bool ok;
};

static void errand_done(void *arg, const struct answer *answer)
{
	struct errand *e = arg;
	bool there = e->create && answer->code == 409;

	e->ok = answer_ok(answer);
	e->answered = true;
	if (!e->ok && !there && answer->code != 404 && e->key)
		queue_retry(e->queue, e->key);
	free(e->key);
	if (e->orphaned)
		free(e);
}

bool agent_send(struct agent *a, struct request *r, const char *key)
{
	struct errand *e = xcalloc(1, sizeof(*e));
	bool ok;

	*e = (struct errand){ .queue = a->queue, .key = xstrdup(key), .create = r->verb == VERB_CREATE };
	port_submit(a->port, r, errand_done, e);
	e->orphaned = !e->answered;
	ok = e->ok;
	if (e->answered)
		free(e);
	return ok;
}

bool agent_create(struct agent *a, const struct kind *k, const char *namespace, json *tree, const char *key)
{
	struct request r;

	request_init(&r, VERB_CREATE, k, namespace, NULL);
	r.tree = tree;
	return agent_send(a, &r, key);
}

static void request_object(struct request *r, enum verb verb, const struct object *o)
{
	request_init(r, verb, o->kind, o->kind->namespaced ? o->namespace : NULL, o->name);
}

static bool send_patch(struct agent *a, const struct object *o, const char *subresource, struct request r,
                       const char *key)
{
	struct request full;

	request_object(&full, VERB_PATCH, o);
	if (subresource)
		request_sub(&full, subresource);
	full.content_type = r.content_type;
	full.tree = r.tree;
	return agent_send(a, &full, key);
}

bool agent_patch(struct agent *a, const struct object *o, const char *subresource, json *patch, const char *key)
{
	struct request r = { .content_type = TYPE_MERGE_PATCH, .tree = patch };

	return send_patch(a, o, subresource, r, key);
}

bool agent_merge(struct agent *a, const struct object *o, const char *subresource, json *patch, const char *key)
{
	struct request r = { .content_type = TYPE_STRATEGIC_PATCH, .tree = patch };

	return send_patch(a, o, subresource, r, key);
}

static bool send_delete(struct agent *a, const struct object *o, json *options, const char *key)
{
	struct request r;

	request_object(&r, VERB_DELETE, o);
	json_set(options, "preconditions", json_format("{'uid':%q}", o->uid));
	r.tree = options;
	return agent_send(a, &r, key);
}

bool agent_delete(struct agent *a, const struct object *o, const char *policy, const char *key)
{
	json *options = json_format("{'kind':'DeleteOptions','apiVersion':'v1'}");

	if (policy)
		json_set_str(options, "propagationPolicy", policy);
	return send_delete(a, o, options, key);
}

bool agent_kill(struct agent *a, const struct object *o, const char *key)
{
	return send_delete(a, o, json_format("{'kind':'DeleteOptions','apiVersion':'v1','gracePeriodSeconds':0}"), key);
}

bool agent_drop_finalizer(struct agent *a, const struct object *o, const char *finalizer, const char *key)
{
	json *patch = json_format("{'metadata':{'resourceVersion':%q,'finalizers':[]}}", o->version);
	json *left = json_at(patch, "metadata.finalizers");

	for (size_t i = 0; i < o->nfinalizers; i++)
		if (!streq(o->finalizers[i], finalizer))
			json_push(left, json_string(o->finalizers[i]));
	return agent_patch(a, o, NULL, patch, key);
}
