/*
 * Whether a kubelet takes a pod that was set up on its node: the scheduler sees to it for those it places, but
 * spec.nodeName may be written by anybody. Of what a kubelet checks (pkg/kubelet/lifecycle/predicate.go) this is the
 * host ports; who is turned away has Failed.
 */
#include "sim/kubelet/machine.h"
#include "sim/kubelet/podlet.h"
#include "sim/pods.h"

#define NOTICE_MS 1000		/* before it is told: whoever makes such pods again and again does so once in so long */
#define NO_PORTS "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"

static bool holds_ports(const struct podlet *p)
{
	return !p->rejected && !p->stopped && !pod_is_over(p->pod);
}

bool podlet_is_welcome(const struct podlet *p)
{
	struct map_entry *e;

	if (!p->ports.len)
		return true;
	for (size_t i = 0; (e = map_next(&p->kubelet->podlets, &i));) {
		const struct podlet *o = e->value;

		if (o != p && o->machine == p->machine && holds_ports(o) && ports_clash(&o->ports, &p->ports))
			return false;
	}
	return true;
}

static void tell(void *arg)
{
	struct podlet *p = arg;
	struct agent *a = &p->kubelet->agent;
	struct event_note note = { .about = p->pod, .reason = "NodePorts", .warning = true, .host = p->machine->name };
	_cleanup_(freep) char *now = agent_stamp(a);

	p->rejecter = NULL;
	if (podlet_down(p) || p->stopping || pod_is_over(p->pod))
		return;
	notes_tell(a->notes, &note, "%s", NO_PORTS);
	agent_merge(a, p->pod, "status",
		    json_format("{'metadata':{'uid':%q},'status':{'observedGeneration':%ld,'phase':'Failed',"
				"'reason':'NodePorts','message':%q,'startTime':%q}}",
				p->pod->uid, p->pod->generation, "Pod was rejected: " NO_PORTS, now),
		    p->key);
}

void podlet_reject(struct podlet *p)
{
	p->rejected = true;
	if (!p->rejecter)
		p->rejecter = world_after(p->kubelet->agent.world, NOTICE_MS, WORLD_EVENT, tell, p);
}
