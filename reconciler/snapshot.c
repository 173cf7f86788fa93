#include "reconciler/snapshot.h"

#include "reconciler/identity.h"

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct object *const *)a)->name, (*(const struct object *const *)b)->name);
}

static void sort(object_vec *v)
{
	if (v->len)
		qsort(v->items, v->len, sizeof(*v->items), by_name);
}

/* The set's by controller, or nobody's. */
static bool is_revision_of(const struct snapshot *s, const struct object *o)
{
	const struct owner *controller = object_controller(o);

	return streq(o->namespace, s->set->namespace) && (!controller || streq(controller->uid, s->set->uid)) &&
	       selector_matches(s->definition->selector, o->labels, o->nlabels);
}

static struct snapshot *snapshot_new(const struct object *set, struct definition *definition)
{
	struct snapshot *s = xcalloc(1, sizeof(*s));

	s->set = object_ref(set);
	s->definition = definition;
	return s;
}

static void add_claims_of(struct snapshot *s, struct cache *cache, int32_t ordinal)
{
	const struct statefulset *spec = statefulset_of(s->set);

	for (size_t i = 0; i < spec->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(spec->claims[i], s->set->name, ordinal);
		const struct object *claim = cache_get(cache, KIND(persistentvolumeclaim), s->set->namespace, name);

		if (claim)
			vec_push(&s->claims, object_ref(claim));
	}
}

/* Claims of the ordinals that are wanted and of those that are there beyond them. */
static void add_claims(struct snapshot *s, struct cache *cache)
{
	const struct statefulset *spec = statefulset_of(s->set);

	if (spec->nclaims == 0 || !identity_range_valid(spec))
		return;
	for (int32_t i = 0; i < spec->replicas; i++)
		add_claims_of(s, cache, spec->start + i);
	for (size_t i = 0; i < s->members->len; i++) {
		int32_t ordinal = s->members->by_name[i].ordinal;

		if (ordinal >= 0 && !identity_in_range(spec, ordinal))
			add_claims_of(s, cache, ordinal);
	}
	sort(&s->claims);
}

/* The set's and nobody's, by name: as a cache lists either, but not both together. */
static void list_candidates(struct cache *cache, const struct kind *kind, const struct object *set, object_vec *ret)
{
	size_t own;

	ret->len = 0;
	cache_list(cache, kind, set->namespace, set->uid, ret);
	own = ret->len;
	cache_list(cache, kind, set->namespace, "", ret);
	if (own > 0 && own < ret->len)
		sort(ret);
}

struct snapshot *snapshot_of_set(struct cache *cache, struct definitions *known, const struct object *set)
{
	struct snapshot *s = snapshot_new(set, definitions_get(known, set));
	object_vec found = VEC_INIT;

	list_candidates(cache, KIND(pod), set, &found);
	s->members = members_get(s->definition, set, &found);
	list_candidates(cache, KIND(controllerrevision), set, &found);
	vec_each(&found, revision) {
		if (is_revision_of(s, *revision))
			vec_push(&s->revisions, object_ref(*revision));
	}
	vec_release(&found);
	add_claims(s, cache);
	return s;
}

struct snapshot *snapshot_from_cache(struct cache *cache, struct definitions *known, const char *namespace,
				     const char *name)
{
	const struct object *set = cache_get(cache, KIND(statefulset), namespace, name);

	return set ? snapshot_of_set(cache, known, set) : NULL;
}

struct snapshot *snapshot_from_lists(struct definitions *known, const struct object *set, const object_vec *pods,
				     const object_vec *claims, const object_vec *revisions)
{
	struct snapshot *s = snapshot_new(set, definitions_get(known, set));
	object_vec sorted = VEC_INIT;

	vec_each(pods, pod)
		vec_push(&sorted, *pod);
	sort(&sorted);
	s->members = members_get(s->definition, set, &sorted);
	vec_release(&sorted);
	vec_each(claims, claim) {
		if (streq((*claim)->namespace, set->namespace))
			vec_push(&s->claims, object_ref(*claim));
	}
	vec_each(revisions, revision) {
		if (is_revision_of(s, *revision))
			vec_push(&s->revisions, object_ref(*revision));
	}
	sort(&s->claims);
	sort(&s->revisions);
	return s;
}

static void release(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	members_unref(s->members);
	release(&s->claims);
	release(&s->revisions);
	definition_unref(s->definition);
	object_unref(s->set);
	free(s);
}

static int is_named(const void *name, const void *object)
{
	return strcmp(name, (*(const struct object *const *)object)->name);
}

const struct object *snapshot_claim(const struct snapshot *s, const char *name)
{
	const object_vec *v = &s->claims;
	const struct object **claim = v->len ? bsearch(name, v->items, v->len, sizeof(*v->items), is_named) : NULL;

	return claim ? *claim : NULL;
}

const struct object *snapshot_pod(const struct snapshot *s, const char *name)
{
	const struct member *m = members_find(s->members, name);

	return m ? m->pod : NULL;
}

bool snapshot_claims(const struct snapshot *s, const struct object *pod)
{
	return members_admit(s->set, pod) && selector_matches(s->definition->selector, pod->labels, pod->nlabels) &&
	       (object_controller(pod) || (!pod->deleted && !s->set->deleted));
}
