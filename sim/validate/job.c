#include "sim/validate/job.h"
#include "sim/validate/pod.h"

#define PARALLELISM_MOST 100000
#define COMPLETIONS_SOFT 100000
#define HIGH_COMPLETIONS_MOST 10000
#define RULES_MOST 20
#define VALUES_MOST 255

static const struct go_field go_exit_codes[] = { GO("ContainerName"), GO_TEXT("Operator"), GO("Values"), GO_END };
static const struct go_field go_pattern[] = { GO_TEXT("Type"), GO_TEXT("Status"), GO_END };
static const struct go_field go_failure_rule[] = { GO_TEXT("Action"), GO_IN("OnExitCodes", go_exit_codes),
						   GO_IN("OnPodConditions", go_pattern), GO_END };
static const struct go_field go_success_rule[] = { GO("SucceededIndexes"), GO("SucceededCount"), GO_END };
const struct go_field go_failure_policy[] = { GO_IN("Rules", go_failure_rule), GO_END };
const struct go_field go_success_policy[] = { GO_IN("Rules", go_success_rule), GO_END };

static const char *const counts[] = { "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
				      "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes" };
static const char *const modes[] = { "NonIndexed", "Indexed", NULL };
static const char *const replacements[] = { "Failed", "TerminatingOrFailed", NULL };
static const char *const policies[] = { "OnFailure", "Never", NULL };

/* --- completion mode --- */

static void check_high_completions(const struct node *spec)
{
	const struct node *failed = AT(spec, "maxFailedIndexes"), *parallelism = AT(spec, "parallelism");

	if (json_get_int(spec->value, "completions", 0) <= COMPLETIONS_SOFT ||
	    !json_get(spec->value, "backoffLimitPerIndex"))
		return;
	if (!failed->value)
		refuse_required(failed, "must be specified when completions is above 100000");
	if (node_int(parallelism, 0) > HIGH_COMPLETIONS_MOST)
		refuse_invalid(parallelism, "must be less than or equal to 10000 when completions are above 100000 and "
			       "used with backoff limit per index");
	if (node_int(failed, 0) > HIGH_COMPLETIONS_MOST)
		refuse_invalid(failed, "must be less than or equal to 10000 when completions are above 100000 and used "
			       "with backoff limit per index");
}

static void check_indexed(const struct node *spec)
{
	const struct node *completions = AT(spec, "completions"), *failed = AT(spec, "maxFailedIndexes"),
			  *parallelism = AT(spec, "parallelism");

	if (!completions->value)
		refuse_required(completions, "when completion mode is Indexed");
	if (node_int(parallelism, 0) > PARALLELISM_MOST)
		refuse_invalid(parallelism, "must be less than or equal to 100000 when completion mode is Indexed");
	if (completions->value && node_int(failed, 0) > node_int(completions, 0))
		refuse_invalid(failed, "must be less than or equal to completions");
	if (node_int(failed, 0) > COMPLETIONS_SOFT)
		refuse_invalid(failed, "must be less than or equal to 100000");
	check_high_completions(spec);
}

static void check_not_indexed(const struct node *spec)
{
	if (json_get(spec->value, "backoffLimitPerIndex"))
		refuse_invalid(AT(spec, "backoffLimitPerIndex"), "requires indexed completion mode");
	if (json_get(spec->value, "maxFailedIndexes"))
		refuse_invalid(AT(spec, "maxFailedIndexes"), "requires indexed completion mode");
}

/* --- pod failure policy --- */

static void check_pattern(const struct node *pattern)
{
	static const char *const statuses[] = { "False", "True", "Unknown", NULL };

	check_qualified_name(AT(pattern, "type"));
	if (node_empty(AT(pattern, "status")))
		refuse_required(AT(pattern, "status"), "valid values: [\"False\" \"True\" \"Unknown\"]");
	else
		check_one_of(AT(pattern, "status"), statuses);
}

static void check_exit_values(const struct node *codes)
{
	const struct node *values = AT(codes, "values");
	bool in = streq(json_str_or(json_get(codes->value, "operator"), ""), "In"), ordered = true;
	int64_t last = INT64_MIN;
	long i = 0;

	if (json_len(values->value) == 0)
		refuse_invalid_as(values, values->value ? json_array() : json_null(), "at least one value is required");
	if (json_len(values->value) > VALUES_MOST)
		refuse_too_many(values, VALUES_MOST);
	for (const json *v = json_first(values->value); v; v = json_next(v), i++) {
		const struct node *value = ITEM(values, v, i);

		if (in && node_int(value, 0) == 0)
			refuse_invalid(value, "must not be 0 for the In operator");
		for (const json *before = json_first(values->value); before != v; before = json_next(before))
			if (json_equal(before, v)) {
				refuse_duplicate(value);
				break;
			}
		ordered = ordered && node_int(value, 0) >= last;
		last = node_int(value, 0);
	}
	if (!ordered)
		refuse_invalid(values, "must be ordered");
}

static bool has_container(const json *pod, const char *list, const char *name)
{
	for (const json *c = json_first(json_get(pod, list)); c; c = json_next(c))
		if (streq0(json_get_str(c, "name"), name))
			return true;
	return false;
}

static void check_exit_codes(const struct node *codes, const json *pod)
{
	static const char *const operators[] = { "In", "NotIn", NULL };
	const struct node *name = AT(codes, "containerName");

	if (node_empty(AT(codes, "operator")))
		refuse_required(AT(codes, "operator"), "valid values: [\"In\" \"NotIn\"]");
	else
		check_one_of(AT(codes, "operator"), operators);
	if (name->value && !has_container(pod, "containers", node_str(name)) &&
	    !has_container(pod, "initContainers", node_str(name)))
		refuse_invalid(name, "must be one of the container or initContainer names in the pod template");
	check_exit_values(codes);
}

static void check_action(const struct node *action, const json *spec)
{
	static const char *const actions[] = { "Count", "FailIndex", "FailJob", "Ignore", NULL };

	if (node_empty(action))
		refuse_required(action, "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
	else if (streq(node_str(action), "FailIndex") && !json_get(spec, "backoffLimitPerIndex"))
		refuse_invalid(action, "requires the backoffLimitPerIndex to be set");
	else
		check_one_of(action, actions);
}

static void check_failure_rule(const struct node *rule, const json *spec)
{
	const struct node *codes = AT(rule, "onExitCodes"), *conditions = AT(rule, "onPodConditions");

	check_action(AT(rule, "action"), spec);
	if (codes->value)
		check_exit_codes(codes, json_at(spec, "template.spec"));
	if (json_len(conditions->value) > RULES_MOST)
		refuse_too_many(conditions, RULES_MOST);
	each_item(conditions, check_pattern);
	if (codes->value && json_len(conditions->value) > 0)
		refuse_invalid_bare(rule, "specifying both OnExitCodes and OnPodConditions is not supported");
	if (!codes->value && json_len(conditions->value) == 0)
		refuse_invalid_bare(rule, "specifying one of OnExitCodes and OnPodConditions is required");
}

static void check_failure_policy(const struct node *spec)
{
	const struct node *rules = AT(AT(spec, "podFailurePolicy"), "rules");
	long i = 0;

	if (json_len(rules->value) > RULES_MOST)
		refuse_too_many(rules, RULES_MOST);
	for (const json *r = json_first(rules->value); r; r = json_next(r))
		check_failure_rule(ITEM(rules, r, i++), spec->value);
}

/* --- success policy --- */

static bool index_parse(const char *text, size_t len, int64_t completions, int64_t *ret, struct err *err)
{
	char *end;

	*ret = strtoll(text, &end, 10);
	if (len == 0 || end != text + len)
		return err_set(err, -EINVAL, "cannot convert string to integer for index: \"%.*s\"", (int)len,
			       text), false;
	if (*ret >= completions)
		return err_set(err, -EINVAL, "too large index: \"%.*s\"", (int)len, text), false;
	return true;
}

static bool span_parse(const char *text, size_t len, int64_t completions, int64_t ret[2], struct err *err)
{
	const char *dash = memchr(text, '-', len);
	size_t first = dash ? (size_t)(dash - text) : len;

	if (dash && memchr(dash + 1, '-', len - first - 1))
		return err_set(err, -EINVAL, "the fragment \"%.*s\" violates the requirement that an index interval "
			       "can have at most two parts separated by '-'", (int)len, text), false;
	if (!index_parse(text, first, completions, &ret[0], err))
		return false;
	ret[1] = ret[0];
	if (!dash)
		return true;
	if (!index_parse(dash + 1, len - first - 1, completions, &ret[1], err))
		return false;
	if (ret[0] >= ret[1])
		return err_set(err, -EINVAL, "non-increasing order, previous: %" PRId64 ", current: %" PRId64, ret[0],
			       ret[1]), false;
	return true;
}

bool job_indexes_parse(const char *text, int64_t completions, int64_t *ret_total, struct err *err)
{
	int64_t last = -1, total = 0;

	for (const char *p = text; *text; p += strcspn(p, ",") + 1) {
		int64_t span[2];
		size_t len = strcspn(p, ",");

		if (!span_parse(p, len, completions, span, err))
			return false;
		if (last >= span[0])
			return err_set(err, -EINVAL, "non-increasing order, previous: %" PRId64 ", current: %" PRId64,
				       last, span[0]), false;
		total += span[1] - span[0] + 1;
		last = span[1];
		if (!p[len])
			break;
	}
	*ret_total = total;
	return true;
}

static void check_success_rule(const struct node *rule, int64_t completions)
{
	const struct node *count = AT(rule, "succeededCount"), *indexes = AT(rule, "succeededIndexes");
	struct err err = ERR_INIT;
	int64_t total = 0;

	if (!count->value && !indexes->value)
		refuse_required(rule, "at least one of succeededCount or succeededIndexes must be specified");
	if (indexes->value && !job_indexes_parse(node_str(indexes), completions, &total, &err))
		refuse_invalid(indexes, "error parsing succeededIndexes: %s", err.text);
	if (!count->value)
		return;
	check_non_negative(count);
	if (node_int(count, 0) > completions)
		refuse_invalid(count, "must be less than or equal to %" PRId64
			       " (the number of specified completions)", completions);
	if (indexes->value && node_int(count, 0) > total)
		refuse_invalid(count, "must be less than or equal to %" PRId64
			       " (the number of indexes in the specified succeededIndexes field)", total);
}

static void check_success_policy(const struct node *spec, bool indexed)
{
	const struct node *policy = AT(spec, "successPolicy"), *rules = AT(policy, "rules");
	long i = 0;

	if (!policy->value)
		return;
	if (!indexed) {
		refuse_invalid_as(policy, go_struct(policy->value, go_success_policy),
				  "requires indexed completion mode");
		return;
	}
	if (json_len(rules->value) == 0)
		refuse_required(rules, "at least one rules must be specified when the successPolicy is specified");
	if (json_len(rules->value) > RULES_MOST)
		refuse_too_many(rules, RULES_MOST);
	for (const json *r = json_first(rules->value); r; r = json_next(r))
		check_success_rule(ITEM(rules, r, i++), json_get_int(spec->value, "completions", 0));
}

/* --- the whole --- */

static void check_restart_policy(const struct node *pod, bool failure_policy)
{
	const struct node *policy = AT(pod, "restartPolicy");

	if (node_empty(policy) || streq(node_str(policy), "Always"))
		refuse_required(policy, "valid values: \"OnFailure\", \"Never\"");
	else if (check_one_of(policy, policies) && failure_policy && !streq(node_str(policy), "Never"))
		refuse_invalid(policy, "only \"Never\" is supported when podFailurePolicy is specified");
}

void validate_job_spec(const struct node *spec)
{
	bool indexed = streq(json_str_or(json_get(spec->value, "completionMode"), ""), "Indexed");
	bool failure_policy = json_get(spec->value, "podFailurePolicy") != NULL;

	for (size_t i = 0; i < COUNT(counts); i++)
		check_non_negative(AT(spec, counts[i]));
	if (json_get(spec->value, "maxFailedIndexes") && !json_get(spec->value, "backoffLimitPerIndex"))
		refuse_required(AT(spec, "backoffLimitPerIndex"), "when maxFailedIndexes is specified");
	check_one_of(AT(spec, "completionMode"), modes);
	if (indexed)
		check_indexed(spec);
	else
		check_not_indexed(spec);
	if (failure_policy)
		check_failure_policy(spec);
	check_success_policy(spec, indexed);
	check_one_of(AT(spec, "podReplacementPolicy"), failure_policy ? (const char *const[]){ "Failed", NULL } :
									replacements);
	validate_pod_template(AT(spec, "template"), NULL);
	check_restart_policy(AT(AT(spec, "template"), "spec"), failure_policy);
}
