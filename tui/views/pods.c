/* Pods: state in the console's words beside kubectl's STATUS, with revision, node and restarts. */
#include "kube/kinds/pod.h"

#include "reconciler/identity.h"
#include "tui/ages.h"
#include "tui/slot.h"
#include "tui/view.h"

static void state_text(const struct row *r, struct str *out)
{
	const struct slot_look *l = slot_look(slot_state_of(r->object, true, r->now_s));

	str_addf(out, "%s %s", l->glyph, l->word);
}

static enum role state_role(const struct row *r)
{
	return slot_look(slot_state_of(r->object, true, r->now_s))->role;
}

static void ready_text(const struct row *r, struct str *out)
{
	str_addf(out, "%d/%d", pod_of(r->object)->containers_ready, pod_of(r->object)->containers);
}

static void status_text(const struct row *r, struct str *out)
{
	str_add(out, r->object->deleted ? "Terminating" : pod_of(r->object)->status);
}

static void restarts_text(const struct row *r, struct str *out)
{
	str_addf(out, "%d", pod_of(r->object)->restarts);
}

static enum role restarts_role(const struct row *r)
{
	return pod_of(r->object)->restarts ? ROLE_warn : ROLE_muted;
}

static void revision_text(const struct row *r, struct str *out)
{
	char hash[5];

	revision_short(identity_revision(r->object), hash);
	str_add(out, *hash ? hash : "-");
}

static void node_text(const struct row *r, struct str *out)
{
	const struct pod *p = pod_of(r->object);

	str_add(out, *p->node ? p->node : *p->message ? p->message : "no node yet");
}

static enum role node_role(const struct row *r)
{
	return *pod_of(r->object)->node ? ROLE_text : ROLE_waiting;
}

static void ip_text(const struct row *r, struct str *out)
{
	str_add(out, pod_of(r->object)->ip);
}

static void owner_text(const struct row *r, struct str *out)
{
	const struct owner *o = object_controller(r->object);

	str_add(out, o ? o->name : "-");
}

static void image_text(const struct row *r, struct str *out)
{
	str_add(out, pod_of(r->object)->image);
}

static const struct list_column columns[] = {
	{ "NAMESPACE", .width = 12, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "POD", .width = 18, .text = column_name, .role = column_strong },
	{ "STATE", .width = 11, .text = state_text, .role = state_role },
	{ "READY", .width = 5, .right = true, .text = ready_text },
	{ "STATUS", .width = 18, .from = 100, .text = status_text, .role = column_muted },
	{ "RESTARTS", .width = 8, .right = true, .text = restarts_text, .role = restarts_role },
	{ "REV", .width = 4, .text = revision_text, .role = column_muted },
	{ "OWNER", .width = 14, .from = 120, .text = owner_text, .role = column_muted },
	{ "IP", .width = 15, .from = 140, .text = ip_text, .role = column_muted },
	{ "IMAGE", .width = 28, .from = 150, .text = image_text, .role = column_muted },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
	{ "NODE", .grow = true, .text = node_text, .role = node_role },
};

static bool includes(struct cache *cache UNUSED, const struct object *o, const struct object *about)
{
	return !about || object_owned_by(o, about->uid);
}

/* "web-2" before "web-10". */
static int order(const struct object *a, const struct object *b)
{
	int r = strcmp(a->namespace, b->namespace);

	return r ? r : strverscmp(a->name, b->name);
}

static const struct table_class table = {
	.columns = columns, .ncolumns = COUNT(columns), .includes = includes, .order = order, .empty = "no pods here",
};

static const struct kind *const needs[] = { KIND(pod), KIND(statefulset), KIND(event), NULL };

const struct view_class pods_view = {
	.name = "pods", .words = { "po" }, .help = "Pods, with their state, revision and node", .hint = "enter pod",
	.needs = needs, .kind = KIND(pod), .table = &table, .enter = "pod",
};
