/*
 * The kubelets of all nodes: report their nodes, start the pods bound to them, report what becomes of these, and stop
 * them. A pod set up on a node that is not there, or is down, is left alone until the node comes.
 */
#include "base/log.h"
#include "sim/controller.h"
#include "sim/kubelet/machine.h"
#include "sim/pods.h"

static struct podlet *podlet_of(struct kubelet *k, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	struct podlet *p;

	object_key(pod, &key);
	p = map_get(&k->podlets, key.buf);
	return p && streq(p->pod->uid, pod->uid) ? p : NULL;
}

static void forget_pod(struct kubelet *k, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	object_key(pod, &key);
	podlet_free(map_del(&k->podlets, key.buf));
}

/* A podlet for a pod seen for the first time; NULL while there is nothing to do with it. */
static struct podlet *admit_pod(struct kubelet *k, const struct object *pod)
{
	struct machine *m = machine_of(k, pod_of(pod)->node);
	struct podlet *p;

	if (!m || m->down || (pod_is_over(pod) && !pod->deleted))
		return NULL;
	forget_pod(k, pod);
	p = podlet_new(k, m, pod);
	if (podlet_take_over(p) || pod->deleted)
		return p;
	if (podlet_is_welcome(p))
		podlet_begin(p);
	else
		podlet_reject(p);
	return p;
}

static void see_pod(struct kubelet *k, const struct object *pod)
{
	struct podlet *p = podlet_of(k, pod);

	if (!p && *pod_of(pod)->node)
		p = admit_pod(k, pod);
	if (!p)
		return;
	object_ref(pod);
	object_unref(p->pod);
	p->pod = pod;
	if (pod->deleted)
		podlet_stop(p);
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct kubelet *k = arg;

	(void)unknown;
	if (event != CACHE_DELETED)
		see_pod(k, now);
	else if (podlet_of(k, old))
		forget_pod(k, old);
}

static void report_pod(void *arg, const char *key)
{
	struct kubelet *k = arg;
	struct podlet *p = map_get(&k->podlets, key);

	if (p && !podlet_down(p) && !p->stopped && !p->rejected)
		podlet_report(p);
}

/* --- nodes --- */

static void see_unknown_pod(void *arg, const struct object *pod)
{
	struct kubelet *k = arg;

	if (*pod_of(pod)->node && !podlet_of(k, pod))
		see_pod(k, pod);
}

static void power_up(struct kubelet *k, struct machine *m)
{
	struct map_entry *e;

	m->down = false;
	machine_report(m);
	machine_renew_lease(m);
	for (size_t i = 0; (e = map_next(&k->podlets, &i));) {
		struct podlet *p = e->value;

		if (p->machine == m)
			podlet_resume(p);
	}
	agent_each(&k->agent, KIND(pod), NULL, see_unknown_pod, k);
}

static void see_node(struct kubelet *k, const struct object *node)
{
	const char *power = object_annotation(node, POWER_ANNOTATION);
	bool down = power && streq(power, "off");
	struct machine *m = machine_of(k, node->name);

	if (!m)
		m = machine_new(k, node);
	if (down)
		m->down = true;
	else if (m->down)
		power_up(k, m);
}

static void on_node(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct kubelet *k = arg;
	struct machine *m;

	(void)unknown;
	if (event != CACHE_DELETED) {
		see_node(k, now);
		return;
	}
	m = machine_of(k, old->name);
	if (m)
		m->down = true;
}

/* --- start and stop --- */

static void *kubelet_start(struct world *w, struct port *port)
{
	struct kubelet *k = xcalloc(1, sizeof(*k));
	struct err err = ERR_INIT;

	k->images = images_new(&err);
	if (!k->images || images_add(k->images, world_images(w), &err) < 0)
		die("%s", err.text);
	k->podlets = k->machines = (struct map)MAP_INIT;
	agent_init(&k->agent, w, port, "kubelet");
	agent_work(&k->agent, report_pod, k);
	agent_watch(&k->agent, KIND(node), on_node, k);
	agent_watch(&k->agent, KIND(pod), on_pod, k);
	return k;
}

static void kubelet_stop(void *state)
{
	struct kubelet *k = state;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&k->podlets, &i));)
		podlet_free(e->value);
	map_release(&k->podlets);
	for (size_t i = 0; (e = map_next(&k->machines, &i));)
		machine_free(e->value);
	map_release(&k->machines);
	agent_release(&k->agent);
	images_free(k->images);
	free(k);
}

const struct controller kubelet_controller = {
	.name = "kubelet",
	.user = "kubelet",
	.help = "Runs pods on their nodes as their images behave (sim/images), reports nodes and renews their leases",
	.start = kubelet_start,
	.stop = kubelet_stop,
};
