/*
 * A pod that passed all gates is put right where it differs from its identity: name labels, the volumes of its claims,
 * the claims' owner references (reference 2.4). Conflicts are retried, four attempts in all. That right references make
 * the pod dirty and are followed by a PUT of the unchanged pod is upstream's.
 */
#include "reconciler/repair.h"

#include "reconciler/claims.h"
#include "reconciler/identity.h"

#define ATTEMPTS 4

static enum verdict attempt(struct task *t);

void repair_free(struct repair *r)
{
	if (!r)
		return;
	json_free(r->pod);
	free(r);
}

/* --- the working copy --- */

static void load(struct task *t, const struct object *cached)
{
	struct repair *r = t->repair;
	_cleanup_(str_release) struct str body = STR_INIT;

	json_free(r->pod);
	r->cached = cached;
	if (cached) {
		r->pod = object_tree(cached);
		r->identity_right = identity_matches(task_set(t), cached);
		r->storage_right = identity_storage_matches(task_set(t), cached, identity_ordinal(cached->name));
		return;
	}
	slot_body(t->sync, t->slot, &body);
	r->pod = json_parse(body.buf, body.len, NULL);
	r->identity_right = r->storage_right = true;
}

static void fix_identity(struct task *t)
{
	_cleanup_(freep) char *name = identity_pod_name(task_set(t)->name, t->slot->ordinal);
	_cleanup_(freep) char *index = xasprintf("%" PRId32, t->slot->ordinal);
	json *metadata = json_want(t->repair->pod, "metadata"), *labels;

	json_set_str(metadata, "name", name);
	json_set_str(metadata, "namespace", task_set(t)->namespace);
	labels = json_want(metadata, "labels");
	json_set_str(labels, LABEL_POD_NAME, name);
	json_set_str(labels, LABEL_POD_INDEX, index);
	t->repair->identity_right = true;
	t->repair->dirty = true;
	free(t->slot->made);
	t->slot->name = t->slot->made = take(name);
}

static void fix_storage(struct task *t)
{
	json *spec = json_want(t->repair->pod, "spec"), *volumes = json_array();

	pod_template_volumes(task_set(t), t->slot->ordinal, json_get(spec, "volumes"), volumes);
	json_set(spec, "volumes", volumes);
	t->repair->storage_right = true;
	t->repair->dirty = true;
}

/* --- one attempt: identity, storage, references, PUT --- */

/* One event for all attempts, if the pod itself was written at all. */
static enum verdict finish(struct task *t, enum verdict v)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	failures_text(&t->failures, &text);
	if (t->repair->tried)
		task_pod_event(t, "Update", t->slot->name, v == VERDICT_FAIL ? text.buf : NULL);
	return v;
}

static enum verdict again(struct task *t, bool conflict)
{
	if (!conflict || ++t->attempt == ATTEMPTS)
		return finish(t, VERDICT_FAIL);
	failures_clear(&t->failures);
	return attempt(t);
}

static enum verdict written(struct task *t, const struct reply *r)
{
	const struct object *now = r->cached ? r->cached : snapshot_pod(task_work(t)->snapshot, t->slot->name);

	if (reply_ok(r))
		return finish(t, VERDICT_NEXT);
	task_fail(t, "%s", reply_text(r));
	if (now)
		load(t, now);
	return again(t, reply_is(r, 409, "Conflict"));
}

static enum verdict write(struct task *t)
{
	struct request r;

	if (!t->repair->dirty)
		return finish(t, VERDICT_NEXT);
	t->repair->tried = true;
	request_init(&r, VERB_UPDATE, KIND(pod), task_set(t)->namespace, t->slot->name);
	json_print(t->repair->pod, JSON_PLAIN, &r.body);
	return task_send_later(t, &r, t->attempt ? retry_delay_ms(t->attempt, 5) : 0, written);
}

/* A claim could not be made or written: said at each attempt. */
static void tell(struct task *t)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	failures_text(&t->step_failures, &text);
	task_pod_event(t, "Update", t->slot->name, text.buf);
	task_fail_all(t, &t->step_failures);
}

static enum verdict owned(struct task *t)
{
	if (failures_any(&t->step_failures)) {
		tell(t);
		return again(t, t->step_conflict);
	}
	t->repair->dirty = true;
	return write(t);
}

static enum verdict check_references(struct task *t)
{
	return claims_owned_right(t) ? write(t) : claims_own(t, owned);
}

static enum verdict created(struct task *t)
{
	if (!failures_any(&t->step_failures))
		return check_references(t);
	tell(t);
	return finish(t, VERDICT_FAIL);
}

static enum verdict attempt(struct task *t)
{
	t->repair->dirty = false;
	if (!t->repair->identity_right)
		fix_identity(t);
	if (t->repair->storage_right)
		return check_references(t);
	fix_storage(t);
	return claims_create(t, created);
}

static enum verdict apply(struct task *t)
{
	const struct object *pod = t->slot->pod;
	const struct member *m = t->slot->member;

	if (((!m || (m->identity_right && m->storage_right)) && claims_owned_right(t)) || (pod && !pod->bytes))
		return VERDICT_NEXT;
	t->repair = xcalloc(1, sizeof(*t->repair));
	load(t, pod);
	t->attempt = 0;
	return attempt(t);
}

const struct rule repair_identity_rule = {
	.name = "repair identity",
	.says = "labels, volumes and claim references of a pod are put right",
	.phase = PHASE_REPLICAS,
	.order = 6,
	.apply = apply,
};
