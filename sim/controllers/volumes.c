/* The persistent volume controller: provisioner, binder and reclaimer (sim/volumes/), woken by claims, volumes and
 * classes. */
#include "sim/controller.h"

#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "sim/volumes/binder.h"

#define RESYNC_MS 15000		/* --pvclaimbinder-sync-period */

/* --- keys --- */

void binder_queue_claim(struct binder *b, const char *namespace, const char *name)
{
	_cleanup_(freep) char *key = xasprintf("c %s/%s", namespace, name);

	queue_add(b->agent.queue, key);
}

void binder_queue_volume(struct binder *b, const char *name)
{
	_cleanup_(freep) char *key = xasprintf("v %s", name);

	queue_add(b->agent.queue, key);
}

void binder_tell(struct binder *b, const struct object *about, bool warning, const char *reason, const char *fmt, ...)
{
	struct event_note note = { .about = about, .reason = reason, .warning = warning };
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	notes_tell(b->agent.notes, &note, "%s", text.buf);
}

/* --- orders --- */

bool order_ready(struct binder *b, struct map *orders, const struct object *claim, int64_t takes_ms, const char *key)
{
	struct order *order = map_get(orders, claim->uid);
	int64_t now = world_now(b->agent.world);

	if (!order) {
		order = xcalloc(1, sizeof(*order));
		order->due_ms = now + takes_ms;
		map_set(orders, claim->uid, order);
		queue_after(b->agent.queue, key, takes_ms, WORLD_EVENT);
	}
	return order->due_ms <= now;
}

void order_forget(struct map *orders, const char *uid)
{
	free(map_del(orders, uid));
}

/* --- work --- */

static void work(void *arg, const char *key)
{
	struct binder *b = arg;
	char namespace[256];
	const char *name = key_split(key + 2, namespace, sizeof(namespace));
	bool claim = *key == 'c';
	const struct object *o = claim ? cache_get(b->agent.cache, KIND(persistentvolumeclaim), namespace, name)
				       : cache_get(b->agent.cache, KIND(persistentvolume), NULL, name);

	if (!o)
		return;
	object_ref(o);
	if (claim)
		binder_claim(b, o, key);
	else
		binder_volume(b, o, key);
	object_unref(o);
}

static void on_claim(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	struct binder *b = arg;

	(void)unknown;
	if (event != CACHE_DELETED) {
		binder_queue_claim(b, now->namespace, now->name);
		return;
	}
	map_del(&b->seen, old->uid);
	order_forget(&b->orders, old->uid);
	order_forget(&b->growths, old->uid);
	if (*persistentvolumeclaim_of(old)->volume)
		binder_queue_volume(b, persistentvolumeclaim_of(old)->volume);
}

/* A volume or a class that comes wakes no claim: what waits is looked at again every fifteen seconds
 * (pv_controller_base.go, resync). */
static void resync(void *arg)
{
	struct binder *b = arg;
	object_vec claims = VEC_INIT;

	b->resync = NULL;

	cache_list(b->agent.cache, KIND(persistentvolumeclaim), NULL, NULL, &claims);
	vec_each(&claims, claim)
		if (!persistentvolumeclaim_of(*claim)->bind_completed)
			binder_queue_claim(b, (*claim)->namespace, (*claim)->name);
	vec_release(&claims);
}

void binder_look_again(struct binder *b)
{
	struct world *w = b->agent.world;
	int64_t since_ms = world_now(w) - b->start_ms;

	if (!b->resync)
		b->resync = world_after(w, RESYNC_MS - since_ms % RESYNC_MS, WORLD_BACKGROUND, resync, b);
}

static void on_volume(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                      bool unknown)
{
	struct binder *b = arg;
	const struct persistentvolume *v = persistentvolume_of(now ? now : old);

	(void)unknown;
	if (old)
		shelf_take(&b->shelf, old);
	if (event != CACHE_DELETED)
		shelf_put(&b->shelf, now);
	if (event != CACHE_DELETED)
		binder_queue_volume(b, now->name);
	else if (*v->claim_name)
		binder_queue_claim(b, v->claim_namespace, v->claim_name);
}

static void *volumes_start(struct world *w, struct port *port)
{
	struct binder *b = xcalloc(1, sizeof(*b));

	b->seen = b->orders = b->growths = (struct map)MAP_INIT;
	agent_init(&b->agent, w, port, "persistentvolume-controller");
	agent_work(&b->agent, work, b);
	agent_watch(&b->agent, KIND(persistentvolumeclaim), on_claim, b);
	agent_watch(&b->agent, KIND(persistentvolume), on_volume, b);
	b->start_ms = world_now(w);
	return b;
}

static void release_orders(struct map *orders)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(orders, &i));)
		free(e->value);
	map_release(orders);
}

static void volumes_stop(void *state)
{
	struct binder *b = state;

	world_cancel(b->agent.world, b->resync);
	map_release(&b->seen);
	shelf_release(&b->shelf);
	release_orders(&b->orders);
	release_orders(&b->growths);
	agent_release(&b->agent);
	free(b);
}

const struct controller volumes_controller = {
	.name = "volumes",
	.user = "persistent-volume-binder",
	.help = "Makes, binds, grows and reclaims volumes, at once or for the first consumer",
	.start = volumes_start,
	.stop = volumes_stop,
};
