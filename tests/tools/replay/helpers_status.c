/* Recorded calls about owners of claims, counters and status, replayed on ours. */
#include "tests/tools/replay/helpers.h"

#include "kube/selector.h"
#include "reconciler/counters.h"
#include "reconciler/identity.h"
#include "reconciler/ownership.h"

#define NS_PER_MS 1000000

static const char *text(const json *in, const char *key)
{
	return json_str_or(json_get(in, key), "");
}

static json *claim_owners(const json *in, const json *out UNUSED)
{
	const json *set = json_get(in, "set"), *pod = json_get(in, "pod"), *policy = json_get(in, "policy");
	struct statefulset spec = { .replicas = (int32_t)json_get_int(in, "replicas", 0) };
	struct ownership x = {
		.set_name = text(set, "name"),
		.set_uid = text(set, "uid"),
		.pod_name = text(pod, "name"),
		.pod_uid = text(pod, "uid"),
		.when_scaled = retention_parse(json_get_str(policy, "whenScaled")),
		.when_deleted = retention_parse(json_get_str(policy, "whenDeleted")),
		.in_range = identity_in_range(&spec, identity_ordinal(text(pod, "name"))),
	};
	_cleanup_(json_freep) json *tree = json_format("{'metadata':{'namespace':'default','name':'c'}}");
	_cleanup_(object_unrefp) const struct object *claim = NULL;
	const json *references;
	json *answer;

	if (!json_is_null(json_get(in, "ownerReferences")))
		json_set_at(tree, "metadata.ownerReferences", json_copy(json_get(in, "ownerReferences")));
	claim = object_new(KIND(persistentvolumeclaim), tree, OBJECT_FACTS, NULL);
	answer = json_format(
	    "{'nonControllerOwner':%b,'stalePodRef':%b,'staleSetRef':%b,'unexpectedController':%b,'upToDate':%b}",
	    ownership_not_controller(&x, claim), ownership_stale_pod(&x, claim), ownership_stale_set(&x, claim),
	    ownership_unexpected_controller(&x, claim), ownership_up_to_date(&x, claim));
	ownership_update(&x, claim, tree);
	references = json_at(tree, "metadata.ownerReferences");
	json_set(answer, "refsAfterUpdate", references ? json_copy(references) : json_array());
	return answer;
}

static json *replica_status(const json *in, const json *out UNUSED)
{
	int64_t now_ms = case_time(json_get(in, "now")), next = -1;
	int32_t min_ready = (int32_t)json_get_int(in, "minReadySeconds", 0);
	struct counters c = { 0 };
	json *unavailable = json_array(), *answer;

	for (json *i = json_first(json_get(in, "pods")); i; i = json_next(i)) {
		_cleanup_(object_unrefp) const struct object *pod = object_new(KIND(pod), i, OBJECT_FACTS, NULL);
		int64_t left = pod_available_in(pod, min_ready, now_ms);
		struct carried carried = { streq(identity_revision(pod), text(in, "currentRevision")),
			                   streq(identity_revision(pod), text(in, "updateRevision")) };

		counters_add(&c, pod, carried, min_ready, now_ms);
		json_push(unavailable, json_bool(pod_unavailable(pod, min_ready, now_ms)));
		if (left >= 0 && (next < 0 || left < next))
			next = left;
	}
	answer = json_format(
	    "{'replicas':%d,'readyReplicas':%d,'availableReplicas':%d,'currentReplicas':%d,'updatedReplicas':%d}",
	    c.replicas, c.ready, c.available, c.current, c.updated);
	json_set(answer, "unavailable", unavailable);
	json_set(answer, "nextAvailabilityCheckNs", next < 0 ? json_null() : json_number(next * NS_PER_MS));
	return answer;
}

static void read_status(const json *j, struct set_status *s)
{
	*s = (struct set_status){
		.counters = { (int32_t)json_get_int(j, "replicas", 0), (int32_t)json_get_int(j, "readyReplicas", 0),
			      (int32_t)json_get_int(j, "availableReplicas", 0),
			      (int32_t)json_get_int(j, "currentReplicas", 0),
			      (int32_t)json_get_int(j, "updatedReplicas", 0) },
		.observed_generation = json_get_int(j, "observedGeneration", 0),
		.collisions = (int32_t)json_get_int(j, "collisionCount", 0),
		.current_revision = xstrdup(text(j, "currentRevision")),
		.update_revision = xstrdup(text(j, "updateRevision")),
	};
}

static json *complete(const json *in, const json *out UNUSED)
{
	_cleanup_(json_freep) json *tree =
	    json_format("{'metadata':{'namespace':'default','name':'web','generation':%ld},'spec':{'replicas':%ld,"
			"'updateStrategy':{'type':%q}},'status':%j}",
			json_get_int(in, "generation", 0), json_get_int(in, "replicas", 0), text(in, "strategy"),
			json_get(in, "storedStatus"));
	_cleanup_(object_unrefp) const struct object *set = object_new(KIND(statefulset), tree, OBJECT_FACTS, NULL);
	_cleanup_(set_status_release) struct set_status s = { 0 };
	_cleanup_(str_release) struct str after = STR_INIT;
	json *answer = json_object(), *printed;

	read_status(json_get(in, "computed"), &s);
	json_set(answer, "writeWithoutComplete", json_bool(set_status_differs(&s, set)));
	set_status_complete(&s, statefulset_of(set));
	json_set(answer, "write", json_bool(set_status_differs(&s, set)));
	set_status_print(&s, &after);
	printed = json_set(answer, "afterComplete", json_parse(after.buf, after.len, NULL));
	/* The controller always has a collision count; the recorded function was also called without one. */
	if (!json_get(json_get(in, "computed"), "collisionCount"))
		json_del(printed, "collisionCount");
	return answer;
}

static json *selector(const json *in, const json *out UNUSED)
{
	struct err err = ERR_INIT;
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_get(in, "selector"), &err);

	if (!s)
		return json_format("{'error':%q}", err.text);
	return json_format("{'error':null,'matches':%b}", selector_matches_json(s, json_get(in, "labels")));
}

const struct helper status_helpers[] = {
	{ "claimOwnerRefs", claim_owners },
	{ "computeReplicaStatus", replica_status },
	{ "completeRollingUpdate+inconsistentStatus", complete },
	{ "selector", selector },
	{ NULL, NULL },
};
