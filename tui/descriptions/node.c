/* A node, as describeNode says it, without its lease and without the sums of what its pods ask for. */
#include "kube/kinds/node.h"

#include "kube/kinds/pod.h"
#include "kube/quantity.h"
#include "kube/time.h"
#include "tui/describe.h"

static void tell_taints(struct telling *t)
{
	const struct node *n = node_of(t->object);

	if (!n->ntaints)
		tell(t, 0, "Taints:\t<none>");
	for (size_t i = 0; i < n->ntaints; i++)
		tell(t, 0, "%s\t%s%s%s:%s", i ? "" : "Taints:", n->taints[i].key, *n->taints[i].value ? "=" : "",
		     n->taints[i].value, n->taints[i].effect);
	tell(t, 0, "Unschedulable:\t%s", n->unschedulable ? "true" : "false");
}

static void time_cell(const json *c, const char *key, struct str *out)
{
	struct telling one = { .out = STR_INIT };
	const char *tab;

	tell_time(&one, 0, "", c, key);
	tab = strchr(one.out.buf, '\t');
	str_addn(out, tab + 1, strlen(tab + 1) - 1);
	str_release(&one.out);
}

static void tell_conditions(struct telling *t)
{
	tell(t, 0, "Conditions:");
	tell(t, 1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
	tell(t, 1, "----\t------\t-----------------\t------------------\t------\t-------");
	for (json *c = json_first(json_at(t->tree, "status.conditions")); c; c = json_next(c)) {
		_cleanup_(str_release) struct str beat = STR_INIT;
		_cleanup_(str_release) struct str change = STR_INIT;

		time_cell(c, "lastHeartbeatTime", &beat);
		time_cell(c, "lastTransitionTime", &change);
		tell(t, 1, "%s \t%s \t%s \t%s \t%s \t%s", json_str_or(json_get(c, "type"), ""),
		     json_str_or(json_get(c, "status"), ""), beat.buf, change.buf,
		     json_str_or(json_get(c, "reason"), ""), json_str_or(json_get(c, "message"), ""));
	}
}

static void tell_members(struct telling *t, const char *label, const char *path)
{
	tell(t, 0, "%s:", label);
	for (json *m = json_first(json_at(t->tree, path)); m; m = json_next(m)) {
		_cleanup_(str_release) struct str amount = STR_INIT;

		if (quantity_canonical(json_str_or(m, ""), &amount, NULL))
			str_add(&amount, json_str_or(m, ""));
		tell(t, 1, "%s:\t%s", json_key(m), amount.buf);
	}
}

static void tell_roles(struct telling *t)
{
	static const char prefix[] = "node-role.kubernetes.io/";
	_cleanup_(str_release) struct str roles = STR_INIT;

	for (size_t i = 0; i < t->object->nlabels; i++) {
		const char *key = t->object->labels[i].key;

		if (starts_with(key, prefix))
			str_addf(&roles, "%s%s", roles.len ? "," : "", key + strlen(prefix));
	}
	tell(t, 0, "Roles:\t%s", roles.len ? roles.buf : "<none>");
}

static void tell_addresses(struct telling *t)
{
	tell(t, 0, "Addresses:");
	for (json *a = json_first(json_at(t->tree, "status.addresses")); a; a = json_next(a))
		tell(t, 1, "%s:\t%s", json_str_or(json_get(a, "type"), ""), json_str_or(json_get(a, "address"), ""));
}

static void tell_system(struct telling *t)
{
	static const char *const fields[][2] = {
		{ "Machine ID", "machineID" },		  { "System UUID", "systemUUID" },
		{ "Boot ID", "bootID" },		  { "Kernel Version", "kernelVersion" },
		{ "OS Image", "osImage" },		  { "Operating System", "operatingSystem" },
		{ "Architecture", "architecture" },	  { "Container Runtime Version", "containerRuntimeVersion" },
		{ "Kubelet Version", "kubeletVersion" },
	};

	tell(t, 0, "System Info:");
	for (size_t i = 0; i < COUNT(fields); i++)
		tell_field(t, 1, fields[i][0], json_at(t->tree, "status.nodeInfo"), fields[i][1], "");
}

static void tell_pods(struct telling *t)
{
	_cleanup_(str_release) struct str rows = STR_INIT;
	object_vec pods = VEC_INIT;
	size_t n = 0;

	cache_list(t->cache, KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, p) {
		const char *phase = pod_of(*p)->phase;

		if (!streq(pod_of(*p)->node, t->object->name) || streq(phase, "Succeeded") || streq(phase, "Failed"))
			continue;
		n++;
		str_addf(&rows, "  %s\t%s\t", (*p)->namespace, (*p)->name);
		duration_add(&rows, t->now_s - (*p)->created);
		str_addc(&rows, '\n');
	}
	vec_release(&pods);
	tell(t, 0, "Non-terminated Pods:\t(%zu in total)", n);
	tell(t, 1, "Namespace\tName\tAge");
	tell(t, 1, "---------\t----\t---");
	str_add(&t->out, rows.len ? rows.buf : "");
}

static void tell_node(struct telling *t)
{
	tell_names(t);
	tell_roles(t);
	tell_marks(t);
	tell_time(t, 0, "CreationTimestamp", t->tree, "metadata.creationTimestamp");
	tell_taints(t);
	tell_conditions(t);
	tell_addresses(t);
	tell_members(t, "Capacity", "status.capacity");
	tell_members(t, "Allocatable", "status.allocatable");
	tell_system(t);
	tell_pods(t);
}

const struct description node_description = { .kind = KIND(node), .tell = tell_node };
