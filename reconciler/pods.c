#include "reconciler/pods.h"

static enum verdict deleted(struct task *t, const struct reply *r)
{
	bool ok = reply_ok(r) || r->code == 404;

	if (!ok)
		failures_add(&t->step_failures, "%s", reply_text(r));
	task_pod_event(t, "Delete", t->victim, ok ? NULL : reply_text(r));
	return t->then(t);
}

enum verdict pods_delete(struct task *t, const struct slot *slot, rule_fn then)
{
	struct request r;

	t->then = then;
	t->victim = slot->name;
	failures_clear(&t->step_failures);
	request_init(&r, VERB_DELETE, KIND(pod), task_set(t)->namespace, slot->name);
	if (task_work(t)->gates.strict && slot->pod)
		str_addjson(&r.body, "{'kind':'DeleteOptions','apiVersion':'v1','preconditions':{'uid':%q}}",
			    slot->pod->uid);
	else
		str_add(&r.body, "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"}");
	return task_send(t, &r, deleted);
}
