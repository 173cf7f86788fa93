#include "client/rival.h"

#include "kube/kinds/lease.h"
#include "kube/kinds/statefulset.h"
#include "kube/time.h"

#define PROBE_LABEL "ordinal.dev/probe"

/* A controller writes counters, revisions and observedGeneration. Conditions alone are anyone's: no StatefulSet
 * controller writes any. An entry that does not say which fields counts as one that has them. */
static bool has_counters(const json *entry)
{
	const json *fields = json_get(json_get(entry, "fieldsV1"), "f:status");

	if (json_type(fields) != JSON_OBJECT)
		return true;
	for (json *i = json_first(fields); i; i = json_next(i)) {
		if (!streq(json_key(i), ".") && !streq(json_key(i), "f:conditions"))
			return true;
	}
	return false;
}

static bool is_rival(const json *entry, int64_t wall_ms)
{
	const char *time = json_get_str(entry, "time"), *manager = json_get_str(entry, "manager");
	int64_t ms;

	return streq0(json_get_str(entry, "subresource"), "status") && manager && !streq(manager, RIVAL_MANAGER) &&
	       time && time_parse(time, &ms) && ms > wall_ms - RIVAL_RECENT_MS && has_counters(entry);
}

bool rival_wrote_status(const json *set, int64_t wall_ms, struct str *who)
{
	const json *metadata = json_get(set, "metadata");

	for (json *i = json_first(json_get(metadata, "managedFields")); i; i = json_next(i)) {
		if (!is_rival(i, wall_ms))
			continue;
		str_addf(who, "%s wrote the status of %s/%s at %s", json_get_str(i, "manager"),
			 json_str_or(json_get(metadata, "namespace"), ""), json_str_or(json_get(metadata, "name"), ""),
			 json_get_str(i, "time"));
		return true;
	}
	return false;
}

bool rival_wrote_any(const json *list, int64_t wall_ms, struct str *who)
{
	for (json *i = json_first(json_get(list, "items")); i; i = json_next(i)) {
		if (rival_wrote_status(i, wall_ms, who))
			return true;
	}
	return false;
}

bool rival_holds(const struct object *lease, int64_t wall_ms)
{
	const struct lease *l = lease_of(lease);

	return *l->holder && wall_ms < l->renewed_ms + INT64_C(1000) * l->duration_s;
}

void rival_probe(const char *namespace, const char *name, struct request *ret)
{
	request_init(ret, VERB_CREATE, KIND(statefulset), namespace, NULL);
	ret->tree = json_format(
	    "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':%q,'namespace':%q,'labels':{%q:%q}},"
	    "'spec':{'replicas':0,'serviceName':%q,'selector':{'matchLabels':{%q:%q}},'template':{'metadata':{'labels':"
	    "{%q:%q}},'spec':{'containers':[{'name':'probe','image':'registry.k8s.io/pause:3.10'}]}}}}",
	    name, namespace, PROBE_LABEL, name, name, PROBE_LABEL, name, PROBE_LABEL, name);
}

bool rival_observed(const struct object *probe)
{
	return statefulset_of(probe)->observed_generation > 0;
}

bool rival_probe_gated(const struct object *probe)
{
	return *statefulset_of(probe)->max_unavailable;
}
