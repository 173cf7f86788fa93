/* See jobs/remove_plan.h. */
#include "jobs/remove_plan.h"

#include <stdlib.h>

#include "kube/kinds/statefulset.h"
#include "reconciler/identity.h"

static int by_ordinal_down(const void *a, const void *b)
{
	const struct object *x = *(const struct object *const *)a, *y = *(const struct object *const *)b;
	int32_t i = identity_ordinal(x->name), j = identity_ordinal(y->name);

	return i != j ? (i < j ? 1 : -1) : strcmp(x->name, y->name);
}

static void sort(object_vec *v)
{
	if (v->len > 1)
		qsort(v->items, v->len, sizeof(*v->items), by_ordinal_down);
}

void remove_plan_pods(struct cache *cache, const struct object *set, object_vec *ret)
{
	cache_list(cache, KIND(pod), set->namespace, set->uid, ret);
	sort(ret);
}

bool remove_plan_names(const struct object *set, const char *claim)
{
	const struct statefulset *facts = statefulset_of(set);
	int32_t ordinal = identity_ordinal(claim);

	for (size_t i = 0; ordinal >= 0 && i < facts->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(facts->claims[i], set->name, ordinal);

		if (streq(name, claim))
			return true;
	}
	return false;
}

const struct object *remove_plan_user(struct cache *cache, const struct object *claim, const char *owner_uid)
{
	const struct object *user = NULL;
	object_vec pods = VEC_INIT;

	cache_list(cache, KIND(pod), claim->namespace, NULL, &pods);
	for (size_t i = 0; i < pods.len && !user; i++) {
		const struct owner *owner = object_controller(pods.items[i]);
		const struct pod *p = pod_of(pods.items[i]);

		if (owner && *owner_uid && streq(owner->uid, owner_uid))
			continue;
		for (size_t v = 0; v < p->nvolumes; v++) {
			if (streq(p->volumes[v].claim, claim->name))
				user = pods.items[i];
		}
	}
	vec_release(&pods);
	return user;
}

static bool shared(struct cache *cache, const struct object *set, const object_vec *sets, const struct object *claim)
{
	for (size_t i = 0; i < sets->len; i++) {
		if (!streq(sets->items[i]->name, set->name) && remove_plan_names(sets->items[i], claim->name))
			return true;
	}
	return remove_plan_user(cache, claim, set->uid);
}

void remove_plan_claims(struct cache *cache, const struct object *set, object_vec *ret)
{
	const struct statefulset *facts = statefulset_of(set);
	object_vec sets = VEC_INIT;

	cache_list(cache, KIND(statefulset), set->namespace, NULL, &sets);
	for (size_t i = 0; i < facts->nclaims; i++) {
		_cleanup_(freep) char *prefix = xasprintf("%s-%s-", facts->claims[i], set->name);
		object_vec named = VEC_INIT;

		if (!identity_claim_counts(facts, i))
			continue;
		cache_list_named(cache, KIND(persistentvolumeclaim), set->namespace, prefix, &named);
		vec_each(&named, o) {
			if (remove_plan_names(set, (*o)->name) && !shared(cache, set, &sets, *o))
				vec_push(ret, *o);
		}
		vec_release(&named);
	}
	vec_release(&sets);
	sort(ret);
}
