/*
 * Claims that a pod on a node uses, and volumes that are bound, are kept by a finalizer (which their kinds get at
 * creation) until they are no longer in use.
 */
#include "sim/controller.h"

#include "kube/kinds/persistentvolume.h"
#include "sim/agent.h"
#include "sim/pods.h"

#define CLAIM_FINALIZER "kubernetes.io/pvc-protection"
#define VOLUME_FINALIZER "kubernetes.io/pv-protection"
#define LIST_MS 10	/* it lists pods on the server before it lets a claim go, and others act meanwhile */

struct protection {
	struct agent agent;		/* keys with a '/' are claims */
};

static bool claim_in_use(struct protection *p, const struct object *claim)
{
	object_vec pods = VEC_INIT;
	bool found = false;

	cache_list(p->agent.cache, KIND(pod), claim->namespace, NULL, &pods);
	vec_each(&pods, pod)
		found = found || (*pod_of(*pod)->node && pod_uses_claim(*pod, claim->name));
	vec_release(&pods);
	return found;
}

static void work(void *arg, const char *key)
{
	struct protection *p = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *o =
	    cache_get(p->agent.cache, *namespace ? KIND(persistentvolumeclaim) : KIND(persistentvolume),
	              *namespace ? namespace : NULL, name);

	if (!o || !o->deleted)
		return;
	if (*namespace && object_has_finalizer(o, CLAIM_FINALIZER) && !claim_in_use(p, o))
		agent_drop_finalizer(&p->agent, o, CLAIM_FINALIZER, key);
	if (!*namespace && object_has_finalizer(o, VOLUME_FINALIZER) && !streq(persistentvolume_of(o)->phase, "Bound"))
		agent_drop_finalizer(&p->agent, o, VOLUME_FINALIZER, key);
}

/* namespace NULL: a volume. */
static void want(struct protection *p, const char *namespace, const char *name)
{
	_cleanup_(freep) char *key = namespace ? xasprintf("%s/%s", namespace, name) : xstrdup(name);

	queue_after(p->agent.queue, key, namespace ? LIST_MS : 0, WORLD_EVENT);
}

static void on_store(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	struct protection *p = arg;

	(void)old;
	(void)unknown;
	if (event != CACHE_DELETED && now->deleted)
		want(p, now->kind->namespaced ? now->namespace : NULL, now->name);
}

/* A pod that went may have been the last user of a claim that is to go. */
static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct protection *p = arg;
	const struct pod *pod = event == CACHE_DELETED ? pod_of(old) : NULL;

	(void)now;
	(void)unknown;
	for (size_t i = 0; pod && i < pod->nvolumes; i++) {
		if (*pod->volumes[i].claim)
			want(p, old->namespace, pod->volumes[i].claim);
	}
}

static void *protection_start(struct world *w, struct port *port)
{
	struct protection *p = xcalloc(1, sizeof(*p));

	agent_init(&p->agent, w, port, "pvc-protection-controller");
	agent_work(&p->agent, work, p);
	agent_watch(&p->agent, KIND(persistentvolumeclaim), on_store, p);
	agent_watch(&p->agent, KIND(persistentvolume), on_store, p);
	agent_watch(&p->agent, KIND(pod), on_pod, p);
	return p;
}

static void protection_stop(void *state)
{
	struct protection *p = state;

	agent_release(&p->agent);
	free(p);
}

const struct controller protection_controller = {
	.name = "protection",
	.user = "pvc-protection-controller",
	.help = "Keeps claims that pods use and volumes that are bound until they no longer are",
	.start = protection_start,
	.stop = protection_stop,
};
