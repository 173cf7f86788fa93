/* See roster.h. */
#include "sim/schedule/roster.h"

#include "kube/kinds/pod.h"

static struct seat *seat_of(struct roster *r, const char *name)
{
	struct seat *s = map_get(&r->seats, name);

	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->owners = (struct map)MAP_INIT;
	map_set(&r->seats, name, s);
	return s;
}

static void seat_count(struct seat *s, const struct object *pod, int sign)
{
	const struct pod *p = pod_of(pod);
	const char *owner = pod_owner_uid(pod);
	uintptr_t owned = (uintptr_t)map_get(&s->owners, owner) + (uintptr_t)sign;

	s->cpu_milli += sign * p->cpu_milli;
	s->memory += sign * p->memory;
	s->pods += sign;
	if (owned > 0)
		map_set(&s->owners, owner, (void *)owned);
	else
		map_del(&s->owners, owner);
}

static void sitter_free(struct roster *r, struct sitter *s)
{
	r->choosy -= s->anti.len > 0;
	pod_terms_release(&s->anti);
	vec_release(&s->ports);
	object_unref(s->pod);
	free(s);
}

void roster_release(struct roster *r)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&r->sitters, &i));)
		sitter_free(r, e->value);
	map_release(&r->sitters);
	for (size_t i = 0; (e = map_next(&r->seats, &i));) {
		struct seat *s = e->value;

		object_unref(s->node);
		map_release(&s->owners);
		free(s);
	}
	map_release(&r->seats);
}

void roster_node(struct roster *r, const struct object *node)
{
	struct seat *s = seat_of(r, node->name);

	object_ref(node);
	object_unref(s->node);
	s->node = node;
}

void roster_node_gone(struct roster *r, const char *name)
{
	struct seat *s = map_get(&r->seats, name);

	if (s)
		object_unref(take(s->node));
}

static void take_seat(struct roster *r, struct sitter *s, const struct object *pod, const char *node)
{
	s->pod = object_ref(pod);
	s->seat = seat_of(r, node);
	seat_count(s->seat, pod, 1);
	if (pod_of(pod)->has_affinity) {
		_cleanup_(json_freep) json *tree = object_tree(pod);

		pod_terms_read(
		    &s->anti,
		    json_at(tree, "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"),
		    pod->namespace);
		host_ports(json_get(tree, "spec"), &s->ports);
		r->choosy += s->anti.len > 0;
	}
}

void roster_sit(struct roster *r, const struct object *pod, const char *node)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	struct sitter *s;

	object_key(pod, &key);
	s = map_get(&r->sitters, key.buf);
	if (s && streq(s->pod->uid, pod->uid) && s->seat == map_get(&r->seats, node)) {
		object_ref(pod);
		object_unref(s->pod);
		s->pod = pod;
		return;
	}
	if (s)
		roster_leave(r, s->pod);
	s = xcalloc(1, sizeof(*s));
	take_seat(r, s, pod, node);
	map_set(&r->sitters, key.buf, s);
}

void roster_leave(struct roster *r, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	struct sitter *s;

	object_key(pod, &key);
	s = map_get(&r->sitters, key.buf);
	if (!s || !streq(s->pod->uid, pod->uid))
		return;
	map_del(&r->sitters, key.buf);
	seat_count(s->seat, s->pod, -1);
	sitter_free(r, s);
}

bool roster_sits(const struct roster *r, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	const struct sitter *s;

	object_key(pod, &key);
	s = map_get(&r->sitters, key.buf);
	return s && streq(s->pod->uid, pod->uid);
}

size_t seat_owned(const struct seat *s, const struct object *pod)
{
	return (size_t)(uintptr_t)map_get(&s->owners, pod_owner_uid(pod));
}

const char *pod_owner_uid(const struct object *pod)
{
	const struct owner *owner = object_controller(pod);

	return owner ? owner->uid : "";
}
