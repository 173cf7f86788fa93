#include "cmd/area.h"

#include "client/rival.h"
#include "kube/kinds/statefulset.h"
#include "kube/sanitize.h"
#include "tui/story.h"

#define TELL_MS 100	/* what changes within so long is told in one line */

/* --- a line for each decision --- */

static void say(const struct area *a, const struct explanation *x, struct str *out)
{
	const struct reason *r = &x->reasons.items[0];

	if (r->stuck && !starts_with(r->text, "stuck"))
		str_add(out, "stuck: ");
	sanitize(r->text, strlen(r->text), 0, out);
	if (!a->controller && x->plan.len) {
		str_add(out, "; would ");
		story_plan(x, out);
	}
}

static void forget(struct map *m, const char *key)
{
	free(map_del(m, key));
}

static void tell(struct area *a, const char *key)
{
	const char *slash = strchr(key, '/');
	_cleanup_(freep) char *namespace = xstrndup(key, (size_t)(slash - key));
	_cleanup_(str_release) struct str line = STR_INIT;
	struct explanation x = { 0 };
	const char *last = map_get(&a->told, key);

	if (explain_set(client_cache(a->client), namespace, slash + 1, client_now(a->client) / 1000, &x)) {
		if (last)
			log_write(a->attach->log, LOG_INFO, "%s: gone", key);
		forget(&a->told, key);
		return;
	}
	say(a, &x, &line);
	explanation_release(&x);
	if (last && streq(last, line.buf))
		return;
	log_write(a->attach->log, LOG_INFO, "%s: %s", key, line.buf);
	free(map_set(&a->told, key, str_take(&line)));
}

static int64_t tell_changed(void *arg)
{
	struct area *a = arg;
	struct map changed = a->changed;
	struct map_entry *e;

	a->changed = (struct map)MAP_INIT;
	for (size_t i = 0; (e = map_next(&changed, &i));)
		tell(a, e->key);
	map_release(&changed);
	a->telling = NULL;
	return LOOP_NOMORE;
}

static void mark(struct area *a, const char *namespace, const char *name)
{
	_cleanup_(freep) char *key = xasprintf("%s/%s", namespace, name);

	map_set(&a->changed, key, a);
	if (!a->telling)
		a->telling = loop_timer_add(a->attach->loop, TELL_MS, tell_changed, a);
}

/* --- what the cache tells --- */

static bool status_differs(const struct object *one, const struct object *other)
{
	const struct statefulset *a = statefulset_of(one), *b = statefulset_of(other);

	return a->observed_generation != b->observed_generation || a->status_replicas != b->status_replicas ||
	       a->ready != b->ready || a->available != b->available || a->current != b->current ||
	       a->updated != b->updated || a->collisions != b->collisions ||
	       !streq(a->current_revision, b->current_revision) || !streq(a->update_revision, b->update_revision);
}

static void set_changed(void *arg, enum cache_event event, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	struct area *a = arg;
	const struct object *set = now ? now : old;

	if (starts_with(set->name, RIVAL_PROBE))
		return;
	mark(a, set->namespace, set->name);
	if (event == CACHE_UPDATED && a->controller && status_differs(old, now) && !guard_wrote(&a->guard, now->rv))
		a->suspect(a->arg, a, now);
}

static void pod_changed(void *arg, enum cache_event event UNUSED, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	const struct object *pod = now ? now : old;
	const struct owner *owner = object_controller(pod);

	if (owner && streq(owner->kind, "StatefulSet"))
		mark(arg, pod->namespace, owner->name);
}

/* --- beginning and end --- */

static void mark_all(struct area *a)
{
	object_vec sets = VEC_INIT;

	cache_list(client_cache(a->client), KIND(statefulset), NULL, NULL, &sets);
	vec_each(&sets, set)
		mark(a, (*set)->namespace, (*set)->name);
	vec_release(&sets);
}

static const struct kind *const kinds[] = {
	&statefulset_kind, &pod_kind, &persistentvolumeclaim_kind, &controllerrevision_kind, &event_kind, NULL,
};

int area_open(struct area *a, struct attach *attach, const char *namespace, bool writes, struct err *err)
{
	*a = (struct area){ .attach = attach, .namespace = namespace };
	a->client = attach_client(attach, !writes, err);
	if (!a->client)
		return err->code;
	for (const struct kind *const *k = kinds; *k; k++)
		client_want(a->client, *k, namespace, NULL, *k == KIND(event) ? OBJECT_FACTS : OBJECT_BYTES);
	return 0;
}

int area_ready(struct area *a, struct err *err)
{
	struct cache *cache = client_cache(a->client);
	int r = a->ready ? 1 : attach_look(a->attach, a->client, kinds, err);

	if (r <= 0 || a->ready)
		return r;
	a->ready = true;
	a->sets = cache->subscribe(cache, KIND(statefulset), set_changed, a);
	a->pods = cache->subscribe(cache, KIND(pod), pod_changed, a);
	mark_all(a);
	return 1;
}

void area_act(struct area *a, const struct lease_lock *lock, int *under_way, bool max_unavailable)
{
	struct controller_options o = { .cache = client_cache(a->client), .port = &a->guard.port,
					.timers = client_timers(a->client), .rng = &a->attach->rng,
					.component = "statefulset-controller", .strict = true,
					.max_unavailable = max_unavailable };

	if (!a->guard.inner)	/* answers to an earlier term's writes may still come through it */
		guard_init(&a->guard, client_port(a->client), a->attach->loop, a->attach->log, lock, under_way);
	a->controller = statefulset_controller_new(&o);
}

void area_rest(struct area *a)
{
	statefulset_controller_free(take(a->controller));
}

void area_release(struct area *a)
{
	struct cache *cache = a->client ? client_cache(a->client) : NULL;
	struct map_entry *e;

	area_rest(a);
	if (a->sets) {
		cache->unsubscribe(cache, a->sets);
		cache->unsubscribe(cache, a->pods);
	}
	loop_timer_del(a->telling);
	client_free(a->client);
	for (size_t i = 0; (e = map_next(&a->told, &i));)
		free(e->value);
	map_release(&a->told);
	map_release(&a->changed);
}
