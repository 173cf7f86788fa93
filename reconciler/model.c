#include "reconciler/model.h"

#include "reconciler/identity.h"
#include "reconciler/refine.h"

static void copy(object_vec *to, const object_vec *from)
{
	vec_each(from, o)
		vec_push(to, object_ref(*o));
}

void model_init(struct model *m, struct cache *cache, struct definitions *known, const struct snapshot *s,
		int64_t now_ms)
{
	*m = (struct model){ .cache = cache, .known = known, .set = object_ref(s->set), .now_ms = now_ms };
	for (size_t i = 0; i < s->members->len; i++)
		vec_push(&m->pods, object_ref(s->members->by_name[i].pod));
	copy(&m->claims, &s->claims);
	copy(&m->revisions, &s->revisions);
}

static void release(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

void model_release(struct model *m)
{
	object_unref(m->set);
	release(&m->pods);
	release(&m->claims);
	release(&m->revisions);
}

struct snapshot *model_snapshot(const struct model *m)
{
	return snapshot_from_lists(m->known, m->set, &m->pods, &m->claims, &m->revisions);
}

static object_vec *list_of(struct model *m, const struct kind *k)
{
	if (k == KIND(pod))
		return &m->pods;
	return k == KIND(persistentvolumeclaim) ? &m->claims : &m->revisions;
}

static size_t find(const object_vec *v, const char *name)
{
	size_t i = 0;

	while (i < v->len && !streq(v->items[i]->name, name))
		i++;
	return i;
}

static void put(object_vec *v, const struct object *o)
{
	size_t i = find(v, o->name);

	if (i == v->len) {
		vec_push(v, o);
		return;
	}
	object_unref(v->items[i]);
	v->items[i] = o;
}

/* --- what a request makes of the objects --- */

/* What a server and a kubelet would add: identity, and for a pod that it runs and has been ready for ever. */
static void complete(struct model *m, const struct kind *k, json *tree)
{
	json *metadata = json_want(tree, "metadata");
	_cleanup_(freep) char *uid = xasprintf("model-%" PRIu64, ++m->serial);

	json_set_str(metadata, "namespace", m->set->namespace);
	if (!json_get(metadata, "uid"))
		json_set_str(metadata, "uid", uid);
	if (k == KIND(pod))
		json_set(tree, "status", json_format("{'phase':'Running','conditions':[{'type':'Ready','status':'True',"
						     "'lastTransitionTime':'1970-01-02T00:00:00Z'}]}"));
}

static void grant_write(struct model *m, const struct request *r)
{
	_cleanup_(json_freep) json *tree = json_parse(r->body.buf, r->body.len, NULL);
	const struct object *o;

	if (!tree)
		return;
	if (r->verb == VERB_CREATE)
		complete(m, r->kind, tree);
	o = object_new(r->kind, tree, r->kind == KIND(pod) ? OBJECT_FACTS : OBJECT_BYTES, NULL);
	if (!o)
		return;
	if (r->kind == KIND(statefulset)) {
		object_unref(m->set);
		m->set = o;
	} else {
		put(list_of(m, r->kind), o);
	}
}

static void grant_delete(struct model *m, const struct request *r)
{
	object_vec *v = list_of(m, r->kind);
	size_t i = find(v, r->name);

	if (i == v->len)
		return;
	object_unref(v->items[i]);
	vec_remove(v, i);
}

/* Someone else's pod, which the snapshot does not show, or a pod that the set does not claim. */
static bool is_taken(const struct model *m, const struct request *r, const char *name)
{
	size_t at = find(&m->pods, name);
	const struct object *there;
	struct snapshot *s;
	bool ours;

	if (r->kind != KIND(pod))
		return false;
	if (at == m->pods.len) {
		there = cache_get(m->cache, KIND(pod), m->set->namespace, name);
		return there && !object_owned_by(there, m->set->uid);
	}
	s = model_snapshot(m);
	ours = snapshot_claims(s, m->pods.items[at]);
	snapshot_free(s);
	return !ours;
}

/* --- the plan --- */

static void add_step(struct explanation *plan, enum planned_verb verb, int32_t ordinal, const char *object,
		     const char *revision)
{
	/* What a replacement makes anew was said by the replacement. */
	vec_each(&plan->plan, p) {
		if (verb == PLAN_CREATE && p->verb == PLAN_REPLACE && p->ordinal == ordinal && streq(p->object, object))
			return;
	}
	if (plan->plan.len < PLAN_MAX)
		vec_push(&plan->plan, ((struct planned){ verb, ordinal, xstrdup(object), xstrdup(revision) }));
}

static void add_to_plan(const struct sync *s, const struct outgoing *o, const char *name, const json *body,
			struct explanation *plan)
{
	const struct request *r = &o->request;
	bool condemned = o->phase == PHASE_CONDEMNED;

	if (r->verb == VERB_CREATE && r->kind == KIND(pod))
		add_step(plan, PLAN_CREATE, o->unit, name,
			 json_str_or(json_get(json_at(body, "metadata.labels"), LABEL_REVISION), ""));
	else if (r->verb == VERB_CREATE && r->kind == KIND(persistentvolumeclaim))
		add_step(plan, PLAN_CLAIM, o->unit, name, "");
	else if (r->verb == VERB_DELETE && r->kind == KIND(pod))
		add_step(plan, condemned ? PLAN_DELETE : PLAN_REPLACE, identity_ordinal(name), name,
			 condemned ? "" : s->outcome.status.update_revision);
}

static void answer(struct model *m, struct sync *s, const struct outgoing *o, struct explanation *plan)
{
	const struct request *r = &o->request;
	_cleanup_(json_freep) json *body = r->verb == VERB_CREATE ? json_parse(r->body.buf, r->body.len, NULL) : NULL;
	const char *name = r->name ? r->name : json_str_or(json_at(body, "metadata.name"), "");
	struct reply reply = { .id = o->id, .code = 200 };

	if (r->verb == VERB_CREATE && is_taken(m, r, name)) {
		m->refused = true;
		reply = (struct reply){ .id = o->id, .code = 409, .reason = "AlreadyExists", .message = name };
	} else if (r->verb == VERB_CREATE || r->verb == VERB_UPDATE) {
		grant_write(m, r);
	} else if (r->verb == VERB_DELETE) {
		grant_delete(m, r);
	} else if (r->verb == VERB_GET) {
		reply.object = m->set;
	}
	if (reply.code == 200 && r->verb != VERB_GET && o->phase != PHASE_STATUS)
		m->moved = true;
	if (reply.code == 200)
		add_to_plan(s, o, name, body, plan);
	step(s, &reply, m->now_ms);
}

struct sync *model_sync(struct model *m, struct explanation *plan)
{
	struct snapshot *snapshot = model_snapshot(m);
	/* Servers store maxUnavailable where its gate is on only. */
	struct gates gates = { .semantic_revisions = true,
			       .max_unavailable = !json_is_null(snapshot->definition->max_unavailable) };
	struct sync *s = sync_new(snapshot, &gates);
	struct outgoing o;

	m->refused = m->moved = false;
	step(s, NULL, m->now_ms);
	while (plan->plan.len < PLAN_MAX && sync_next(s, &o)) {
		answer(m, s, &o, plan);
		request_release(&o.request);
	}
	return s;
}

/* --- time --- */

/* The pod as it will be, once it is ready. */
static const struct object *made_ready(const struct object *pod)
{
	_cleanup_(json_freep) json *tree =
	    json_format("{'metadata':{'name':%q,'namespace':%q,'uid':%q,'labels':{},'ownerReferences':[]},"
			"'spec':{'volumes':[]},'status':{'phase':'Running','conditions':[{'type':'Ready',"
			"'status':'True','lastTransitionTime':'1970-01-02T00:00:00Z'}]}}",
			pod->name, pod->namespace, pod->uid);
	json *metadata = json_get(tree, "metadata"), *volumes = json_at(tree, "spec.volumes");

	for (size_t i = 0; i < pod->nlabels; i++)
		json_set_str(json_get(metadata, "labels"), pod->labels[i].key, pod->labels[i].value);
	for (size_t i = 0; i < pod->nowners; i++)
		json_push(json_get(metadata, "ownerReferences"),
			  json_format("{'apiVersion':%q,'kind':%q,'name':%q,'uid':%q,'controller':%b}",
				      pod->owners[i].api_version, pod->owners[i].kind, pod->owners[i].name,
				      pod->owners[i].uid, pod->owners[i].controller));
	for (size_t i = 0; i < pod_of(pod)->nvolumes; i++)
		json_push(volumes, json_format("{'name':%q,'persistentVolumeClaim':{'claimName':%q}}",
					       pod_of(pod)->volumes[i].name, pod_of(pod)->volumes[i].claim));
	return object_new(KIND(pod), tree, OBJECT_FACTS, NULL);
}

static bool is_available(const struct model *m, const struct object *pod)
{
	return pod_running_and_ready(pod) && pod_available(pod, statefulset_of(m->set)->min_ready, m->now_ms);
}

bool model_pass_time(struct model *m)
{
	bool changed = false;

	for (size_t i = m->pods.len; i-- > 0;) {
		const struct object *pod = m->pods.items[i], *next;

		if (pod->deleted) {
			object_unref(pod);
			vec_remove(&m->pods, i);
			changed = true;
		} else if (!is_available(m, pod) && !pod_ended(pod) && !refine_is_broken(pod) &&
			   (next = made_ready(pod))) {
			object_unref(pod);
			m->pods.items[i] = next;
			changed = true;
		}
	}
	return changed;
}
