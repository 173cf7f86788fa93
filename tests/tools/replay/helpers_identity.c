/* Recorded calls about names and identities of pods, replayed on ours. */
#include "tests/tools/replay/helpers.h"

#include "reconciler/identity.h"
#include "reconciler/max_unavailable.h"
#include "reconciler/pod_template.h"

static const char *text(const json *in, const char *key)
{
	return json_str_or(json_get(in, key), "");
}

static json *parse(const json *in, const json *out UNUSED)
{
	const char *name = text(in, "podName");
	size_t len;
	int32_t ordinal = identity_parse(name, &len);
	_cleanup_(freep) char *parent = xstrndup(name, len);

	return json_format("{'ordinal':%d,'parent':%q}", ordinal, parent);
}

static struct object *make(const struct kind *k, const char *namespace, const char *name, const json *labels,
			   const json *spec)
{
	_cleanup_(json_freep) json *tree = json_format("{'metadata':{'namespace':%q,'name':%q}}", namespace, name);

	if (!json_is_null(labels))
		json_set(json_get(tree, "metadata"), "labels", json_copy(labels));
	if (spec)
		json_set(tree, "spec", json_copy(spec));
	return object_new(k, tree, OBJECT_BYTES, NULL);
}

static json *member(const json *in, const json *out UNUSED)
{
	const char *name = text(in, "podName");
	_cleanup_(json_freep) json *labels = json_object();
	_cleanup_(object_unrefp)
	    const struct object *set = make(KIND(statefulset), "default", text(in, "set"), NULL, NULL),
				*pod;

	json_set_str(labels, LABEL_POD_NAME, name);
	pod = make(KIND(pod), "default", name, labels, NULL);
	return json_format("{'member':%b,'identityMatchesWithOwnNameLabel':%b}", identity_member(name, text(in, "set")),
			   identity_matches(set, pod));
}

static json *matches(const json *in, const json *out UNUSED)
{
	_cleanup_(object_unrefp) const struct object *set =
		make(KIND(statefulset), text(in, "setNamespace"), text(in, "set"), NULL, NULL);
	_cleanup_(object_unrefp) const struct object *pod =
		make(KIND(pod), text(in, "podNamespace"), text(in, "podName"), json_get(in, "labels"), NULL);

	return json_format("{'matches':%b}", identity_matches(set, pod));
}

static json *make_names(const json *in, const json *out UNUSED)
{
	int32_t ordinal = (int32_t)json_get_int(in, "ordinal", 0);
	_cleanup_(freep) char *pod = identity_pod_name(text(in, "set"), ordinal);
	_cleanup_(freep) char *claim = identity_claim_name(text(in, "template"), text(in, "set"), ordinal);

	return json_format("{'pod':%q,'claim':%q}", pod, claim);
}

static json *in_range(const json *in, const json *out UNUSED)
{
	struct statefulset spec = { .replicas = (int32_t)json_get_int(in, "replicas", 0),
				    .start = (int32_t)json_get_int(in, "start", 0) };

	return json_format("{'inRange':%b}", identity_in_range(&spec, identity_ordinal(text(in, "podName"))));
}

static json *max_unavailable(const json *in, const json *out UNUSED)
{
	struct err err = ERR_INIT;
	int64_t value = 0;

	if (max_unavailable_of(json_get(in, "maxUnavailable"), (int32_t)json_get_int(in, "replicas", 0), &value, &err) <
	    0)
		return json_format("{'error':%q,'value':0}", err.text);
	return json_format("{'error':null,'value':%ld}", value);
}

static json *storage(const json *in, const json *out UNUSED)
{
	_cleanup_(json_freep) json *set_spec = json_object(), *pod_spec = json_object();
	_cleanup_(object_unrefp) const struct object *set = NULL, *pod = NULL;
	const char *name = text(in, "podName");
	json *answer, *volumes;

	json_set(set_spec, "volumeClaimTemplates", json_copy(json_get(in, "claimTemplates")));
	json_set(pod_spec, "volumes", json_copy(json_get(in, "volumes")));
	set = make(KIND(statefulset), "default", text(in, "set"), NULL, set_spec);
	pod = make(KIND(pod), "default", name, NULL, pod_spec);
	answer = json_format("{'matches':%b,'volumesAfterUpdate':[]}",
			     identity_storage_matches(set, pod, identity_ordinal(name)));
	volumes = json_get(answer, "volumesAfterUpdate");
	pod_template_volumes(set, identity_ordinal(name), json_get(in, "volumes"), volumes);
	return answer;
}

const struct helper identity_helpers[] = {
	{ "getParentNameAndOrdinal", parse },
	{ "isMemberOf", member },
	{ "identityMatches", matches },
	{ "names", make_names },
	{ "podInOrdinalRange", in_range },
	{ "getStatefulSetMaxUnavailable", max_unavailable },
	{ "storage", storage },
	{ NULL, NULL },
};
