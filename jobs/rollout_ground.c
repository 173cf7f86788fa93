/* What others did to a set while a staged rollout drives it. */
#include "jobs/rollout_state.h"
#include "kube/kinds/statefulset.h"

bool rollout_still_ours(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	struct rollout_record found;

	if (!set || !streq(set->uid, j->uid) || set->deleted) {
		job_end(j, JOB_FAILED, "%s was deleted meanwhile", j->name);
		return false;
	}
	if (x->record.stage == ROLLOUT_BEGINS)
		return true;
	if (x->ending && !object_annotation(set, ROLLOUT_KEY)) {
		rollout_end(j);		/* The answer was lost, the write was not. */
		return false;
	}
	if (rollout_record_read(set, &found, NULL)) {
		job_end(j, JOB_STOPPED, "somebody took the rollout's annotation off %s", j->name);
		return false;
	}
	bool ours = found.driver == x->record.driver || found.driver == x->next.driver;

	rollout_record_release(&found);
	if (!ours)
		job_end(j, JOB_STOPPED, "somebody else drives this rollout of %s now", j->name);
	return ours;
}

static bool observed(const struct object *set)
{
	return statefulset_of(set)->observed_generation >= set->generation;
}

bool rollout_learn(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	if (*x->record.to)
		return true;
	if (!observed(set)) {
		job_wait(j, "the controller to see the new template");
		return false;
	}
	free(x->record.to);
	x->record.to = xstrdup(statefulset_of(set)->update_revision);
	job_say(j, JOB_PLAIN, "the template is revision %s", x->record.to);
	return true;
}

bool rollout_meddled(struct job *j, const struct object *set)
{
	const struct rollout_record *r = &rollout_of(j)->record;
	const struct statefulset *s = statefulset_of(set);
	const char *wanted = r->stage == ROLLOUT_STAGED ? r->from : r->to;

	if (r->stage == ROLLOUT_BEGINS)
		return false;
	if (s->partition != r->partition) {
		rollout_hold(j, HELD_MEDDLED, "somebody moved the partition from %d to %d", r->partition, s->partition);
		return true;
	}
	if (*wanted && observed(set) && !streq(s->update_revision, wanted)) {
		rollout_hold(j, HELD_MEDDLED, "somebody changed the template: %s in place of %s", s->update_revision,
			     wanted);
		return true;
	}
	return false;
}

void rollout_accept(struct job *j)
{
	struct rollout *x = rollout_of(j);
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);

	if (!set)
		return;
	x->record.partition = statefulset_of(set)->partition;
	if (x->record.stage == ROLLOUT_STAGED) {
		/* The new template must not come before the partition stands above the top again. */
		x->record.stage = ROLLOUT_BEGINS;
		free(x->record.from);
		x->record.from = xstrdup(statefulset_of(set)->update_revision);
		return;
	}
	free(x->record.to);
	x->record.to = xstrdup(statefulset_of(set)->update_revision);
	if (x->record.stage == ROLLOUT_STEPS && x->record.step >= 0)
		x->record.step--;
}
