/* The ReplicaSets of a Deployment: which is the new one, its revision, its size. */
#include "sim/workloads/rollout.h"

#include "kube/kinds/pod.h"
#include "kube/selector.h"

#define HISTORY "deployment.kubernetes.io/revision-history"
#define DESIRED "deployment.kubernetes.io/desired-replicas"
#define MOST "deployment.kubernetes.io/max-replicas"
#define NAME_MOST 253
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

static bool same_template(const json *a, const json *b)
{
	_cleanup_(json_freep) json *x = without_hash(a), *y = without_hash(b);

	return json_equal(x, y);
}

/* The oldest set of today's template. */
static void find_newest(struct rollout *r)
{
	r->newest = -1;
	for (size_t i = 0; i < r->sets.len && r->newest < 0; i++)
		if (same_template(json_at(r->sets.items[i].tree, "spec.template"), json_at(r->tree, "spec.template")))
			r->newest = (int)i;
}

static void add_set(struct rollout *r, const struct object *o)
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
				    json_format("{'metadata':{'uid':%q,'ownerReferences':[{'apiVersion':'apps/v1','kind':"
						"'Deployment','name':%q,'uid':%q,'controller':true,"
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
		add_set(r, *o);
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
static int64_t next_revision(const struct rollout *r)
{
	int64_t most = 0;

	vec_each(&r->sets, s)
		if (rollout_is_old(r, s))
			most = MAX(most, revision_of(s));
	return most + 1;
}

static bool set_text(json *annotations, const char *key, const char *text)
{
	if (streq0(json_get_str(annotations, key), text))
		return false;
	json_set_str(annotations, key, text);
	return true;
}

static bool set_number(json *annotations, const char *key, int64_t n)
{
	_cleanup_(freep) char *text = xasprintf("%" PRId64, n);

	return set_text(annotations, key, text);
}

static bool set_sizes(const struct rollout *r, json *annotations)
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
			changed = set_text(annotations, json_key(a), json_str_or(a, "")) || changed;
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
		set_text(annotations, HISTORY, all ? all : was);
	return true;
}

static bool annotate(const struct rollout *r, json *annotations, int64_t revision)
{
	bool changed = copy_annotations(r, annotations);

	return raise_revision(annotations, revision) || changed;
}

static json *annotations_of(json *tree)
{
	return json_want(json_want(tree, "metadata"), "annotations");
}

/* --- the new set --- */

static bool update_set(struct rollout *r, struct replicas *s, json *tree)
{
	struct outcome o = { 0 };
	bool ok = crew_put(r->crew, s->object, NULL, tree, &o);

	if (ok)
		replicas_fill(s, o.object);
	r->failed = r->failed || !ok;
	outcome_release(&o);
	return ok;
}

/* The revision of the Deployment is that of its new set. */
static bool note_revision(struct rollout *r, const char *revision, const char *reason, const char *fmt, const char *name)
{
	json *status = json_want(r->tree, "status");
	bool write = set_text(annotations_of(r->tree), REVISION, revision);
	_cleanup_(freep) char *text = NULL;

	if (reason && rollout_has_deadline(r)) {
		text = xasprintf("%s replica set \"%s\"", fmt, name);
		condition_set(status, condition_new("Progressing", "True", reason, text, true, crew_stamp(r->crew)));
		write = true;
	}
	return !write || rollout_put_status(r);
}

static bool revise_existing(struct rollout *r, struct replicas *s)
{
	_cleanup_(json_freep) json *tree = json_copy(s->tree);
	const json *delay = json_at(r->tree, "spec.minReadySeconds"), *own = json_at(tree, "spec.minReadySeconds");
	bool found = condition_get(json_get(r->tree, "status"), "Progressing") != NULL;
	bool same = json_int_or(delay, 0) == json_int_or(own, 0);

	if (annotate(r, annotations_of(tree), next_revision(r)) || !same) {
		conditions_count(json_get(tree, "spec"), "minReadySeconds", json_int_or(delay, 0));
		return update_set(r, s, take(tree));
	}
	return note_revision(r, json_str_or(json_get(annotations_of(tree), REVISION), ""),
			     found ? NULL : "FoundNewReplicaSet", "Found new", s->object->name);
}

static json *make_set(struct rollout *r, const char *name, const char *hash)
{
	const struct object *d = r->deployment;
	json *tree = json_format("{'kind':'ReplicaSet','apiVersion':'apps/v1','metadata':{'name':%q,'namespace':%q,"
				 "'ownerReferences':[{'apiVersion':'apps/v1','kind':'Deployment','name':%q,'uid':%q,"
				 "'controller':true,'blockOwnerDeletion':true}]},'spec':{}}", name, d->namespace, d->name,
				 d->uid);
	json *spec = json_get(tree, "spec"), *pod;

	json_set_int(spec, "replicas", rollout_new_size(r, 0));
	conditions_count(spec, "minReadySeconds", json_int_or(json_at(r->tree, "spec.minReadySeconds"), 0));
	json_set(spec, "selector", json_copy(json_at(r->tree, "spec.selector")));
	json_set_str(json_want(json_get(spec, "selector"), "matchLabels"), HASH_LABEL, hash);
	pod = json_set(spec, "template", json_copy(json_at(r->tree, "spec.template")));
	json_set_str(json_want(json_want(pod, "metadata"), "labels"), HASH_LABEL, hash);
	json_set(json_get(tree, "metadata"), "labels", json_copy(json_at(pod, "metadata.labels")));
	annotate(r, annotations_of(tree), next_revision(r));
	set_sizes(r, annotations_of(tree));
	return tree;
}

/* A set of that name is there. Ours with today's template will do; else the name must become another. */
static bool collide(struct rollout *r, const char *name)
{
	const struct object *there = cache_get(r->crew->agent.cache, KIND(replicaset), r->deployment->namespace, name);
	_cleanup_(json_freep) json *tree = there ? object_tree(there) : NULL;
	json *status = json_want(r->tree, "status");

	if (there && object_controller(there) && streq(object_controller(there)->uid, r->deployment->uid) &&
	    same_template(json_at(tree, "spec.template"), json_at(r->tree, "spec.template"))) {
		add_set(r, there);
		return true;
	}
	json_set_int(status, "collisionCount", json_get_int(status, "collisionCount", 0) + 1);
	rollout_put_status(r);
	r->failed = true;
	return false;
}

static bool creation_refused(struct rollout *r, const char *name, const struct outcome *o)
{
	_cleanup_(freep) char *text = xasprintf("Failed to create new replica set \"%s\": %s", name, o->message);

	r->failed = true;
	if (o->terminating)
		return false;
	if (rollout_has_deadline(r)) {
		condition_set(json_want(r->tree, "status"), condition_new("Progressing", "False", "ReplicaSetCreateError",
									  text, true, crew_stamp(r->crew)));
		rollout_put_status(r);
	}
	crew_tell(r->crew, r->deployment, true, "ReplicaSetCreateError", "%s", text);
	return false;
}

static bool create_set(struct rollout *r)
{
	char hash[16];
	_cleanup_(freep) char *name = NULL, *revision = xasprintf("%" PRId64, next_revision(r));
	struct outcome o = { 0 };
	bool ok;

	template_hash(json_at(r->tree, "spec.template"), json_at(r->tree, "status.collisionCount"), hash);
	name = xasprintf("%.*s-%s", NAME_MOST - 1 - (int)strlen(hash), r->deployment->name, hash);
	ok = crew_create(r->crew, KIND(replicaset), r->deployment->namespace, make_set(r, name, hash), &o);
	if (ok) {
		add_set(r, o.object);
		if (rollout_new_set(r) && rollout_new_set(r)->wanted > 0)
			crew_tell(r->crew, r->deployment, false, "ScalingReplicaSet",
				  "Scaled up replica set %s from 0 to %" PRId64, name, rollout_new_set(r)->wanted);
		ok = note_revision(r, revision, "NewReplicaSetCreated", "Created new", name);
	} else if (o.code == 409) {
		ok = collide(r, name) && note_revision(r, revision, NULL, NULL, NULL);
	} else {
		ok = creation_refused(r, name, &o);
	}
	outcome_release(&o);
	return ok;
}

bool rollout_revise(struct rollout *r, bool create)
{
	struct replicas *s = rollout_new_set(r);

	if (s)
		return revise_existing(r, s);
	return !create || create_set(r);
}

/* --- sizes --- */

bool rollout_scale_set(struct rollout *r, struct replicas *s, int64_t size, bool force)
{
	_cleanup_(json_freep) json *tree = json_copy(s->tree);
	_cleanup_(freep) char *name = xstrdup(s->object->name);
	int64_t before = s->wanted;

	if (before == size && !force)
		return false;
	json_set_int(json_get(tree, "spec"), "replicas", size);
	if (!set_sizes(r, annotations_of(tree)) && before == size)
		return false;
	if (!update_set(r, s, take(tree)) || before == size)
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
