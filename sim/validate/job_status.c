/* What the status of a Job may say: pkg/apis/batch/validation of Kubernetes 1.36. Most rules look only at what has
 * changed, so that a status that is wrong already can still be written. */
#include "sim/validate/job.h"

#include "kube/time.h"

/* What a rule may ask of both states. */
struct job_states {
	const json *now, *old;		/* the Jobs */
	const struct node *status;
	bool finished, finished_changed;
};

bool job_condition(const json *job, const char *type)
{
	for (const json *c = json_first(json_at(job, "status.conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), type) && streq0(json_get_str(c, "status"), "True"))
			return true;
	return false;
}

static bool is_finished(const json *job)
{
	return job_condition(job, "Complete") || job_condition(job, "Failed");
}

static bool differs(const struct job_states *s, const char *member)
{
	return !json_equal(json_get(s->status->value, member), json_get(json_get(s->old, "status"), member));
}

static bool condition_differs(const struct job_states *s, const char *type)
{
	return job_condition(s->now, type) != job_condition(s->old, type);
}

static void refuse_conditions(const struct job_states *s, const char *text)
{
	refuse_invalid_bare(AT(s->status, "conditions"), text);
}

static int64_t count(const struct job_states *s, const char *member)
{
	return json_get_int(s->status->value, member, 0);
}

/* --- times --- */

static void check_completion_time(const struct job_states *s)
{
	const struct node *end = AT(s->status, "completionTime");
	bool complete = job_condition(s->now, "Complete");
	int64_t from, to;

	if (condition_differs(s, "Complete") || differs(s, "completionTime")) {
		if (end->value && !complete)
			refuse_invalid(end, "cannot set completionTime when there is no Complete=True condition");
		if (!end->value && complete)
			refuse_required(end, "completionTime is required for Complete jobs");
	}
	if ((differs(s, "startTime") || differs(s, "completionTime")) &&
	    time_parse(json_str_or(json_get(s->status->value, "startTime"), ""), &from) &&
	    time_parse(node_str(end), &to) && to < from)
		refuse_invalid(end, "must be equal to or after `startTime`");
}

/* --- conditions that go together --- */

static void check_terminal(const struct job_states *s)
{
	bool complete = job_condition(s->now, "Complete"), failed = job_condition(s->now, "Failed");
	bool met = job_condition(s->now, "SuccessCriteriaMet"), target = job_condition(s->now, "FailureTarget");

	if ((condition_differs(s, "Failed") || differs(s, "failedIndexes")) && failed && !target)
		refuse_conditions(s, "cannot set Failed=True condition without the FailureTarget=true condition");
	if ((condition_differs(s, "Complete") || condition_differs(s, "SuccessCriteriaMet")) && complete && !met)
		refuse_conditions(s, "cannot set Complete=True condition without the SuccessCriteriaMet=true "
				  "condition");
}

static void check_opposites(const struct job_states *s)
{
	bool complete = job_condition(s->now, "Complete"), failed = job_condition(s->now, "Failed");
	bool target = job_condition(s->now, "FailureTarget");

	if ((condition_differs(s, "Complete") || condition_differs(s, "Failed")) && complete && failed)
		refuse_conditions(s, "cannot set Complete=True and Failed=true conditions");
	if ((condition_differs(s, "Complete") || condition_differs(s, "FailureTarget")) && complete && target)
		refuse_conditions(s, "cannot set Complete=True and FailureTarget=true conditions");
}

static void check_success(const struct job_states *s)
{
	bool met = job_condition(s->now, "SuccessCriteriaMet");

	if (met && job_condition(s->now, "Failed"))
		refuse_conditions(s, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
	if (met && job_condition(s->now, "FailureTarget"))
		refuse_conditions(s, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
	if (json_at(s->now, "spec.successPolicy") && !met && job_condition(s->now, "Complete"))
		refuse_conditions(s, "cannot set Complete=True for Job with SuccessPolicy unless "
				  "SuccessCriteriaMet=True");
}

/* --- a finished Job has nothing under way --- */

static void check_finished(const struct job_states *s)
{
	const struct node *uncounted = AT(s->status, "uncountedTerminatedPods");
	size_t left = json_len(json_get(uncounted->value, "succeeded")) +
		      json_len(json_get(uncounted->value, "failed"));
	bool suspended = json_true(json_at(s->now, "spec.suspend")) &&
			 json_int_or(json_at(s->now, "spec.completions"), -1) == 0;

	if (!s->finished)
		return;
	if ((s->finished_changed || differs(s, "active")) && count(s, "active") > 0)
		refuse_invalid(AT(s->status, "active"), "active>0 is invalid for finished job");
	if ((s->finished_changed || differs(s, "startTime")) && !suspended && !json_get(s->status->value, "startTime"))
		refuse_required(AT(s->status, "startTime"), "startTime is required for finished job");
	if ((s->finished_changed || differs(s, "uncountedTerminatedPods")) && left > 0)
		refuse_invalid(uncounted, "must be empty for finished job");
}

/* --- indexes --- */

static void check_indexes(const struct job_states *s)
{
	const struct node *completed = AT(s->status, "completedIndexes"), *failed = AT(s->status, "failedIndexes");
	const json *completions = json_at(s->now, "spec.completions");
	bool per_index = json_at(s->now, "spec.backoffLimitPerIndex") != NULL;
	struct err err = ERR_INIT;
	int64_t total;

	if (differs(s, "completedIndexes") && completions &&
	    !job_indexes_parse(node_str(completed), json_int_or(completions, 0), &total, &err))
		refuse_invalid(completed, "error parsing completedIndexes: %s", err.text);
	if (differs(s, "failedIndexes") && completions && per_index && failed->value &&
	    !job_indexes_parse(node_str(failed), json_int_or(completions, 0), &total, &err))
		refuse_invalid(failed, "error parsing failedIndexes: %s", err.text);
	if (differs(s, "completedIndexes") && *node_str(completed) &&
	    !streq0(json_str(json_at(s->now, "spec.completionMode")), "Indexed"))
		refuse_invalid(completed, "cannot set non-empty completedIndexes when non-indexed completion mode");
	if (differs(s, "failedIndexes") && !per_index && failed->value)
		refuse_invalid(failed, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
}

/* --- what may not be taken back --- */

static void check_kept_conditions(const struct job_states *s)
{
	static const char *const terminal[] = { "Failed", "Complete", "FailureTarget" };

	for (size_t i = 0; i < COUNT(terminal); i++) {
		_cleanup_(freep) char *text = xasprintf("cannot disable the terminal %s=True condition", terminal[i]);

		if (job_condition(s->old, terminal[i]) && !job_condition(s->now, terminal[i]))
			refuse_conditions(s, text);
	}
}

static void check_not_decreased(const struct job_states *s, const char *member)
{
	if (count(s, member) < json_get_int(json_get(s->old, "status"), member, 0))
		refuse_invalid_as(AT(s->status, member), json_number(count(s, member)),
				  "cannot decrease the %s counter", member);
}

static void check_kept(const struct job_states *s)
{
	const struct node *end = AT(s->status, "completionTime"), *start = AT(s->status, "startTime");
	const json *was = json_get(s->old, "status");
	bool elastic = streq0(json_str(json_at(s->now, "spec.completionMode")), "Indexed") &&
		       json_equal(json_at(s->now, "spec.completions"), json_at(s->now, "spec.parallelism"));

	check_kept_conditions(s);
	check_not_decreased(s, "failed");
	if (!elastic)
		check_not_decreased(s, "succeeded");
	if (end->value && json_get(was, "completionTime") && differs(s, "completionTime"))
		refuse_invalid(end, "field is immutable");
	if (json_get(was, "startTime") && differs(s, "startTime") && !json_true(json_at(s->now, "spec.suspend")) &&
	    !job_condition(s->old, "Suspended"))
		refuse_invalid(start, "field is immutable for unsuspended job once set");
	if (job_condition(s->old, "SuccessCriteriaMet") && !job_condition(s->now, "SuccessCriteriaMet"))
		refuse_conditions(s, "cannot disable the SuccessCriteriaMet=True condition");
	if (job_condition(s->old, "Complete") && condition_differs(s, "SuccessCriteriaMet") &&
	    job_condition(s->now, "SuccessCriteriaMet"))
		refuse_conditions(s, "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
}

static void check_counted(const struct job_states *s)
{
	if ((s->finished_changed || differs(s, "terminating")) && s->finished && count(s, "terminating") > 0)
		refuse_invalid(AT(s->status, "terminating"), "terminating>0 is invalid for finished job");
	if ((differs(s, "ready") || differs(s, "active")) && count(s, "ready") > count(s, "active"))
		refuse_invalid(AT(s->status, "ready"), "cannot set more ready pods than active");
}

void job_validate_status(const json *o, const json *old, struct causes *causes)
{
	static const char *const counts[] = { "active", "succeeded", "failed", "ready", "terminating" };
	const struct node *status = AT(ROOT(o, causes), "status");
	struct job_states s = { .now = o, .old = old, .status = status, .finished = is_finished(o) };

	s.finished_changed = s.finished != is_finished(old);
	for (size_t i = 0; i < COUNT(counts); i++)
		check_non_negative(AT(status, counts[i]));
	check_opposites(&s);
	check_completion_time(&s);
	check_terminal(&s);
	check_finished(&s);
	check_indexes(&s);
	check_counted(&s);
	check_success(&s);
	check_kept(&s);
}
