/* Nodes: which take pods, and which ordinals live where. */
#include "kube/kinds/node.h"

#include "jobs/drain_plan.h"
#include "kube/kinds/pod.h"
#include "tui/view.h"

static void state_text(const struct row *r, struct str *out)
{
	const struct node *n = node_of(r->object);

	str_add(out, !n->known ? "✕ unknown" : !n->ready ? "✕ not ready" : n->unschedulable ? "▽ cordoned" : "● ready");
}

static enum role state_role(const struct row *r)
{
	const struct node *n = node_of(r->object);

	return !n->ready ? ROLE_bad : n->unschedulable ? ROLE_warn : ROLE_ok;
}

/* The names of what StatefulSets run there, and how many pods there are in all. */
static size_t pods_on(const struct row *r, struct str *names)
{
	object_vec pods = VEC_INIT;
	size_t count = 0;

	cache_list(r->cache, KIND(pod), NULL, NULL, &pods);
	for (size_t i = 0; i < pods.len; i++) {
		const struct owner *o = object_controller(pods.items[i]);

		if (!streq(pod_of(pods.items[i])->node, r->object->name))
			continue;
		count++;
		if (names && o && streq(o->kind, "StatefulSet"))
			str_addf(names, "%s%s", names->len ? " " : "", pods.items[i]->name);
	}
	vec_release(&pods);
	return count;
}

static void pods_text(const struct row *r, struct str *out)
{
	str_addf(out, "%zu", pods_on(r, NULL));
}

static void ordinals_text(const struct row *r, struct str *out)
{
	pods_on(r, out);
}

/* What a drain that leaves what it must would come to. */
static void drain_text(const struct row *r, struct str *out)
{
	const struct drain_options none = { 0 };
	struct drain_plan plan;

	drain_plan_make(&plan, r->cache, r->object, &none);
	drain_plan_tell(&plan, out);
	drain_plan_release(&plan);
}

static void version_text(const struct row *r, struct str *out)
{
	str_add(out, node_of(r->object)->version);
}

static void zone_text(const struct row *r, struct str *out)
{
	const char *zone = object_label(r->object, "topology.kubernetes.io/zone");

	str_add(out, zone ? zone : "-");
}

static const struct list_column columns[] = {
	{ "NODE", .width = 18, .text = column_name, .role = column_strong },
	{ "STATE", .width = 11, .text = state_text, .role = state_role },
	{ "PODS", .width = 4, .right = true, .text = pods_text },
	{ "ZONE", .width = 14, .from = 100, .text = zone_text, .role = column_muted },
	{ "VERSION", .width = 10, .from = 110, .text = version_text, .role = column_muted },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
	{ "ORDINALS", .width = 14, .text = ordinals_text },
	{ "DRAINED", .grow = true, .text = drain_text },
};

static const struct table_class table = { .columns = columns, .ncolumns = COUNT(columns), .empty = "no nodes" };

static const struct kind *const needs[] = { KIND(node), KIND(pod), KIND(poddisruptionbudget), NULL };

const struct view_class nodes_view = {
	.name = "nodes", .words = { "no", "node" }, .opens = "o", .help = "Nodes, and which ordinals live where",
	.hint = "enter yaml", .needs = needs, .everywhere = true, .kind = KIND(node), .table = &table, .enter = "yaml",
};
