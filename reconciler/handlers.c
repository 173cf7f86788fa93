#include "reconciler/handlers.h"

#include "kube/kinds/pod.h"

static void enqueue(const struct handlers *h, const struct object *set, int64_t delay_ms)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	object_key(set, &key);
	h->enqueue(h->arg, key.buf, delay_ms);
}

void handlers_set(const struct handlers *h, const struct object *set)
{
	enqueue(h, set, 0);
}

/* The set that the pod says controls it, if it is that very one. */
static const struct object *controller_of(const struct handlers *h, const struct object *pod)
{
	const struct owner *owner = object_controller(pod);
	const struct object *set;

	if (!owner || !streq(owner->kind, STATEFULSET_KIND))
		return NULL;
	set = cache_get(h->cache, KIND(statefulset), pod->namespace, owner->name);
	return set && streq(set->uid, owner->uid) ? set : NULL;
}

static bool could_adopt(const struct handlers *h, const struct object *set, const struct object *pod)
{
	struct definition *d = definitions_get(h->known, set);
	bool could = d->selector && !selector_is_everything(d->selector) &&
		     selector_matches(d->selector, pod->labels, pod->nlabels);

	definition_unref(d);
	return could;
}

static void tell_adopters(const struct handlers *h, const struct object *pod)
{
	object_vec sets = VEC_INIT;

	if (pod->nlabels == 0)
		return;
	cache_list(h->cache, KIND(statefulset), pod->namespace, NULL, &sets);
	vec_each(&sets, set) {
		if (could_adopt(h, *set, pod))
			enqueue(h, *set, 0);
	}
	vec_release(&sets);
}

static void deleted(const struct handlers *h, const struct object *pod)
{
	const struct object *set = controller_of(h, pod);

	if (set)
		enqueue(h, set, 0);
}

static void added(const struct handlers *h, const struct object *pod)
{
	if (pod->deleted || object_controller(pod))
		deleted(h, pod);
	else
		tell_adopters(h, pod);
}

static bool same_owner(const struct owner *a, const struct owner *b)
{
	if (!a || !b)
		return a == b;
	return streq(a->uid, b->uid) && streq(a->name, b->name) && streq(a->kind, b->kind) &&
	       streq(a->api_version, b->api_version) && a->block == b->block;
}

static bool same_labels(const struct object *a, const struct object *b)
{
	if (a->nlabels != b->nlabels)
		return false;
	for (size_t i = 0; i < a->nlabels; i++) {
		if (!streq(a->labels[i].key, b->labels[i].key) || !streq(a->labels[i].value, b->labels[i].value))
			return false;
	}
	return true;
}

static void updated(const struct handlers *h, const struct object *old, const struct object *now)
{
	bool owner_changed = !same_owner(object_controller(old), object_controller(now));
	const struct object *set;
	int32_t min_ready;

	/* A resync delivers what is known already. */
	if (streq(old->version, now->version))
		return;
	if (owner_changed)
		deleted(h, old);
	if (object_controller(now)) {
		set = controller_of(h, now);
		if (!set)
			return;
		enqueue(h, set, 0);
		min_ready = statefulset_of(set)->min_ready;
		if (min_ready > 0 && !pod_of(old)->ready && pod_of(now)->ready)
			enqueue(h, set, (int64_t)min_ready * 1000);
	} else if (owner_changed || !same_labels(old, now)) {
		tell_adopters(h, now);
	}
}

void handlers_pod(const struct handlers *h, enum cache_event event, const struct object *old, const struct object *now)
{
	switch (event) {
	case CACHE_ADDED:
		added(h, now);
		break;
	case CACHE_UPDATED:
		updated(h, old, now);
		break;
	case CACHE_DELETED:
		deleted(h, old);
		break;
	}
}
