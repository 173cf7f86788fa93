/* A pod, as describePod says it. */
#include "kube/kinds/pod.h"
#include "tui/describe.h"

static void tell_addresses(struct telling *t)
{
	const json *ips = json_at(t->tree, "status.podIPs");

	tell_field(t, 0, "IP", t->tree, "status.podIP", "");
	tell(t, 0, json_len(ips) ? "IPs:" : "IPs:\t<none>");
	for (json *i = json_first(ips); i; i = json_next(i))
		tell(t, 1, "IP:\t%s", json_str_or(json_get(i, "ip"), ""));
}

static void tell_conditions(struct telling *t)
{
	const json *conditions = json_at(t->tree, "status.conditions");

	if (!json_len(conditions))
		return;
	tell(t, 0, "Conditions:");
	tell(t, 1, "Type\tStatus");
	for (json *c = json_first(conditions); c; c = json_next(c))
		tell(t, 1, "%s \t%s ", json_str_or(json_get(c, "type"), ""), json_str_or(json_get(c, "status"), ""));
}

static void tell_head(struct telling *t)
{
	const char *node = json_str_or(json_at(t->tree, "spec.nodeName"), "");
	const char *account = json_str_or(json_at(t->tree, "spec.serviceAccountName"), "");

	tell_names(t);
	tell(t, 0, "Priority:\t%" PRId64, json_int_or(json_at(t->tree, "spec.priority"), 0));
	if (*account)
		tell(t, 0, "Service Account:\t%s", account);
	tell(t, 0, "Node:\t%s%s%s", *node ? node : "<none>", *node ? "/" : "",
	     *node ? json_str_or(json_at(t->tree, "status.hostIP"), "") : "");
	if (json_at(t->tree, "status.startTime"))
		tell_time(t, 0, "Start Time", t->tree, "status.startTime");
	tell_marks(t);
	if (t->object->deleted)
		tell_deletion(t);
	else
		tell_field(t, 0, "Status", t->tree, "status.phase", "");
	if (json_at(t->tree, "status.reason"))
		tell_field(t, 0, "Reason", t->tree, "status.reason", "");
	if (json_at(t->tree, "status.message"))
		tell_field(t, 0, "Message", t->tree, "status.message", "");
}

static void tell_pod(struct telling *t)
{
	const struct owner *o = object_controller(t->object);
	const json *spec = json_get(t->tree, "spec"), *status = json_get(t->tree, "status");

	tell_head(t);
	tell_addresses(t);
	if (o)
		tell(t, 0, "Controlled By:\t%s/%s", o->kind, o->name);
	tell_containers(t, "Init Containers", json_get(spec, "initContainers"),
	                json_get(status, "initContainerStatuses"), "");
	tell_containers(t, "Containers", json_get(spec, "containers"), json_get(status, "containerStatuses"), "");
	tell_conditions(t);
	tell_volumes(t, json_get(spec, "volumes"), "");
	tell_field(t, 0, "QoS Class", status, "qosClass", "");
	tell_placement(t, spec, "");
}

const struct description pod_description = { .kind = KIND(pod), .tell = tell_pod };
