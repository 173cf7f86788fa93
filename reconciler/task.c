/* What a task of a sync says: send this and go on later, it failed, here is why, record an event. */
#include "reconciler/work.h"

enum verdict task_send_later(struct task *t, struct request *r, int32_t delay_ms, reply_fn then)
{
	struct work *w = task_work(t);
	struct outgoing o = {
		.id = t->id, .serial = w->serial++, .phase = w->phase, .unit = t->unit, .delay_ms = delay_ms
	};

	request_move(&o.request, r);
	vec_push(&t->sync->out, o);
	t->answered = then;
	return VERDICT_WAIT;
}

enum verdict task_send(struct task *t, struct request *r, reply_fn then)
{
	return task_send_later(t, r, 0, then);
}

enum verdict task_fail(struct task *t, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	failures_add(&t->failures, "%s", text.buf);
	return VERDICT_FAIL;
}

enum verdict task_fail_all(struct task *t, struct failures *f)
{
	failures_move(&t->failures, f);
	return VERDICT_FAIL;
}

void task_reason(struct task *t, struct reason r)
{
	vec_push(&t->sync->reasons, r);
}

enum verdict task_hold(struct task *t, struct reason r)
{
	task_reason(t, r);
	return VERDICT_STOP;
}

void task_event(struct task *t, bool warning, const char *reason, const char *fmt, ...)
{
	struct work *w = task_work(t);
	struct set_event e = {
		.serial = w->serial++, .phase = w->phase, .unit = t->unit, .warning = warning, .reason = reason
	};
	struct str message = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&message, fmt, args);
	va_end(args);
	e.message = str_take(&message);
	vec_push(&t->sync->events, e);
}

void task_pod_event(struct task *t, const char *verb, const char *pod, const char *error)
{
	static const struct {
		const char *verb, *success, *failure;
	} reasons[] = {
		{ "Create", "SuccessfulCreate", "FailedCreate" },
		{ "Delete", "SuccessfulDelete", "FailedDelete" },
		{ "Update", "SuccessfulUpdate", "FailedUpdate" },
	};

	for (size_t i = 0; i < COUNT(reasons); i++) {
		if (!streq(reasons[i].verb, verb))
			continue;
		if (error)
			task_event(t, true, reasons[i].failure, "%s Pod %s in StatefulSet %s failed error: %s", verb,
				   pod, task_set(t)->name, error);
		else
			task_event(t, false, reasons[i].success, "%s Pod %s in StatefulSet %s successful", verb, pod,
				   task_set(t)->name);
	}
}

bool reply_is(const struct reply *r, int code, const char *reason)
{
	return r->code == code && streq0(r->reason, reason);
}

const char *reply_text(const struct reply *r)
{
	return r->message && *r->message ? r->message : "no answer";
}

int32_t retry_delay_ms(int attempt, int growth)
{
	int32_t delay = 10;

	for (int i = 1; i < attempt; i++)
		delay *= growth;
	return delay;
}

void slot_body(const struct sync *s, const struct slot *slot, struct str *out)
{
	const struct work *w = s->work;
	const struct revision *revision = slot->revision ? slot->revision : w->update;

	if (slot->pod && slot->pod->bytes)
		str_add(out, slot->pod->bytes);
	else
		pod_template_body(revision == w->current ? w->current_template : w->update_template, w->snapshot->set,
				  slot->ordinal, revision->name, out);
}
