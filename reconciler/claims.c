#include "reconciler/claims.h"

#include "reconciler/identity.h"

struct ownership claims_ownership(const struct task *t)
{
	const struct definition *d = task_work(t)->snapshot->definition;

	return (struct ownership){
		.set_name = task_set(t)->name,
		.set_uid = task_set(t)->uid,
		.pod_name = t->slot->name,
		.pod_uid = t->slot->pod ? t->slot->pod->uid : "",
		.when_scaled = d->when_scaled,
		.when_deleted = d->when_deleted,
		.in_range = identity_in_range(task_spec(t), t->slot->ordinal),
	};
}

static char *claim_name(const struct task *t, size_t index)
{
	return identity_claim_name(task_spec(t)->claims[index], task_set(t)->name, t->slot->ordinal);
}

const struct object *claims_find(const struct task *t, size_t index)
{
	_cleanup_(freep) char *name = claim_name(t, index);

	return snapshot_claim(task_work(t)->snapshot, name);
}

bool claims_owned_right(const struct task *t)
{
	for (size_t i = 0; i < task_spec(t)->nclaims; i++) {
		const struct object *claim = claims_find(t, i);
		struct ownership x = claims_ownership(t);

		if (claim && !ownership_up_to_date(&x, claim))
			return false;
	}
	return true;
}

static enum verdict begin(struct task *t, rule_fn then, rule_fn next)
{
	t->at = 0;
	t->then = then;
	t->step_conflict = false;
	failures_clear(&t->step_failures);
	return next(t);
}

/* --- creating --- */

static enum verdict create_next(struct task *t);

static enum verdict claim_created(struct task *t, const struct reply *r)
{
	_cleanup_(freep) char *claim = claim_name(t, t->at++);

	if (!reply_ok(r))
		failures_add(&t->step_failures, "failed to create PVC %s: %s", claim, reply_text(r));
	if (reply_ok(r))
		task_event(t, false, "SuccessfulCreate", "Create Claim %s Pod %s in StatefulSet %s success", claim,
			   t->slot->name, task_set(t)->name);
	else if (!reply_is(r, 409, "AlreadyExists"))
		task_event(t, true, "FailedCreate", "Create Claim %s for Pod %s in StatefulSet %s failed error: %s",
			   claim, t->slot->name, task_set(t)->name, reply_text(r));
	return create_next(t);
}

static enum verdict create_next(struct task *t)
{
	for (; t->at < task_spec(t)->nclaims; t->at++) {
		const struct object *claim = claims_find(t, t->at);
		struct request r;

		if (!identity_claim_counts(task_spec(t), t->at))
			continue;
		if (!claim) {
			request_init(&r, VERB_CREATE, KIND(persistentvolumeclaim), task_set(t)->namespace, NULL);
			definition_claim_body(task_work(t)->snapshot->definition, task_set(t), t->at, t->slot->ordinal,
					      &r.body);
			return task_send(t, &r, claim_created);
		}
		if (claim->deleted)
			failures_add(&t->step_failures, "pvc %s is being deleted", claim->name);
	}
	return t->then(t);
}

enum verdict claims_create(struct task *t, rule_fn then)
{
	return begin(t, then, create_next);
}

/* --- owning --- */

static enum verdict own_next(struct task *t);

static enum verdict claim_owned(struct task *t, const struct reply *r)
{
	_cleanup_(freep) char *claim = claim_name(t, t->at++);

	if (reply_ok(r))
		return own_next(t);
	failures_add(&t->step_failures, "could not update claim %s for delete policy ownerRefs: %s", claim,
		     reply_text(r));
	t->step_conflict = reply_is(r, 409, "Conflict");
	return t->then(t);
}

static enum verdict own(struct task *t, const struct ownership *x, const struct object *claim)
{
	_cleanup_(json_freep) json *tree = object_tree(claim);
	struct request r;

	ownership_update(x, claim, tree);
	request_init(&r, VERB_UPDATE, KIND(persistentvolumeclaim), claim->namespace, claim->name);
	json_print(tree, JSON_PLAIN, &r.body);
	return task_send(t, &r, claim_owned);
}

static enum verdict own_next(struct task *t)
{
	struct ownership x = claims_ownership(t);

	for (; t->at < task_spec(t)->nclaims; t->at++) {
		const struct object *claim = claims_find(t, t->at);

		if (!claim || !claim->bytes)
			continue;
		if (ownership_unexpected_controller(&x, claim))
			task_event(t, true, "ConflictingController",
				   "PersistentVolumeClaim %s has a conflicting OwnerReference that acts as a manging "
				   "controller, the retention policy is ignored for this claim",
				   claim->name);
		if (!ownership_up_to_date(&x, claim))
			return own(t, &x, claim);
	}
	return t->then(t);
}

enum verdict claims_own(struct task *t, rule_fn then)
{
	return begin(t, then, own_next);
}
