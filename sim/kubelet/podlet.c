/* See podlet.h. */
#include "sim/kubelet/podlet.h"

#include "kube/kinds/pod.h"
#include "sim/kubelet/machine.h"

static void container_read(struct container *c, const json *spec, bool init)
{
	struct podlet *p = c->podlet;

	c->name = xstrdup(json_str_or(json_get(spec, "name"), ""));
	c->image = xstrdup(json_str_or(json_get(spec, "image"), ""));
	c->does = images_find(p->kubelet->images, c->image);
	c->init = init;
	c->sidecar = init && streq0(json_get_str(spec, "restartPolicy"), "Always");
	c->always_pull = streq(json_str_or(json_get(spec, "imagePullPolicy"), ""), "Always");
	c->reason = p->ninit > 0 ? "PodInitializing" : "ContainerCreating";
	probe_read(&c->startup, json_get(spec, "startupProbe"));
	probe_read(&c->readiness, json_get(spec, "readinessProbe"));
}

static const char *static_policy(const char *policy)
{
	static const char *const policies[] = { "Always", "OnFailure", "Never" };

	for (size_t i = 0; policy && i < COUNT(policies); i++)
		if (streq(policies[i], policy))
			return policies[i];
	return policies[0];
}

static void read_spec(struct podlet *p, const json *spec)
{
	const json *init = json_get(spec, "initContainers");
	const json *containers = json_get(spec, "containers");
	size_t at = 0;

	p->restart_policy = static_policy(json_get_str(spec, "restartPolicy"));
	p->ninit = json_len(init);
	p->ncontainers = p->ninit + json_len(containers);
	p->containers = xcalloc(p->ncontainers + 1, sizeof(*p->containers));
	for (size_t i = 0; i < p->ncontainers; i++)
		p->containers[i].podlet = p;
	for (json *c = json_first(init); c; c = json_next(c))
		container_read(&p->containers[at++], c, true);
	for (json *c = json_first(containers); c; c = json_next(c))
		container_read(&p->containers[at++], c, false);
}

struct podlet *podlet_new(struct kubelet *k, struct machine *m, const struct object *pod)
{
	_cleanup_(json_freep) json *tree = object_tree(pod);
	_cleanup_(str_release) struct str key = STR_INIT;
	struct podlet *p = xcalloc(1, sizeof(*p));

	object_key(pod, &key);
	p->kubelet = k;
	p->machine = m;
	p->pod = object_ref(pod);
	p->key = str_take(&key);
	p->seen_ms = world_now(k->agent.world);
	read_spec(p, json_get(tree, "spec"));
	host_ports(json_get(tree, "spec"), &p->ports);
	map_set(&k->podlets, p->key, p);
	return p;
}

static void container_release(struct container *c)
{
	container_cancel(c);
	free(c->name);
	free(c->image);
	free(c->message);
	free(c->id);
	json_free(c->last);
}

void podlet_free(struct podlet *p)
{
	if (!p)
		return;
	world_cancel(p->kubelet->agent.world, p->stopper);
	world_cancel(p->kubelet->agent.world, p->rejecter);
	vec_release(&p->ports);
	for (size_t i = 0; i < p->ncontainers; i++)
		container_release(&p->containers[i]);
	free(p->containers);
	machine_release_ip(p->machine, p->ip);
	free(p->ip);
	object_unref(p->pod);
	free(p->key);
	free(p);
}

bool podlet_down(const struct podlet *p)
{
	return p->machine->down;
}

void podlet_event(struct podlet *p, const struct container *c, bool warning, const char *reason, const char *fmt, ...)
{
	_cleanup_(freep) char *field = xasprintf("spec.%s{%s}", c->init ? "initContainers" : "containers", c->name);
	_cleanup_(str_release) struct str text = STR_INIT;
	struct event_note note = {
		.about = p->pod, .reason = reason, .warning = warning, .field = field, .host = p->machine->name,
	};
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	notes_tell(p->kubelet->agent.notes, &note, "%s", text.buf);
}

void podlet_dirty(struct podlet *p)
{
	queue_add(p->kubelet->agent.queue, p->key);
}

void podlet_resume(struct podlet *p)
{
	for (size_t i = 0; i < p->ncontainers; i++)
		container_resume(&p->containers[i]);
	if (p->rejected)
		podlet_reject(p);
	podlet_dirty(p);
	if (p->pod->deleted)
		podlet_stop(p);
}

int64_t podlet_now_s(const struct podlet *p)
{
	return world_now(p->kubelet->agent.world) / 1000;
}
