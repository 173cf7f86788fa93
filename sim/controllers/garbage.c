/*
 * The garbage collector: a graph of owners and dependents by uid over all kinds, kept by watching. What lost its last
 * owner is deleted; an owner that is deleted in the foreground waits for the dependents that block it; one that is
 * orphaned lets go of them first. Source: pkg/controller/garbagecollector of Kubernetes 1.36; its order of work is not
 * defined, ours is the order in which dependents came.
 */
#include "sim/controller.h"

#include "base/map.h"
#include "sim/agent.h"

#define COLLECT_MS 10		/* it asks the server for an item and its owners before it acts; others act meanwhile */
#define FOREGROUND "foregroundDeletion"
#define ORPHAN "orphan"

struct dependents {
	struct map keys;		/* "KIND NAMESPACE/NAME" of each, see item_key, as marks */
};

struct garbage {
	struct agent agent;
	struct map owners;		/* uid -> struct dependents */
};

/* --- keys: an object of any kind --- */

static void item_key(const struct object *o, struct str *out)
{
	str_addf(out, "%zu ", kind_index(o->kind));
	object_key(o, out);
}

static const struct object *item_of(struct garbage *g, const char *key)
{
	const struct kind *kind = kind_at(strtoul(key, NULL, 10));
	char namespace[256];
	const char *name = key_split(strchr(key, ' ') + 1, namespace, sizeof(namespace));

	return cache_get(g->agent.cache, kind, kind->namespaced ? namespace : NULL, name);
}

static void queue_key(struct garbage *g, const char *key)
{
	queue_after(g->agent.queue, key, COLLECT_MS, WORLD_EVENT);
}

static void queue_item(struct garbage *g, const struct object *o)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	item_key(o, &key);
	queue_key(g, key.buf);
}

/* --- the graph --- */

static struct dependents *dependents_of(struct garbage *g, const char *uid, bool make)
{
	struct dependents *d = map_get(&g->owners, uid);

	if (d || !make)
		return d;
	d = xcalloc(1, sizeof(*d));
	d->keys = (struct map)MAP_INIT;
	map_set(&g->owners, uid, d);
	return d;
}

static void dependents_drop(struct garbage *g, const char *uid)
{
	struct dependents *d = map_del(&g->owners, uid);

	if (!d)
		return;
	map_release(&d->keys);
	free(d);
}

static void link_owners(struct garbage *g, const struct object *o, const char *key)
{
	for (size_t i = 0; i < o->nowners; i++)
		map_set(&dependents_of(g, o->owners[i].uid, true)->keys, key, g);
}

static void unlink_owners(struct garbage *g, const struct object *o, const char *key)
{
	for (size_t i = 0; i < o->nowners; i++) {
		struct dependents *d = dependents_of(g, o->owners[i].uid, false);

		if (!d)
			continue;
		map_del(&d->keys, key);
		if (d->keys.count == 0)
			dependents_drop(g, o->owners[i].uid);
	}
}

static const struct object *owner_of(struct garbage *g, const struct object *o, const struct owner *ref,
                                     bool *ret_known)
{
	const struct kind *kind = kind_by_name(ref->api_version, ref->kind);
	const struct object *owner;

	*ret_known = kind != NULL;
	if (!kind)
		return NULL;
	owner = cache_get(g->agent.cache, kind, kind->namespaced ? o->namespace : NULL, ref->name);
	return owner && streq(owner->uid, ref->uid) ? owner : NULL;
}

static bool is_waiting(const struct object *owner)
{
	return owner->deleted && object_has_finalizer(owner, FOREGROUND);
}

static bool begins_to_wait(const struct object *old, const struct object *now)
{
	return is_waiting(now) && !(old && is_waiting(old));
}

/* It begins to wait for its dependents, lets go of them, or some owner is gone. A dependent that comes while its owner
 * waits is not looked at until another one goes (graph_builder.go, processGraphChanges). */
static bool concerns_us(struct garbage *g, const struct object *old, const struct object *o)
{
	if (begins_to_wait(old, o) || (o->deleted && object_has_finalizer(o, ORPHAN)))
		return true;
	for (size_t i = 0; i < o->nowners; i++) {
		bool known;
		const struct object *owner = owner_of(g, o, &o->owners[i], &known);

		if (known && !owner)
			return true;
	}
	return false;
}

static void queue_owners(struct garbage *g, const struct object *o)
{
	for (size_t i = 0; i < o->nowners; i++) {
		bool known;
		const struct object *owner = owner_of(g, o, &o->owners[i], &known);

		if (owner && owner->deleted)
			queue_item(g, owner);
	}
}

static void queue_dependents(struct garbage *g, const char *uid)
{
	struct dependents *d = dependents_of(g, uid, false);
	struct map_entry *e;

	for (size_t i = 0; d && (e = map_next(&d->keys, &i));)
		queue_key(g, e->key);
}

static void on_change(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                      bool unknown)
{
	struct garbage *g = arg;
	_cleanup_(str_release) struct str key = STR_INIT;
	bool owned = (old && old->nowners > 0) || (now && now->nowners > 0);

	(void)unknown;
	if (owned) {
		item_key(now ? now : old, &key);
		if (old)
			unlink_owners(g, old, key.buf);
		if (old && (!now || old->nowners != now->nowners))
			queue_owners(g, old);
		if (now)
			link_owners(g, now, key.buf);
	}
	if (event == CACHE_DELETED)
		queue_dependents(g, old->uid);
	else if (concerns_us(g, old, now))
		queue_item(g, now);
}

/* --- work --- */

static void let_go(struct garbage *g, const struct object *item, const char *const *uids, size_t n, const char *key)
{
	json *patch = json_format("{'metadata':{'uid':%q,'ownerReferences':[]}}", item->uid);

	for (size_t i = 0; i < n; i++)
		json_push(json_at(patch, "metadata.ownerReferences"),
		          json_format("{'$patch':'delete','uid':%q}", uids[i]));
	agent_merge(&g->agent, item, NULL, patch, key);
}

static void orphan_dependents(struct garbage *g, const struct object *owner, const char *key)
{
	struct dependents *d = dependents_of(g, owner->uid, false);
	struct map_entry *e;

	for (size_t i = 0; d && (e = map_next(&d->keys, &i));) {
		const struct object *item = item_of(g, e->key);

		if (item && object_owned_by(item, owner->uid))
			let_go(g, item, (const char *const[]){ owner->uid }, 1, key);
	}
	agent_drop_finalizer(&g->agent, owner, ORPHAN, key);
}

static bool blocks(const struct object *item, const char *uid)
{
	for (size_t i = 0; i < item->nowners; i++)
		if (streq(item->owners[i].uid, uid) && item->owners[i].block)
			return true;
	return false;
}

static void await_dependents(struct garbage *g, const struct object *owner, const char *key)
{
	struct dependents *d = dependents_of(g, owner->uid, false);
	struct map_entry *e;
	bool blocked = false;

	for (size_t i = 0; d && (e = map_next(&d->keys, &i));) {
		const struct object *item = item_of(g, e->key);

		if (!item || !blocks(item, owner->uid))
			continue;
		blocked = true;
		if (!item->deleted)
			queue_key(g, e->key);
	}
	if (!blocked)
		agent_drop_finalizer(&g->agent, owner, FOREGROUND, key);
}

static void delete_item(struct garbage *g, const struct object *item, const char *policy, const char *key)
{
	struct request r;

	request_init(&r, VERB_DELETE, item->kind, item->kind->namespaced ? item->namespace : NULL, item->name);
	r.tree =
	    json_format("{'kind':'DeleteOptions','apiVersion':'v1','preconditions':{'uid':%q,'resourceVersion':%q},"
	                "'propagationPolicy':%q}",
	                item->uid, item->version, policy);
	agent_send(&g->agent, &r, key);
}

static const char *policy_of(const struct object *item)
{
	if (object_has_finalizer(item, ORPHAN))
		return "Orphan";
	return object_has_finalizer(item, FOREGROUND) ? "Foreground" : "Background";
}

static void judge(struct garbage *g, const struct object *item, const char *key)
{
	const char **lost = xcalloc(item->nowners, sizeof(*lost));
	size_t nlost = 0, nsolid = 0, nwaiting = 0;

	for (size_t i = 0; i < item->nowners; i++) {
		bool known;
		const struct object *owner = owner_of(g, item, &item->owners[i], &known);
		bool waiting = owner && is_waiting(owner);

		nwaiting += waiting;
		if (!known || (owner && !waiting))
			nsolid++;
		else
			lost[nlost++] = item->owners[i].uid;
	}
	if (nsolid > 0 && nlost > 0)
		let_go(g, item, lost, nlost, key);
	else if (nlost > 0 && nwaiting > 0 && dependents_of(g, item->uid, false))
		delete_item(g, item, "Foreground", key);
	else if (nlost > 0)
		delete_item(g, item, policy_of(item), key);
	free(lost);
}

static void work(void *arg, const char *key)
{
	struct garbage *g = arg;
	const struct object *item = item_of(g, key);

	if (!item)
		return;
	object_ref(item);
	if (item->deleted && object_has_finalizer(item, ORPHAN))
		orphan_dependents(g, item, key);
	else if (is_waiting(item))
		await_dependents(g, item, key);
	else if (!item->deleted && item->nowners > 0)
		judge(g, item, key);
	object_unref(item);
}

static void *garbage_start(struct world *w, struct port *port)
{
	struct garbage *g = xcalloc(1, sizeof(*g));

	g->owners = (struct map)MAP_INIT;
	agent_init(&g->agent, w, port, "garbage-collector-controller");
	agent_work(&g->agent, work, g);
	for (size_t i = 0; i < kind_count(); i++)
		if (kind_at(i) != KIND(event))
			agent_watch(&g->agent, kind_at(i), on_change, g);
	return g;
}

static void garbage_stop(void *state)
{
	struct garbage *g = state;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&g->owners, &i));) {
		struct dependents *d = e->value;

		map_release(&d->keys);
		free(d);
	}
	map_release(&g->owners);
	agent_release(&g->agent);
	free(g);
}

const struct controller garbage_controller = {
	.name = "garbage",
	.user = "generic-garbage-collector",
	.help = "Deletes what lost its owners: in the background, in the foreground, or orphans it",
	.start = garbage_start,
	.stop = garbage_stop,
};
