/* Jobs: pods that run until so many of them have succeeded. Source: truth/wire b-hpa-job-cronjob, pkg/apis/batch and
 * pkg/registry/batch of Kubernetes 1.36. */
#include "kube/defaults.h"
#include "kube/time.h"
#include "sim/cells.h"
#include "sim/validate/job.h"
#include "sim/validate/names.h"
#include "sim/validate/workload.h"

#define CONTROLLER_UID "batch.kubernetes.io/controller-uid"

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");
	bool neither = json_is_null(json_get(spec, "completions")) && json_is_null(json_get(spec, "parallelism"));

	defaults_fill(spec, neither ? "{'parallelism':1,'completions':1}" : "{'parallelism':1}");
	defaults_fill(spec, json_get(spec, "backoffLimitPerIndex") ? "{'backoffLimit':2147483647}" :
								     "{'backoffLimit':6}");
	defaults_fill(spec, "{'completionMode':'NonIndexed','suspend':false,'manualSelector':false}");
	defaults_fill(spec, json_get(spec, "podFailurePolicy") ? "{'podReplacementPolicy':'Failed'}" :
								 "{'podReplacementPolicy':'TerminatingOrFailed'}");
	for (json *r = json_first(json_at(spec, "podFailurePolicy.rules")); r; r = json_next(r))
		for (json *c = json_first(json_get(r, "onPodConditions")); c; c = json_next(c))
			defaults_fill(c, "{'status':'True'}");
	defaults_pod_template(json_want(spec, "template"));
}

/* --- the generated selector --- */

static void want_label(json *labels, const char *key, const char *value)
{
	if (!json_get(labels, key))
		json_set_str(labels, key, value);
}

static void generate_selector(json *o)
{
	static const char *const names[] = { "job-name", "batch.kubernetes.io/job-name" };
	static const char *const uids[] = { "controller-uid", CONTROLLER_UID };
	const char *name = json_str_or(json_at(o, "metadata.name"), ""),
		   *uid = json_str_or(json_at(o, "metadata.uid"), "");
	json *spec = json_get(o, "spec"), *metadata = json_want(json_get(spec, "template"), "metadata");
	json *labels = json_want(metadata, "labels");

	for (size_t i = 0; i < COUNT(names); i++)
		want_label(labels, names[i], name);
	for (size_t i = 0; i < COUNT(uids); i++)
		want_label(labels, uids[i], uid);
	want_label(json_want(json_want(spec, "selector"), "matchLabels"), CONTROLLER_UID, uid);
}

/* A Job without labels has those of its template, the generated ones too. */
static void take_labels(json *o)
{
	const json *labels = json_at(o, "spec.template.metadata.labels");

	if (json_is_empty(json_at(o, "metadata.labels")) && json_len(labels) > 0)
		json_set_at(o, "metadata.labels", json_copy(labels));
}

static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	if (!json_true(json_at(o, "spec.manualSelector")))
		generate_selector(o);
	take_labels(o);
}

static void prepare_update(const struct resource_context *x UNUSED, json *o, const json *old UNUSED)
{
	take_labels(o);
}

static void warn(const json *o, json *warnings)
{
	warn_pod_name(o, warnings);
	warn_template(o, warnings);
}

/* --- validation --- */

static void check_has_label(const struct node *metadata, const char *key, const char *expected)
{
	const json *labels = json_get(metadata->value, "labels"), *value = json_get(labels, key);
	const struct node *label = NODE(AT(metadata, "labels"), metadata->causes, value, key, NODE_KEY);
	_cleanup_(freep) char *text = xasprintf("must be '%s'", expected);

	if (!value)
		refuse_required(label, text);
	else if (!streq0(json_str(value), expected))
		refuse_invalid_as(label, json_copy(labels), "%s", text);
}

/* What was generated must be there and be the Job's own. */
static void check_generated(const json *o, const struct node *spec)
{
	static const char *const keys[] = { "controller-uid", "job-name", CONTROLLER_UID,
					    "batch.kubernetes.io/job-name" };
	const char *uid = json_str_or(json_at(o, "metadata.uid"), ""),
		   *name = json_str_or(json_at(o, "metadata.name"), "");
	const struct node *metadata = AT(AT(spec, "template"), "metadata"), *selector = AT(spec, "selector");
	const json *wanted = json_get(json_get(selector->value, "matchLabels"), CONTROLLER_UID);

	if (json_true(json_get(spec->value, "manualSelector")) || !selector->value)
		return;
	for (size_t i = 0; i < COUNT(keys); i++)
		check_has_label(metadata, keys[i], i % 2 ? name : uid);
	if (json_len(json_get(selector->value, "matchLabels")) != 1 || !streq0(json_str(wanted), uid))
		refuse_invalid(selector, "`selector` not auto-generated");
}

static void check_spec(const struct node *spec)
{
	const struct node *selector = AT(spec, "selector");

	validate_job_spec(spec);
	if (selector->value)
		check_label_selector(selector);
	else
		refuse_required(selector, NULL);
	check_template_labels(spec);
}

/* Pods of an indexed Job are named after it and their index. */
static void check_host_name(const json *o, struct causes *causes)
{
	const struct node *name = AT(AT(ROOT(o, causes), "metadata"), "name");
	int64_t completions = json_int_or(json_at(o, "spec.completions"), 0);
	_cleanup_(freep) char *longest = xasprintf("%s-%" PRId64, node_str(name), completions - 1);
	size_t len = strlen(longest);

	if (streq(json_str_or(json_at(o, "spec.completionMode"), ""), "Indexed") && completions > 0 &&
	    (len > 63 || !name_is_label(longest, len)))
		refuse_invalid(name, "will not able to create pod with invalid DNS label: %s", longest);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_generated(o, spec);
	check_spec(spec);
	check_host_name(o, causes);
}

/* Of an indexed Job completions may change together with parallelism. */
static void check_completions(const struct node *spec, const json *old)
{
	const struct node *completions = AT(spec, "completions");

	if (!streq(json_str_or(json_get(spec->value, "completionMode"), ""), "Indexed"))
		check_immutable(completions, json_get(old, "completions"));
	else if (completions->value && !json_equal(completions->value, json_get(old, "completions")) &&
		 !json_equal(completions->value, json_get(spec->value, "parallelism")))
		refuse_invalid(completions, "can only be modified in tandem with spec.parallelism");
}

/* The template of a Job that is held and never started may be placed otherwise. */
static json *old_template(const json *o, const json *old)
{
	static const char *const placing[] = { "nodeSelector", "tolerations", "schedulingGates", "affinity" };
	json *copy = json_copy(json_at(old, "spec.template"));
	const json *now = json_at(o, "spec.template.spec");

	if (!json_true(json_at(old, "spec.suspend")) || json_at(old, "status.startTime"))
		return copy;
	if (json_at(o, "spec.template.metadata"))
		json_set(copy, "metadata", json_copy(json_at(o, "spec.template.metadata")));
	for (size_t i = 0; i < COUNT(placing); i++) {
		json_del(json_get(copy, "spec"), placing[i]);
		if (json_get(now, placing[i]))
			json_set(json_get(copy, "spec"), placing[i], json_copy(json_get(now, placing[i])));
	}
	return copy;
}

static void check_policy_immutable(const struct node *policy, const json *old, const struct go_field *fields)
{
	if (!json_equal(policy->value, old))
		refuse_invalid_as(policy, policy->value ? go_struct(policy->value, fields) : json_null(),
				  "field is immutable");
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");
	const json *before = json_get(old, "spec");
	_cleanup_(json_freep) json *pod_template = old_template(o, old);

	check_spec(spec);
	check_completions(spec, before);
	check_immutable(AT(spec, "selector"), json_get(before, "selector"));
	check_template_immutable(AT(spec, "template"), pod_template);
	check_immutable(AT(spec, "completionMode"), json_get(before, "completionMode"));
	check_policy_immutable(AT(spec, "podFailurePolicy"), json_get(before, "podFailurePolicy"), go_failure_policy);
	check_immutable(AT(spec, "backoffLimitPerIndex"), json_get(before, "backoffLimitPerIndex"));
	check_immutable(AT(spec, "managedBy"), json_get(before, "managedBy"));
	check_policy_immutable(AT(spec, "successPolicy"), json_get(before, "successPolicy"), go_success_policy);
}

/* --- table --- */

static void cell_status(const json *o, int64_t now_s UNUSED, json *cells)
{
	static const char *const words[][2] = { { "Complete", "Complete" },	{ "Failed", "Failed" },
						{ NULL, "Terminating" },	{ "Suspended", "Suspended" },
						{ "FailureTarget", "FailureTarget" },
						{ "SuccessCriteriaMet", "SuccessCriteriaMet" } };
	const char *word = "Running";

	for (size_t i = COUNT(words); i-- > 0;)
		if (words[i][0] ? job_condition(o, words[i][0]) : json_at(o, "metadata.deletionTimestamp") != NULL)
			word = words[i][1];
	cell_add_text(cells, word);
}

static void cell_completions(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *wanted = json_at(o, "spec.completions");
	int64_t parallelism = json_int_or(json_at(o, "spec.parallelism"), 0);
	_cleanup_(str_release) struct str text = STR_INIT;

	str_addf(&text, "%" PRId64 "/%" PRId64, json_int_or(json_at(o, "status.succeeded"), 0), json_int_or(wanted, 1));
	if (!wanted && parallelism > 1)
		str_addf(&text, " of %" PRId64, parallelism);
	cell_add_text(cells, text.buf);
}

static void cell_duration(const json *o, int64_t now_s, json *cells)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int64_t start, end;

	if (!time_parse(json_str_or(json_at(o, "status.startTime"), ""), &start)) {
		cell_add_text(cells, "");
		return;
	}
	if (!time_parse(json_str_or(json_at(o, "status.completionTime"), ""), &end))
		end = now_s * 1000;
	duration_add(&text, (end - start) / 1000);
	cell_add_text(cells, text.buf);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Status", .cell = cell_status, .description = DESCRIBE_JOB_STATUS },
	{ .name = "Completions", .cell = cell_completions, .description = DESCRIBE_JOB_COMPLETIONS },
	{ .name = "Duration", .cell = cell_duration, .description = DESCRIBE_JOB_DURATION },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
	{ .name = "Selector", .cell = cell_selector, .priority = 1, .description = DESCRIBE_JOB_SELECTOR },
};

static const struct selectable fields[] = {
	{ .path = "status.successful", .member = "status.succeeded", .absent = "0" },
};

const struct resource job_resource = {
	.kind = KIND(job),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION | RESOURCE_ORPHANS,
	.defaults = defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = job_validate_status,
	.warn = warn,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_OF_KIND,
};
