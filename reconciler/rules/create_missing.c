/*
 * A missing pod is made: first its claims, then the pod, then the claims' owner references. One create a sync under
 * OrderedReady.
 */
#include "reconciler/claims.h"

static enum verdict owned(struct task *t)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (failures_any(&t->step_failures)) {
		failures_text(&t->step_failures, &text);
		task_pod_event(t, "Update", t->slot->name, text.buf);
		return task_fail_all(t, &t->step_failures);
	}
	/* A POST that failed was kept until here: the claims are seen to even so. */
	task_pod_event(t, "Create", t->slot->name, t->refusal);
	if (t->refusal)
		return task_fail(t, "%s", t->refusal);
	return task_spec(t)->parallel ? VERDICT_NEXT : VERDICT_STOP;
}

static enum verdict created(struct task *t, const struct reply *r)
{
	/* Said without an event: someone else's pod holds the name, and this will be tried for ever. */
	if (reply_is(r, 409, "AlreadyExists"))
		return task_fail(t, "%s", reply_text(r));
	if (!reply_ok(r))
		t->refusal = xstrdup(reply_text(r));
	return claims_own(t, owned);
}

static enum verdict create(struct task *t)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct request r;

	if (failures_any(&t->step_failures)) {
		failures_text(&t->step_failures, &text);
		task_pod_event(t, "Create", t->slot->name, text.buf);
		return task_fail_all(t, &t->step_failures);
	}
	request_init(&r, VERB_CREATE, KIND(pod), task_set(t)->namespace, NULL);
	slot_body(t->sync, t->slot, &r.body);
	return task_send(t, &r, created);
}

static enum verdict apply(struct task *t)
{
	if (t->slot->pod && pod_created(t->slot->pod))
		return VERDICT_NEXT;
	task_reason(t, reason_make(REASON_WILL_ACT, t->slot->name, "creating %s", t->slot->name));
	return claims_create(t, create);
}

const struct rule create_missing_rule = {
	.name = "create missing",
	.says = "a missing pod is made, with the claims it lacks",
	.phase = PHASE_REPLICAS,
	.order = 3,
	.apply = apply,
};
