#include "reconciler/explain.h"

#include "kube/patch.h"
#include "reconciler/identity.h"
#include "reconciler/model.h"
#include "reconciler/refine.h"

/* --- reasons --- */

/* Moves the sync's reasons over, sharpened; those that will not end by themselves come first. */
static void take_reasons(struct sync *s, struct cache *cache, const struct snapshot *snapshot, struct explanation *ret)
{
	const char *update = s->outcome.status.update_revision ? s->outcome.status.update_revision : "";
	size_t stuck = 0;

	vec_each(&s->reasons, r) {
		refine(r, cache, snapshot, update);
		if (r->stuck)
			vec_insert(&ret->reasons, stuck++, *r);
		else
			vec_push(&ret->reasons, *r);
	}
	s->reasons.len = 0;
}

/* Claims of one template, of ordinals that the set no longer wants and that have no pod. */
static size_t claims_left_of(struct cache *cache, const struct snapshot *s, const char *template)
{
	_cleanup_(freep) char *prefix = xasprintf("%s-%s-", template, s->set->name);
	object_vec claims = VEC_INIT;
	size_t left = 0;

	cache_list_named(cache, KIND(persistentvolumeclaim), s->set->namespace, prefix, &claims);
	vec_each(&claims, claim) {
		const char *pod = (*claim)->name + strlen(template) + 1;

		left += identity_member(pod, s->set->name) &&
		        !identity_in_range(statefulset_of(s->set), identity_ordinal(pod)) && !snapshot_pod(s, pod);
	}
	vec_release(&claims);
	return left;
}

static size_t claims_left(struct cache *cache, const struct snapshot *s)
{
	const struct statefulset *spec = statefulset_of(s->set);
	size_t left = 0;

	for (size_t i = 0; i < spec->nclaims; i++)
		left += claims_left_of(cache, s, spec->claims[i]);
	return left;
}

/* The decision itself went wrong: a selector or a revision that nobody can read. */
static void say_failed(const struct sync *s, const struct snapshot *snapshot, struct explanation *ret)
{
	_cleanup_(str_release) struct str why = STR_INIT;
	struct reason r;

	const struct definition *d = snapshot->definition;

	if (ret->reasons.len || (d->selector && !failures_any(&s->outcome.failures)))
		return;
	if (d->selector)
		failures_text(&s->outcome.failures, &why);
	else
		str_addf(&why, "its selector cannot be read: %s", d->selector_error.text);
	r = reason_make(REASON_REFUSED, "", "stuck: %s", why.buf);
	r.stuck = true;
	vec_push(&ret->reasons, r);
}

static void say_settled(struct cache *cache, const struct snapshot *s, struct explanation *ret)
{
	size_t left = claims_left(cache, s);
	struct reason r;

	if (ret->reasons.len)
		return;
	if (left)
		r = reason_make(REASON_SETTLED, "", "settled; %zu claim%s left behind", left, left == 1 ? "" : "s");
	else
		r = reason_make(REASON_SETTLED, "", "settled");
	vec_push(&ret->reasons, r);
	ret->settled = true;
}

/* --- the plan --- */

static void play(struct model *m, struct explanation *ret)
{
	for (int i = 0; i < MODEL_SYNCS && ret->plan.len < PLAN_MAX; i++) {
		struct sync *s = model_sync(m, ret);
		bool failed = failures_any(&s->outcome.failures);

		sync_free(s);
		if (failed || (!m->moved && !model_pass_time(m)))
			return;
	}
}

/* --- the interface --- */

static int explain(struct cache *cache, struct definitions *known, struct snapshot *s, int64_t now_s,
		   struct explanation *ret)
{
	struct model m;
	struct sync *sync;

	*ret = (struct explanation){ VEC_INIT, VEC_INIT, false };
	model_init(&m, cache, known, s, now_s * 1000);
	sync = model_sync(&m, ret);
	take_reasons(sync, cache, s, ret);
	say_failed(sync, s, ret);
	sync_free(sync);
	say_settled(cache, s, ret);
	if (!m.refused && !ret->settled) {
		model_pass_time(&m);
		play(&m, ret);
	}
	model_release(&m);
	snapshot_free(s);
	return 0;
}

int explain_set(struct cache *cache, const char *namespace, const char *name, int64_t now_s, struct explanation *ret)
{
	struct definitions known = { MAP_INIT };
	struct snapshot *s = snapshot_from_cache(cache, &known, namespace, name);
	int rc = s ? explain(cache, &known, s, now_s, ret) : -ENOENT;

	definitions_release(&known);
	return rc;
}

/* The set as the server would have it after the patch: a new generation of it. */
static const struct object *changed(const struct object *set, const json *merge_patch)
{
	_cleanup_(json_freep) json *tree = object_tree(set);
	_cleanup_(status_release) struct status why = STATUS_INIT;

	if (!tree || patch_merge(&tree, merge_patch, &why) < 0)
		return NULL;
	json_set_int(json_want(tree, "metadata"), "generation", set->generation + 1);
	return object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL);
}

int explain_change(struct cache *cache, const char *namespace, const char *name, const json *merge_patch, int64_t now_s,
		   struct explanation *ret)
{
	struct definitions known = { MAP_INIT };
	const struct object *set = cache_get(cache, KIND(statefulset), namespace, name);
	_cleanup_(object_unrefp) const struct object *then = set ? changed(set, merge_patch) : NULL;
	int rc;

	if (!set)
		return -ENOENT;
	if (!then)
		return -EINVAL;
	rc = explain(cache, &known, snapshot_of_set(cache, &known, then), now_s, ret);
	definitions_release(&known);
	return rc;
}

void explanation_release(struct explanation *x)
{
	vec_each(&x->reasons, r)
		reason_release(r);
	vec_release(&x->reasons);
	vec_each(&x->plan, p) {
		free(p->object);
		free(p->revision);
	}
	vec_release(&x->plan);
	x->settled = false;
}
