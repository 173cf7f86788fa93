#include "sim/workloads/pods.h"

#include "sim/pods.h"

bool pod_is_active(const struct object *pod)
{
	return !pod_is_over(pod) && pod->deleted == 0;
}

/* --- a pod of the template --- */

static json *controller_reference(const struct object *owner)
{
	char version[128];

	kind_api_version(owner->kind, version, sizeof(version));
	return json_format("{'apiVersion':%q,'kind':%q,'name':%q,'uid':%q,'controller':true,'blockOwnerDeletion':true}",
			   version, owner->kind->name, owner->name, owner->uid);
}

static void copy_member(json *to, const json *from, const char *key)
{
	if (json_get(from, key))
		json_set(to, key, json_copy(json_get(from, key)));
}

json *workload_pod(const struct object *owner, const json *pod_template)
{
	const json *from = json_get(pod_template, "metadata");
	json *pod = json_format("{'kind':'Pod','apiVersion':'v1','metadata':{}}");
	json *metadata = json_get(pod, "metadata");
	_cleanup_(freep) char *prefix = xasprintf("%s-", owner->name);

	json_set_str(metadata, "generateName", prefix);
	json_set_str(metadata, "namespace", owner->namespace);
	copy_member(metadata, from, "labels");
	copy_member(metadata, from, "annotations");
	copy_member(metadata, from, "finalizers");
	json_push(json_want_array(metadata, "ownerReferences"), controller_reference(owner));
	json_set(pod, "spec", json_copy(json_get(pod_template, "spec")));
	return pod;
}

bool workload_create_pod(struct crew *c, const struct object *owner, json *tree, struct outcome *ret)
{
	bool ok = crew_create(c, KIND(pod), owner->namespace, tree, ret);

	if (ok)
		crew_tell(c, owner, false, "SuccessfulCreate", "Created pod: %s", ret->object->name);
	else if (!ret->terminating)
		crew_tell(c, owner, true, "FailedCreate", "Error creating: %s", ret->message);
	return ok;
}

bool workload_delete_pod(struct crew *c, const struct object *owner, const struct object *pod, struct outcome *ret)
{
	bool ok = crew_delete(c, pod, NULL, ret) || ret->code == 404;

	if (ok)
		crew_tell(c, owner, false, "SuccessfulDelete", "Deleted pod: %s", pod->name);
	else
		crew_tell(c, owner, true, "FailedDelete", "Error deleting: %s", ret->message);
	return ok;
}

/* --- whose a pod is --- */

static bool write_owners(struct crew *c, const struct object *pod, json *references)
{
	struct request r;
	struct outcome o = { 0 };
	bool ok;

	request_init(&r, VERB_PATCH, pod->kind, pod->namespace, pod->name);
	r.content_type = TYPE_MERGE_PATCH;
	r.tree = json_format("{'metadata':{'uid':%q,'ownerReferences':%j}}", pod->uid, references);
	json_free(references);
	ok = crew_send(c, &r, &o) || o.code == 404;
	outcome_release(&o);
	return ok;
}

static json *references_of(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	const json *there = json_at(tree, "metadata.ownerReferences");

	return there ? json_copy(there) : json_array();
}

static bool adopt(struct crew *c, const struct object *owner, const struct object *pod)
{
	json *references = references_of(pod);

	json_push(references, controller_reference(owner));
	return write_owners(c, pod, references);
}

static bool release(struct crew *c, const struct object *owner, const struct object *pod)
{
	json *references = references_of(pod);

	for (json *r = json_first(references), *next; r; r = next) {
		next = json_next(r);
		if (streq0(json_get_str(r, "uid"), owner->uid))
			json_drop(references, r);
	}
	return write_owners(c, pod, references);
}

static void push_fresh(struct crew *c, const struct object *pod, object_vec *ret)
{
	const struct object *fresh = cache_get(c->agent.cache, pod->kind, pod->namespace, pod->name);

	if (fresh && streq(fresh->uid, pod->uid))
		vec_push(ret, object_ref(fresh));
}

static bool claim_own(struct crew *c, const struct object *owner, const struct selector *selector, object_vec *ret)
{
	object_vec own = VEC_INIT;
	bool ok = true;

	cache_list(c->agent.cache, KIND(pod), owner->namespace, owner->uid, &own);
	vec_each(&own, p)
		object_ref(*p);
	vec_each(&own, p) {
		if (selector_matches(selector, (*p)->labels, (*p)->nlabels))
			vec_push(ret, object_ref(*p));
		else if (owner->deleted == 0)
			ok = release(c, owner, *p) && ok;
	}
	objects_release(&own);
	return ok;
}

static bool claim_orphans(struct crew *c, const struct object *owner, const struct selector *selector, object_vec *ret)
{
	object_vec orphans = VEC_INIT;
	bool ok = true;

	cache_list(c->agent.cache, KIND(pod), owner->namespace, "", &orphans);
	vec_each(&orphans, p)
		object_ref(*p);
	vec_each(&orphans, p) {
		if (!pod_is_active(*p) || !selector_matches(selector, (*p)->labels, (*p)->nlabels))
			continue;
		if (adopt(c, owner, *p))
			push_fresh(c, *p, ret);
		else
			ok = false;
	}
	objects_release(&orphans);
	return ok;
}

bool workload_claim_pods(struct crew *c, const struct object *owner, const struct selector *selector, object_vec *ret)
{
	bool ok = claim_own(c, owner, selector, ret);

	return (owner->deleted || claim_orphans(c, owner, selector, ret)) && ok;
}

void objects_release(object_vec *all)
{
	vec_each(all, o)
		object_unref(*o);
	vec_release(all);
}

/* --- who goes first --- */

struct ranked {
	const struct object *pod;
	int rank;
	int64_t cost;
	int64_t now_ms;
};

static int phase_order(const struct object *pod)
{
	const char *phase = pod_of(pod)->phase;

	return streq(phase, "Running") ? 2 : streq(phase, "Unknown") ? 1 : 0;
}

/* Ages are compared by their powers of two, so that pods of nearly one age are taken as equal. */
static int age_order(int64_t since, int64_t now_ms)
{
	int64_t age = MAX(now_ms / 1000 - since, (int64_t)0);
	int order = 0;

	while (age >>= 1)
		order++;
	return order;
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* The order of upstream's ActivePodsWithRanks. */
static int order_of(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	const struct pod *p = pod_of(a->pod), *q = pod_of(b->pod);
	int d = compare(*p->node != '\0', *q->node != '\0');

	if (!d)
		d = compare(phase_order(a->pod), phase_order(b->pod));
	if (!d)
		d = compare(p->ready, q->ready);
	if (!d)
		d = compare(a->cost, b->cost);
	if (!d)
		d = compare(b->rank, a->rank);
	if (!d && p->ready && p->ready_at != q->ready_at) {
		d = compare(age_order(p->ready_at, a->now_ms), age_order(q->ready_at, a->now_ms));
		return d ? d : strcmp(a->pod->uid, b->pod->uid);
	}
	if (!d)
		d = compare(q->restarts, p->restarts);
	if (!d)
		d = compare(age_order(a->pod->created, a->now_ms), age_order(b->pod->created, a->now_ms));
	return d ? d : strcmp(a->pod->uid, b->pod->uid);
}

static int64_t deletion_cost(const struct object *pod)
{
	const char *text = object_annotation(pod, "controller.kubernetes.io/pod-deletion-cost");

	return text ? strtoll(text, NULL, 10) : 0;
}

static int rank_of(const struct object *pod, const object_vec *related)
{
	int rank = 0;

	vec_each(related, r)
		rank += pod_is_active(*r) && streq(pod_of(*r)->node, pod_of(pod)->node);
	return rank;
}

void workload_rank_pods(object_vec *pods, const object_vec *related, int64_t now_ms)
{
	struct ranked *all = xcalloc(MAX(pods->len, (size_t)1), sizeof(*all));

	for (size_t i = 0; i < pods->len; i++) {
		const struct object *pod = pods->items[i];

		all[i] = (struct ranked){ pod, rank_of(pod, related), deletion_cost(pod), now_ms };
	}
	qsort(all, pods->len, sizeof(*all), order_of);
	for (size_t i = 0; i < pods->len; i++)
		pods->items[i] = all[i].pod;
	free(all);
}
