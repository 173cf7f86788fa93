#include "sim/workloads/crew.h"

#include <stdio.h>

#include "kube/time.h"

/* --- watching --- */

static void wake(void *arg)
{
	struct crew *c = arg;

	c->waking = NULL;
	c->awake = true;
	for (size_t i = 0; i < COUNT(c->members) && c->members[i]; i++)
		agent_watch(&c->agent, c->members[i], c->changed, c->arg);
}

static void own_changed(void *arg, enum cache_event event UNUSED, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	struct crew *c = arg;

	queue_add_object(c->agent.queue, now ? now : old);
	if (!c->awake && !c->waking)
		c->waking = world_after(c->agent.world, 0, WORLD_EVENT, wake, c);
}

void crew_init(struct crew *c, struct world *w, struct port *port, const struct crew_plan *plan)
{
	*c = (struct crew){ .kind = plan->kind, .arg = plan->arg };
	c->changed = plan->changed ? plan->changed : crew_member_changed;
	memcpy(c->members, plan->members, sizeof(c->members));
	agent_init(&c->agent, w, port, plan->component);
	agent_work(&c->agent, plan->work, plan->arg);
	agent_watch(&c->agent, plan->kind, own_changed, c);
}

void crew_release(struct crew *c)
{
	world_cancel(c->agent.world, c->waking);
	agent_release(&c->agent);
}

void crew_queue_owner(struct crew *c, const struct object *o)
{
	const struct owner *owner = o ? object_controller(o) : NULL;
	_cleanup_(freep) char *key = NULL;

	if (!owner || !streq(owner->kind, c->kind->name))
		return;
	key = xasprintf("%s/%s", o->namespace, owner->name);
	queue_add(c->agent.queue, key);
}

/* An orphan concerns each workload of its namespace that selects it. */
static void queue_adopters(struct crew *c, const struct object *o)
{
	object_vec all = VEC_INIT;

	cache_list(c->agent.cache, c->kind, o->namespace, NULL, &all);
	vec_each(&all, w) {
		_cleanup_(json_freep) json *tree = object_tree(*w);
		const json *wanted = json_at(tree, "spec.selector");
		_cleanup_(selector_freep) struct selector *s = wanted ? selector_from_json(wanted, NULL) : NULL;

		if (s && selector_matches(s, o->labels, o->nlabels))
			queue_add_object(c->agent.queue, *w);
	}
	vec_release(&all);
}

void crew_member_changed(void *arg, enum cache_event event UNUSED, const struct object *old,
			 const struct object *now, bool unknown UNUSED)
{
	struct crew *c = arg;

	if (old)
		crew_queue_owner(c, old);
	if (!now)
		return;
	if (object_controller(now))
		crew_queue_owner(c, now);
	else if (now->nlabels > 0)
		queue_adopters(c, now);
}

const struct object *crew_object(struct crew *c, const char *key)
{
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *o = cache_get(c->agent.cache, c->kind, namespace, name);

	return o ? object_ref(o) : NULL;
}

/* --- requests --- */

void outcome_release(struct outcome *o)
{
	object_unref(o->object);
	*o = (struct outcome){ 0 };
}

bool outcome_ok(const struct outcome *o)
{
	return o->code >= 200 && o->code < 300;
}

static void keep_answer(void *arg, const struct answer *a)
{
	struct outcome *o = arg;

	o->code = a->code;
	snprintf(o->message, sizeof(o->message), "%s", a->status.message ? a->status.message : "");
	o->object = a->object ? object_ref(a->object) : NULL;
	vec_each(&a->status.causes, cause)
		o->terminating = o->terminating || streq0(cause->reason, "NamespaceTerminating");
}

bool crew_send(struct crew *c, struct request *r, struct outcome *ret)
{
	struct outcome o = { 0 };
	bool ok;

	port_submit(c->agent.port, r, keep_answer, &o);
	ok = outcome_ok(&o);
	if (ret)
		*ret = o;
	else
		outcome_release(&o);
	return ok;
}

bool crew_create(struct crew *c, const struct kind *k, const char *namespace, json *tree, struct outcome *ret)
{
	struct request r;

	request_init(&r, VERB_CREATE, k, namespace, NULL);
	r.tree = tree;
	return crew_send(c, &r, ret);
}

bool crew_put(struct crew *c, const struct object *o, const char *subresource, json *tree, struct outcome *ret)
{
	struct request r;

	request_init(&r, VERB_UPDATE, o->kind, o->namespace, o->name);
	if (subresource)
		request_sub(&r, subresource);
	r.tree = tree;
	return crew_send(c, &r, ret);
}

bool crew_delete(struct crew *c, const struct object *o, const char *policy, struct outcome *ret)
{
	struct request r;

	request_init(&r, VERB_DELETE, o->kind, o->namespace, o->name);
	r.tree = json_format("{'kind':'DeleteOptions','apiVersion':'v1','preconditions':{'uid':%q}}", o->uid);
	if (policy)
		json_set_str(r.tree, "propagationPolicy", policy);
	return crew_send(c, &r, ret);
}

void crew_tell(struct crew *c, const struct object *about, bool warning, const char *reason, const char *fmt, ...)
{
	struct event_note note = { .about = about, .reason = reason, .warning = warning };
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	notes_tell(c->agent.notes, &note, "%s", text.buf);
}

json *crew_stamp(struct crew *c)
{
	_cleanup_(freep) char *text = agent_stamp(&c->agent);

	return json_string(text);
}
