/* What the disruption controller has to do with single pods: whose budget hears of one, and conditions left behind. */
#include "kube/kinds/pod.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/selector.h"
#include "kube/time.h"
#include "reconciler/counters.h"
#include "reconciler/disruption.h"
#include "reconciler/span.h"

#define STALE_MS 120000
#define CONDITION "DisruptionTarget"

void disruption_budgets_of(const struct object *pod, const object_vec *budgets, object_vec *ret)
{
	vec_each(budgets, budget) {
		const char *text = poddisruptionbudget_of(*budget)->selector;
		_cleanup_(json_freep) json *tree = *text ? json_parse(text, strlen(text), NULL) : NULL;
		_cleanup_(selector_freep) struct selector *s = selector_from_json(tree, NULL);

		if (streq((*budget)->namespace, pod->namespace) && s && selector_matches(s, pod->labels, pod->nlabels))
			vec_push(ret, *budget);
	}
}

void disruption_several_text(const struct object *pod, const struct object *chosen, struct str *out)
{
	str_addf(out, "Pod \"%s\"/\"%s\" matches multiple PodDisruptionBudgets.  Chose \"%s\" arbitrarily.",
		 pod->namespace, pod->name, chosen->name);
}

/* The pod's status as a tree if it may have the condition, which few pods have; else NULL. */
static json *status_of(const struct object *pod)
{
	struct span status = { NULL, 0 };

	if (pod->bytes && strstr(pod->bytes, "\"" CONDITION "\""))
		status = span_member(pod->bytes, "status");
	return status.at ? json_parse(status.at, status.len, NULL) : NULL;
}

static json *target(const json *status)
{
	for (json *i = json_first(json_get(status, "conditions")); i; i = json_next(i)) {
		if (streq0(json_get_str(i, "type"), CONDITION))
			return i;
	}
	return NULL;
}

int64_t disruption_stale_in(const struct object *pod, int64_t now_ms)
{
	_cleanup_(json_freep) json *status = status_of(pod);
	const json *c = target(status);
	int64_t since_ms = 0;

	/* What the kubelet says may take arbitrarily long; a pod that ended is left as it is. */
	if (pod->deleted || !streq0(json_get_str(c, "status"), "True") ||
	    streq0(json_get_str(c, "reason"), "TerminationByKubelet") || pod_ended(pod))
		return -1;
	time_parse(json_str_or(json_get(c, "lastTransitionTime"), ""), &since_ms);
	return MAX(since_ms + STALE_MS - now_ms, 0);
}

void disruption_unstale(const struct object *pod, int64_t now_ms, struct str *ret_status)
{
	_cleanup_(json_freep) json *status = status_of(pod);
	_cleanup_(str_release) struct str now = STR_INIT;
	json *c = target(status);

	assert(c);
	time_add(&now, now_ms / 1000);
	json_set_str(c, "status", "False");
	json_set_str(c, "lastTransitionTime", now.buf);
	json_set(c, "lastProbeTime", json_null());
	json_del(c, "reason");
	json_del(c, "message");
	if (pod->generation)
		json_set_int(c, "observedGeneration", pod->generation);
	else
		json_del(c, "observedGeneration");
	json_print(status, JSON_PLAIN, ret_status);
}
