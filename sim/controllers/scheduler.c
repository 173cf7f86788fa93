/*
 * The scheduler: finds a node for each pod that has none (sim/schedule/), writes the binding, or says on the pod why
 * there is no node and looks again when something changed that could help, not sooner than 1 s, 2 s ... 10 s after the
 * last try. A pod whose claims wait for a consumer is bound when they are: the node is reserved meanwhile and written
 * on the claims.
 */
#include "sim/controller.h"

#include "kube/kinds/node.h"
#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/time.h"
#include "sim/agent.h"
#include "sim/pods.h"
#include "sim/schedule/attempt.h"

#define PAUSE_FIRST_MS 1000
#define PAUSE_MOST_MS 10000
#define FLUSH_MS 300000			/* a pod is tried again after this long whatever happened */
#define SELECTED_NODE "volume.kubernetes.io/selected-node"

struct pending {
	char *uid;
	int attempts;
	int wakes;			/* what to wait for; 0: it is in the queue */
	int64_t tried_ms;
	int64_t since;			/* of PodScheduled=False, seconds */
	char *node;			/* reserved while its claims are bound, or NULL */
};

struct scheduler {
	struct agent agent;
	struct roster roster;
	struct map pending;		/* "namespace/name" -> struct pending, in the order of arrival */
	struct map claimants;		/* a claim's "namespace/name" -> struct claimants */
};

struct claimants {
	VEC(char *) pods;		/* keys of pods that wait or waited, and name the claim */
};

/* --- who waits --- */

static void pending_free(struct pending *p)
{
	if (!p)
		return;
	free(p->uid);
	free(p->node);
	free(p);
}

static void claimants_free(struct claimants *c)
{
	if (!c)
		return;
	vec_each(&c->pods, key)
		free(*key);
	vec_release(&c->pods);
	free(c);
}

static void add_claimant(struct scheduler *s, const char *claim, const char *pod)
{
	struct claimants *c = map_get(&s->claimants, claim);

	if (!c) {
		c = xcalloc(1, sizeof(*c));
		map_set(&s->claimants, claim, c);
	}
	vec_each(&c->pods, known)
		if (streq(*known, pod))
			return;
	vec_push(&c->pods, xstrdup(pod));
}

static void add_claimants(struct scheduler *s, const char *key, const struct object *pod)
{
	const struct pod *p = pod_of(pod);

	for (size_t i = 0; i < p->nvolumes; i++) {
		_cleanup_(freep) char *claim = NULL;

		if (!*p->volumes[i].claim)
			continue;
		claim = xasprintf("%s/%s", pod->namespace, p->volumes[i].claim);
		add_claimant(s, claim, key);
	}
}

static struct pending *pending_of(struct scheduler *s, const char *key, const struct object *pod)
{
	struct pending *p = map_get(&s->pending, key);

	if (p && streq(p->uid, pod->uid))
		return p;
	pending_free(map_del(&s->pending, key));
	p = xcalloc(1, sizeof(*p));
	p->uid = xstrdup(pod->uid);
	map_set(&s->pending, key, p);
	add_claimants(s, key, pod);
	return p;
}

static void pending_drop(struct scheduler *s, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	struct pending *p;

	object_key(pod, &key);
	p = map_get(&s->pending, key.buf);
	if (p && streq(p->uid, pod->uid))
		pending_free(map_del(&s->pending, key.buf));
}

static int64_t pause_ms(const struct pending *p)
{
	int shift = MIN(MAX(p->attempts - 1, 0), 10);

	return MIN((int64_t)PAUSE_FIRST_MS << shift, PAUSE_MOST_MS);
}

static void wake_one(struct scheduler *s, const char *key, struct pending *p, int what)
{
	if (!p || !(p->wakes & what))
		return;
	p->wakes = 0;
	queue_after(s->agent.queue, key, p->tried_ms + pause_ms(p) - world_now(s->agent.world), WORLD_EVENT);
}

/* Something changed: whoever waits for such a thing is tried again when its pause is over. */
static void wake(struct scheduler *s, int what)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->pending, &i));)
		wake_one(s, e->key, e->value, what);
}

static void wake_claimants(struct scheduler *s, const char *namespace, const char *claim)
{
	_cleanup_(freep) char *key = xasprintf("%s/%s", namespace, claim);
	struct claimants *c = map_get(&s->claimants, key);

	for (size_t i = 0; c && i < c->pods.len; i++)
		wake_one(s, c->pods.items[i], map_get(&s->pending, c->pods.items[i]), WAKE_VOLUME);
}

/* --- no node --- */

static json *unschedulable(const struct object *pod, const struct pending *p, const char *why)
{
	_cleanup_(str_release) struct str since = STR_INIT;

	time_add(&since, p->since);
	return json_format("{'status':{'conditions':[{'type':'PodScheduled','observedGeneration':%ld,'status':'False',"
			   "'lastProbeTime':null,'lastTransitionTime':%q,'reason':'Unschedulable','message':%q}]}}",
			   pod->generation, since.buf, why);
}

static void fail(struct scheduler *s, const struct object *pod, struct pending *p, const char *key, const char *why)
{
	struct event_note note = {
		.about = pod, .reason = "FailedScheduling", .warning = true, .action = "Scheduling"
	};
	int64_t now = world_now(s->agent.world);

	p->since = p->attempts++ == 0 ? now / 1000 : p->since;
	p->tried_ms = now;
	notes_tell(s->agent.notes, &note, "%.1024s", why);
	if (!streq(pod_of(pod)->message, why))
		agent_merge(&s->agent, pod, "status", unschedulable(pod, p, why), NULL);
	queue_after(s->agent.queue, key, FLUSH_MS, WORLD_BACKGROUND);
}

/* --- a node --- */

static void bind(struct scheduler *s, const struct object *pod, const char *node, const char *key)
{
	struct event_note note = { .about = pod, .reason = "Scheduled", .action = "Binding" };
	struct request r;

	roster_sit(&s->roster, pod, node);
	request_init(&r, VERB_CREATE, KIND(pod), pod->namespace, pod->name);
	request_sub(&r, "binding");
	r.tree = json_format("{'apiVersion':'v1','kind':'Binding','metadata':{'name':%q,'namespace':%q,'uid':%q},"
			     "'target':{'kind':'Node','name':%q}}", pod->name, pod->namespace, pod->uid, node);
	if (agent_send(&s->agent, &r, key))
		notes_tell(s->agent.notes, &note, "Successfully assigned %s/%s to %s", pod->namespace, pod->name, node);
	else
		roster_leave(&s->roster, pod);
}

/* Writes the choice on a claim that waits for it, or takes a volume for it that is there. */
static void provide(struct scheduler *s, const struct attempt *a, const struct object *claim, const char *node,
                    const char *key)
{
	const struct object *seat = cache_get(s->agent.cache, KIND(node), NULL, node);
	const struct object *volume = seat ? attempt_find_volume(a, claim, seat) : NULL;

	if (volume)
		agent_patch(
		    &s->agent, volume, NULL,
		    json_format(
		        "{'metadata':{'resourceVersion':%q,'annotations':{'pv.kubernetes.io/bound-by-controller':"
		        "'yes'}},'spec':{'claimRef':{'kind':'PersistentVolumeClaim','apiVersion':'v1','namespace':"
		        "%q,'name':%q,'uid':%q,'resourceVersion':%q}}}",
		        volume->version, claim->namespace, claim->name, claim->uid, claim->version),
		    key);
	else
		agent_patch(&s->agent, claim, NULL,
		            json_format("{'metadata':{'resourceVersion':%q,'annotations':{%q:%q}}}", claim->version,
		                        SELECTED_NODE, node),
		            key);
}

static void reserve(struct scheduler *s, const struct attempt *a, struct pending *p, const char *node, const char *key)
{
	if (!p->node) {
		p->node = xstrdup(node);
		roster_sit(&s->roster, a->pod, node);
		agent_merge(&s->agent, a->pod, "status", json_format("{'status':{'nominatedNodeName':%q}}", node),
		            NULL);
	}
	p->wakes = WAKE_VOLUME;
	vec_each(&a->claims, need)
		if (!need->volume && !*persistentvolumeclaim_of(need->claim)->selected_node)
			provide(s, a, need->claim, p->node, key);
}

static void unreserve(struct scheduler *s, struct pending *p, const struct object *pod)
{
	free(take(p->node));
	roster_leave(&s->roster, pod);
}

/* The claims of a pod with a reserved node have moved. */
static void proceed(struct scheduler *s, struct attempt *a, struct pending *p, const char *key)
{
	if (a->obstacle) {
		unreserve(s, p, a->pod);
		queue_add(s->agent.queue, key);
	} else if (attempt_waits_for_claims(a)) {
		reserve(s, a, p, p->node, key);
	} else {
		bind(s, a->pod, p->node, key);
	}
}

static void try_pod(struct scheduler *s, struct attempt *a, struct pending *p, const char *key)
{
	_cleanup_(str_release) struct str why = STR_INIT;
	const struct seat *seat = attempt_choose(a, world_rng(s->agent.world), &why, &p->wakes);

	if (!seat)
		fail(s, a->pod, p, key, why.buf);
	else if (attempt_waits_for_claims(a))
		reserve(s, a, p, seat->node->name, key);
	else
		bind(s, a->pod, seat->node->name, key);
}

static void schedule(void *arg, const char *key)
{
	struct scheduler *s = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *pod = cache_get(s->agent.cache, KIND(pod), namespace, name);
	struct pending *p;
	struct attempt a;

	if (!pod || pod->deleted || *pod_of(pod)->node)
		return;
	object_ref(pod);
	p = pending_of(s, key, pod);
	p->wakes = 0;
	attempt_init(&a, s->agent.cache, &s->roster, pod);
	if (p->node)
		proceed(s, &a, p, key);
	else
		try_pod(s, &a, p, key);
	attempt_release(&a);
	object_unref(pod);
}

/* --- what happens --- */

static void pod_gone(struct scheduler *s, const struct object *pod)
{
	pending_drop(s, pod);
	if (!roster_sits(&s->roster, pod))
		return;
	roster_leave(&s->roster, pod);
	wake(s, WAKE_POD_GONE);
}

static void pod_waits(struct scheduler *s, const struct object *old, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	bool changed = !old || old->generation != pod->generation || !streq(old->uid, pod->uid);

	if (!streq(pod_of(pod)->scheduler, "default-scheduler") || pod->deleted)
		return;
	object_key(pod, &key);
	if (changed)
		queue_add(s->agent.queue, key.buf);
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct scheduler *s = arg;

	(void)unknown;
	if (event == CACHE_DELETED || pod_is_over(now)) {
		pod_gone(s, now ? now : old);
		return;
	}
	if (!*pod_of(now)->node) {
		pod_waits(s, old, now);
		return;
	}
	pending_drop(s, now);
	roster_sit(&s->roster, now, pod_of(now)->node);
	if (!old || !*pod_of(old)->node)
		wake(s, WAKE_POD);
}

/* A heartbeat changes nothing that a pod could wait for. */
static bool node_changed(const struct object *old, const struct object *now)
{
	const struct node *a = node_of(old), *b = node_of(now);

	if (a->unschedulable != b->unschedulable || a->ntaints != b->ntaints || old->nlabels != now->nlabels)
		return true;
	for (size_t i = 0; i < a->ntaints; i++)
		if (!streq(a->taints[i].key, b->taints[i].key) || !streq(a->taints[i].effect, b->taints[i].effect))
			return true;
	for (size_t i = 0; i < old->nlabels; i++)
		if (!streq(old->labels[i].key, now->labels[i].key) ||
		    !streq(old->labels[i].value, now->labels[i].value))
			return true;
	return a->cpu_milli != b->cpu_milli || a->memory != b->memory || a->pods != b->pods;
}

static void on_node(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct scheduler *s = arg;

	(void)unknown;
	if (event == CACHE_DELETED) {
		roster_node_gone(&s->roster, old->name);
		return;
	}
	roster_node(&s->roster, now);
	if (!old || node_changed(old, now))
		wake(s, WAKE_NODE);
}

static void on_claim(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	struct scheduler *s = arg;
	const struct object *claim = now ? now : old;

	(void)event;
	(void)unknown;
	wake_claimants(s, claim->namespace, claim->name);
}

static void on_volume(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                      bool unknown)
{
	struct scheduler *s = arg;
	const struct persistentvolume *v = persistentvolume_of(now ? now : old);

	(void)event;
	(void)unknown;
	if (*v->claim_name)
		wake_claimants(s, v->claim_namespace, v->claim_name);
	else
		wake(s, WAKE_VOLUME);
}

static void on_class(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	(void)event;
	(void)old;
	(void)now;
	(void)unknown;
	wake(arg, WAKE_VOLUME);
}

static void *scheduler_start(struct world *w, struct port *port)
{
	struct scheduler *s = xcalloc(1, sizeof(*s));

	s->roster = (struct roster)ROSTER_INIT;
	s->pending = s->claimants = (struct map)MAP_INIT;
	agent_init(&s->agent, w, port, "default-scheduler");
	agent_work(&s->agent, schedule, s);
	agent_watch(&s->agent, KIND(node), on_node, s);
	agent_watch(&s->agent, KIND(pod), on_pod, s);
	agent_watch(&s->agent, KIND(persistentvolumeclaim), on_claim, s);
	agent_watch(&s->agent, KIND(persistentvolume), on_volume, s);
	agent_watch(&s->agent, KIND(storageclass), on_class, s);
	return s;
}

static void scheduler_stop(void *state)
{
	struct scheduler *s = state;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->pending, &i));)
		pending_free(e->value);
	map_release(&s->pending);
	for (size_t i = 0; (e = map_next(&s->claimants, &i));)
		claimants_free(e->value);
	map_release(&s->claimants);
	roster_release(&s->roster);
	agent_release(&s->agent);
	free(s);
}

const struct controller scheduler_controller = {
	.name = "scheduler",
	.user = "kube-scheduler",
	.help = "Finds a node for each pod, as kube-scheduler's default filters do, and says why where there is none",
	.start = scheduler_start,
	.stop = scheduler_stop,
};
