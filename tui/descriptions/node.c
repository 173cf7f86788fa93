/* A node, as describeNode says it: with its lease, and with the sums of what its pods ask for (tui/node_sums.h). */
#include "kube/kinds/node.h"

#include "kube/kinds/pod.h"
#include "kube/quantity.h"
#include "kube/time.h"
#include "tui/describe.h"
#include "tui/node_sums.h"

enum { LEASE, PODS };			/* what is asked beyond the node */

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

static void tell_lease(struct telling *t)
{
	const struct told *lease = &t->more[LEASE];

	tell(t, 0, "Lease:%s%s", lease->refusal ? "\tFailed to get lease: " : "",
	     lease->refusal ? lease->refusal : "");
	if (lease->refusal)
		return;
	tell_field(t, 1, "HolderIdentity", lease->tree, "spec.holderIdentity", "<unset>");
	tell_time(t, 1, "AcquireTime", lease->tree, "spec.acquireTime");
	tell_time(t, 1, "RenewTime", lease->tree, "spec.renewTime");
}

static void tell_origin(struct telling *t)
{
	_cleanup_(str_release) struct str ranges = STR_INIT;

	join_texts(json_at(t->tree, "spec.podCIDRs"), ",", "", &ranges);
	if (!json_is_empty(json_at(t->tree, "spec.podCIDR")))
		tell_field(t, 0, "PodCIDR", t->tree, "spec.podCIDR", "");
	if (ranges.len)
		tell(t, 0, "PodCIDRs:\t%s", ranges.buf);
	if (!json_is_empty(json_at(t->tree, "spec.providerID")))
		tell_field(t, 0, "ProviderID", t->tree, "spec.providerID", "");
}

static void tell_pods(struct telling *t)
{
	if (t->more[PODS].tree)
		node_sums_tell(t, json_get(t->more[PODS].tree, "items"));
	else
		tell(t, 0, "Pods:\tnot authorized");
}

static void tell_node(struct telling *t)
{
	tell_names(t);
	tell_roles(t);
	tell_marks(t);
	tell_time(t, 0, "CreationTimestamp", t->tree, "metadata.creationTimestamp");
	tell_taints(t);
	tell_lease(t);
	tell_conditions(t);
	tell_addresses(t);
	tell_members(t, "Capacity", "status.capacity");
	tell_members(t, "Allocatable", "status.allocatable");
	tell_system(t);
	tell_origin(t);
	tell_pods(t);
}

static size_t ask(const struct object *o, struct request *ret)
{
	_cleanup_(str_release) struct str fields = STR_INIT;

	request_init(&ret[LEASE], VERB_GET, KIND(lease), "kube-node-lease", o->name);
	request_init(&ret[PODS], VERB_LIST, KIND(pod), NULL, NULL);
	str_addf(&fields, "spec.nodeName=%s,status.phase!=Succeeded,status.phase!=Failed", o->name);
	request_param(&ret[PODS], "fieldSelector", fields.buf);
	return 2;
}

const struct description node_description = { .kind = KIND(node), .tell = tell_node, .ask = ask };
