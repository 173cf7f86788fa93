/* Making a staged rollout: a new one from a plan, or the one that was left, from its annotation. */
#include "jobs/rollout_state.h"
#include "jobs/rollout_write.h"
#include "kube/kinds/statefulset.h"

static void add_item(struct job *j, const struct object *set, size_t number, const char *replaces)
{
	const struct rollout *x = rollout_of(j);
	struct job_item *i = job_item_add(j, set);
	bool past = (int32_t)number < x->record.step;

	i->mark = past ? MARK_DONE : MARK_WAITS;
	job_cell(i, CELL_STEP, "%zu of %zu", number + 1, rollout_steps(x));
	job_cell(i, CELL_PARTITION, "%d", x->record.partitions.items[number]);
	job_cell(i, CELL_REPLACES, "%s", replaces);
	job_cell(i, CELL_STATE, "%s", past ? "healthy" : "");
}

static struct job *make(const struct object *set, struct rollout_record *record)
{
	_cleanup_(freep) char *title = xasprintf("rollout %s", set->name);
	struct job *j = job_new(&rollout_job, set, title);

	rollout_of(j)->record = *record;
	j->total = (int)record->partitions.len;
	j->done = MAX(record->step, 0);
	return j;
}

struct job *rollout_new(struct cache *cache, const struct object *set, const struct rollout_wish *wish,
			struct err *err)
{
	const struct statefulset *s = statefulset_of(set);
	struct rollout_record record = { .step = -1, .was = s->partition, .partition = s->partition,
					 .rule = wish->rule };
	struct rollout_plan plan;
	struct job *j;

	if (object_annotation(set, ROLLOUT_KEY)) {
		err_set(err, -EEXIST, "a staged rollout was left on %s: resume it, undo it or forget it", set->name);
		return NULL;
	}
	if (rollout_plan_make(cache, set, wish, &plan, err))
		return NULL;
	if (rollout_plan_forbids(&plan)) {
		err_set(err, -EINVAL, "%s", rollout_plan_forbids(&plan));
		rollout_plan_release(&plan);
		return NULL;
	}
	vec_each(&plan.steps, p)
		vec_push(&record.partitions, p->partition);
	record.from = xstrdup(wish->change ? s->update_revision : s->current_revision);
	record.to = xstrdup(wish->change ? "" : s->update_revision);
	record.change = wish->change ? json_copy(wish->change) : NULL;
	record.merge = wish->merge;
	j = make(set, &record);
	for (size_t i = 0; i < plan.steps.len; i++) {
		_cleanup_(str_release) struct str names = STR_INIT;

		rollout_step_names(&plan, i, &names);
		add_item(j, set, i, names.buf);
	}
	rollout_plan_release(&plan);
	return j;
}

struct job *rollout_resume(const struct object *set, const struct rollout_rule *rule, bool undo, struct err *err)
{
	struct rollout_record record;
	int32_t above = statefulset_of(set)->replicas, start = statefulset_of(set)->start;
	int r = rollout_record_read(set, &record, err);
	struct job *j;

	if (r == -ENOENT)
		err_set(err, r, "no staged rollout was left on %s", set->name);
	if (r)
		return NULL;
	if (rule)
		record.rule = *rule;
	j = make(set, &record);
	rollout_of(j)->wants_undo = undo;
	for (size_t i = 0; i < record.partitions.len; i++) {
		int32_t p = record.partitions.items[i];
		_cleanup_(freep) char *names = xasprintf(above - p > 1 ? "%s-%d down to %s-%d" : "%s-%d", set->name,
							 start + above - 1, set->name, start + p);

		add_item(j, set, i, names);
		above = p;
	}
	return j;
}

void rollout_forget(const struct object *set, struct request *ret)
{
	rollout_write_partition(set, NULL, -1, ret);
}
