/* A StatefulSet, as describeStatefulSet says it. */
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "tui/describe.h"

static void tell_pods(struct telling *t)
{
	static const char *const phases[] = { "Running", "Pending", "Succeeded", "Failed" };
	size_t counts[COUNT(phases)] = { 0 };
	object_vec pods = VEC_INIT;

	cache_list(t->cache, KIND(pod), t->object->namespace, t->object->uid, &pods);
	vec_each(&pods, p) {
		for (size_t i = 0; i < COUNT(phases); i++)
			counts[i] += streq(pod_of(*p)->phase, phases[i]);
	}
	vec_release(&pods);
	tell(t, 0, "Pods Status:\t%zu Running / %zu Waiting / %zu Succeeded / %zu Failed", counts[0], counts[1],
	     counts[2], counts[3]);
}

static void tell_template(struct telling *t, const json *template)
{
	const json *spec = json_get(template, "spec");

	tell(t, 0, "Pod Template:");
	tell_map(t, 1, "Labels", json_at(template, "metadata.labels"), "=");
	if (json_len(json_at(template, "metadata.annotations")))
		tell_map(t, 1, "Annotations", json_at(template, "metadata.annotations"), ": ");
	if (json_get_str(spec, "serviceAccountName"))
		tell(t, 1, "Service Account:\t%s", json_get_str(spec, "serviceAccountName"));
	tell_containers(t, "Init Containers", json_get(spec, "initContainers"), NULL, "  ");
	tell_containers(t, "Containers", json_get(spec, "containers"), NULL, "  ");
	tell_volumes(t, json_get(spec, "volumes"), "  ");
	tell_placement(t, spec, "  ");
}

static void tell_claims(struct telling *t, const json *templates)
{
	if (!json_len(templates)) {
		tell(t, 0, "Volume Claims:\t<none>");
		return;
	}
	tell(t, 0, "Volume Claims:");
	for (json *c = json_first(templates); c; c = json_next(c)) {
		_cleanup_(str_release) struct str modes = STR_INIT;

		tell_field(t, 1, "Name", c, "metadata.name", "");
		tell_field(t, 1, "StorageClass", c, "spec.storageClassName", "");
		tell_map(t, 1, "Labels", json_at(c, "metadata.labels"), "=");
		tell_map(t, 1, "Annotations", json_at(c, "metadata.annotations"), ": ");
		tell_field(t, 1, "Capacity", c, "spec.resources.requests.storage", "<default>");
		join_texts(json_at(c, "spec.accessModes"), " ", "", &modes);
		tell(t, 1, "Access Modes:\t[%s]", modes.len ? modes.buf : "");
	}
}

static void tell_set(struct telling *t)
{
	const json *spec = json_get(t->tree, "spec"), *rolling = json_at(spec, "updateStrategy.rollingUpdate");

	tell_names(t);
	tell_time(t, 0, "CreationTimestamp", t->tree, "metadata.creationTimestamp");
	tell_selector(t, json_get(spec, "selector"));
	tell_marks(t);
	tell(t, 0, "Replicas:\t%" PRId64 " desired | %" PRId64 " total", json_get_int(spec, "replicas", 1),
	     json_int_or(json_at(t->tree, "status.replicas"), 0));
	tell_field(t, 0, "Update Strategy", spec, "updateStrategy.type", "");
	if (rolling && json_get(rolling, "partition"))
		tell(t, 1, "Partition:\t%" PRId64, json_get_int(rolling, "partition", 0));
	if (rolling && json_get(rolling, "maxUnavailable"))
		tell_field(t, 1, "MaxUnavailable", rolling, "maxUnavailable", "");
	tell_pods(t);
	tell_template(t, json_get(spec, "template"));
	tell_claims(t, json_get(spec, "volumeClaimTemplates"));
}

const struct description statefulset_description = { .kind = KIND(statefulset), .tell = tell_set };
