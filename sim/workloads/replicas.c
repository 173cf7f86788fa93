/* The ReplicaSets of a Deployment: which is the new one, its revision, its size. */
#include "sim/workloads/rollout.h"

#include "kube/kinds/pod.h"
#include "kube/selector.h"

#define HISTORY "deployment.kubernetes.io/revision-history"
#define DESIRED "deployment.kubernetes.io/desired-replicas"
#define MOST "deployment.kubernetes.io/max-replicas"
#define NO_LIMIT INT32_MAX

static const char *const own_annotations[] = { "kubectl.kubernetes.io/last-applied-configuration", REVISION, HISTORY,
					       DESIRED, MOST, "deprecated.deployment.rollback.to" };

/* --- reading --- */

static void replicas_fill(struct replicas *s, const struct object *o)
{
	const json *status;

	object_ref(o);
	object_unref(s->object);
	json_free(s->tree);
	s->object = o;
	s->tree = object_tree(o);
	status = json_get(s->tree, "status");
	s->wanted = json_int_or(json_at(s->tree, "spec.replicas"), 1);
	s->there = json_get_int(status, "replicas", 0);
	s->ready = json_get_int(status, "readyReplicas", 0);
	s->available = json_get_int(status, "availableReplicas", 0);
}

static int by_creation(const void *a, const void *b)
{
	const struct object *x = ((const struct replicas *)a)->object, *y = ((const struct replicas *)b)->object;

	return x->created != y->created ? (x->created > y->created ? 1 : -1) : strcmp(x->name, y->name);
}

static json *without_hash(const json *pod_template)
{
	json *copy = json_copy(pod_template), *metadata = json_get(copy, "metadata"), *labels;

	labels = json_get(metadata, "labels");
	json_del(labels, HASH_LABEL);
	if (json_len(labels) == 0)
		json_del(metadata, "labels");
	return copy;
}

bool template_equal(const json *a, const json *b)
{
	_cleanup_(json_freep) json *x = without_hash(a), *y = without_hash(b);

	return json_equal(x, y);
}

/* The oldest set of today's template. */
static void find_newest(struct rollout *r)
{
	r->newest = -1;
	for (size_t i = 0; i < r->sets.len && r->newest < 0; i++)
		if (template_equal(json_at(r->sets.items[i].tree, "spec.template"), json_at(r->tree, "spec.template")))
			r->newest = (int)i;
}

void rollout_add_set(struct rollout *r, const struct object *o)
{
	struct replicas s = { 0 };

	replicas_fill(&s, o);
	vec_push(&r->sets, s);
	qsort(r->sets.items, r->sets.len, sizeof(*r->sets.items), by_creation);
	find_newest(r);
}

/* Takes in a set that nobody controls and the selector matches. */
static void adopt_sets(struct rollout *r)
{
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_at(r->tree, "spec.selector"), NULL);
	const struct object *d = r->deployment;
	object_vec orphans = VEC_INIT;

	cache_list(r->crew->agent.cache, KIND(replicaset), d->namespace, "", &orphans);
	vec_each(&orphans, o)
		if (s && d->deleted == 0 && (*o)->deleted == 0 && selector_matches(s, (*o)->labels, (*o)->nlabels))
			agent_patch(&r->crew->agent, *o, NULL,
				    json_format("{'metadata':{'uid':%q,'ownerReferences':[{'apiVersion':'apps/v1',"
						"'kind':'Deployment','name':%q,'uid':%q,'controller':true,"
						"'blockOwnerDeletion':true}]}}", (*o)->uid, d->name, d->uid), NULL);
	vec_release(&orphans);
}

static int64_t scaled(const json *amount, int64_t of, bool up)
{
	const char *text = json_str(amount);

	if (!text)
		return json_int_or(amount, 0);
	return (strtol(text, NULL, 10) * of + (up ? 99 : 0)) / 100;
}

/* Both may not be 0, or nothing would move. */
static void read_bounds(struct rollout *r)
{
	const json *strategy = json_at(r->tree, "spec.strategy"), *rolling = json_get(strategy, "rollingUpdate");

	r->rolling = streq0(json_get_str(strategy, "type"), "RollingUpdate");
	if (!r->rolling)
		return;
	r->surge = scaled(json_get(rolling, "maxSurge"), r->wanted, true);
	r->unavailable = scaled(json_get(rolling, "maxUnavailable"), r->wanted, false);
	if (r->surge == 0 && r->unavailable == 0)
		r->unavailable = 1;
	r->unavailable = MIN(r->unavailable, r->wanted);
}

bool rollout_read(struct rollout *r, struct crew *crew, const char *key)
{
	object_vec own = VEC_INIT;

	*r = (struct rollout){ .crew = crew, .deployment = crew_object(crew, key), .newest = -1 };
	if (!r->deployment)
		return false;
	r->tree = object_tree(r->deployment);
	r->written = json_copy(json_get(r->tree, "status"));
	r->wanted = json_int_or(json_at(r->tree, "spec.replicas"), 1);
	read_bounds(r);
	adopt_sets(r);
	cache_list(crew->agent.cache, KIND(replicaset), r->deployment->namespace, r->deployment->uid, &own);
	vec_each(&own, o)
		rollout_add_set(r, *o);
	vec_release(&own);
	return true;
}

void rollout_release(struct rollout *r)
{
	vec_each(&r->sets, s) {
		object_unref(s->object);
		json_free(s->tree);
	}
	vec_release(&r->sets);
	object_unref(r->deployment);
	json_free(r->tree);
	json_free(r->written);
}

struct replicas *rollout_new_set(struct rollout *r)
{
	return r->newest < 0 ? NULL : &r->sets.items[r->newest];
}

bool rollout_is_old(const struct rollout *r, const struct replicas *s)
{
	return r->newest < 0 || s != &r->sets.items[r->newest];
}

int64_t rollout_total(const struct rollout *r)
{
	int64_t total = 0;

	vec_each(&r->sets, s)
		total += s->wanted;
	return total;
}

int64_t rollout_new_size(const struct rollout *r, int64_t size)
{
	int64_t total = rollout_total(r), most = r->wanted + r->surge;

	if (!r->rolling)
		return r->wanted;
	return total >= most ? size : size + MIN(most - total, r->wanted - size);
}

/* --- annotations --- */

static int64_t revision_of(const struct replicas *s)
{
	const char *text = object_annotation(s->object, REVISION);

	return text ? strtoll(text, NULL, 10) : 0;
}

/* Greatest of the old sets, and one more. */
int64_t rollout_next_revision(const struct rollout *r)
{
	int64_t most = 0;

	vec_each(&r->sets, s)
		if (rollout_is_old(r, s))
			most = MAX(most, revision_of(s));
	return most + 1;
}

bool annotation_set(json *annotations, const char *key, const char *text)
{
	if (streq0(json_get_str(annotations, key), text))
		return false;
	json_set_str(annotations, key, text);
	return true;
}

static bool set_number(json *annotations, const char *key, int64_t n)
{
	_cleanup_(freep) char *text = xasprintf("%" PRId64, n);

	return annotation_set(annotations, key, text);
}

bool replicas_note_sizes(const struct rollout *r, json *annotations)
{
	bool changed = set_number(annotations, DESIRED, r->wanted);

	return set_number(annotations, MOST, r->wanted + r->surge) || changed;
}

static bool is_own(const char *key)
{
	for (size_t i = 0; i < COUNT(own_annotations); i++)
		if (streq(own_annotations[i], key))
			return true;
	return false;
}

/* The Deployment's annotations are the new set's too, but for those that are about either itself. */
static bool copy_annotations(const struct rollout *r, json *annotations)
{
	bool changed = false;

	for (const json *a = json_first(json_at(r->tree, "metadata.annotations")); a; a = json_next(a))
		if (!is_own(json_key(a)))
			changed = annotation_set(annotations, json_key(a), json_str_or(a, "")) || changed;
	return changed;
}

/* A set that is the new one again keeps the revisions it was. */
static bool raise_revision(json *annotations, int64_t revision)
{
	const char *old = json_get_str(annotations, REVISION), *history = json_get_str(annotations, HISTORY);
	_cleanup_(freep) char *was = old ? xstrdup(old) : NULL;
	_cleanup_(freep) char *all = was && history && *history ? xasprintf("%s,%s", history, was) : NULL;

	if (was && strtoll(was, NULL, 10) >= revision)
		return false;
	set_number(annotations, REVISION, revision);
	if (was)
		annotation_set(annotations, HISTORY, all ? all : was);
	return true;
}

bool replicas_annotate(const struct rollout *r, json *annotations, int64_t revision)
{
	bool changed = copy_annotations(r, annotations);

	return raise_revision(annotations, revision) || changed;
}

json *tree_annotations(json *tree)
{
	return json_want(json_want(tree, "metadata"), "annotations");
}

/* --- sizes --- */

bool rollout_update_set(struct rollout *r, struct replicas *s, json *tree)
{
	struct outcome o = { 0 };
	bool ok = crew_put(r->crew, s->object, NULL, tree, &o);

	if (ok)
		replicas_fill(s, o.object);
	r->failed = r->failed || !ok;
	outcome_release(&o);
	return ok;
}

bool rollout_scale_set(struct rollout *r, struct replicas *s, int64_t size, bool force)
{
	_cleanup_(json_freep) json *tree = json_copy(s->tree);
	_cleanup_(freep) char *name = xstrdup(s->object->name);
	int64_t before = s->wanted;

	if (before == size && !force)
		return false;
	json_set_int(json_get(tree, "spec"), "replicas", size);
	if (!replicas_note_sizes(r, tree_annotations(tree)) && before == size)
		return false;
	if (!rollout_update_set(r, s, take(tree)) || before == size)
		return false;
	crew_tell(r->crew, r->deployment, false, "ScalingReplicaSet",
		  "Scaled %s replica set %s from %" PRId64 " to %" PRId64, before < size ? "up" : "down", name, before,
		  size);
	return true;
}

static int by_revision(const void *a, const void *b)
{
	const struct replicas *x = a, *y = b;
	int64_t p = revision_of(x), q = revision_of(y);

	return p != q ? (p > q ? 1 : -1) : by_creation(a, b);
}

static bool is_spent(const struct replicas *s)
{
	return s->there == 0 && s->wanted == 0 && s->object->deleted == 0 &&
	       s->object->generation <= json_int_or(json_at(s->tree, "status.observedGeneration"), 0);
}

void rollout_clean(struct rollout *r)
{
	int64_t limit = json_int_or(json_at(r->tree, "spec.revisionHistoryLimit"), NO_LIMIT);
	VEC(struct replicas) old = VEC_INIT;

	vec_each(&r->sets, s)
		if (rollout_is_old(r, s) && s->object->deleted == 0)
			vec_push(&old, *s);
	if (old.len > 0)
		qsort(old.items, old.len, sizeof(*old.items), by_revision);
	for (size_t i = 0; limit != NO_LIMIT && i < old.len && (int64_t)(old.len - i) > limit; i++)
		if (is_spent(&old.items[i]))
			crew_delete(r->crew, old.items[i].object, NULL, NULL);
	vec_release(&old);
}
