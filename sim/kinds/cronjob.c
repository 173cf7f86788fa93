/* CronJobs: Jobs by the clock. Stored and checked; no controller starts their Jobs. Source: truth/wire
 * b-hpa-job-cronjob, pkg/apis/batch of Kubernetes 1.36. */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/cron.h"
#include "sim/validate/job.h"
#include "sim/validate/pod_warnings.h"
#include "sim/validate/workload.h"

#define NAME_MOST 52

static const char *const concurrencies[] = { "Allow", "Forbid", "Replace", NULL };

static void defaults(json *o)
{
	json *spec = json_want(o, "spec"), *job = json_want(json_want(spec, "jobTemplate"), "spec");

	defaults_fill(spec, "{'suspend':false,'successfulJobsHistoryLimit':3,'failedJobsHistoryLimit':1}");
	if (json_is_empty(json_get(spec, "concurrencyPolicy")))
		json_set_str(spec, "concurrencyPolicy", "Allow");
	defaults_pod_template(json_want(job, "template"));
}

static void warn(const json *o, json *warnings)
{
	static const char pod[] = "spec.jobTemplate.spec.template.spec";

	warn_pod_name(o, warnings);
	pod_warnings(json_at(o, pod), pod, warnings);
}

/* --- validation --- */

static void check_schedule(const struct node *schedule, const json *zone, bool zone_inside)
{
	bool inside = strstr(node_str(schedule), "TZ") != NULL;
	struct err err = ERR_INIT;

	if (node_empty(schedule)) {
		refuse_required(schedule, NULL);
		return;
	}
	if (cron_check(node_str(schedule), &err) < 0)
		refuse_invalid(schedule, "%s", err.text);
	if (zone_inside && inside && zone)
		refuse_invalid(schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
	else if (!zone_inside && inside)
		refuse_invalid(schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
}

/* A part of a zone's name, as the time zone database has them. */
static bool is_zone_part(const char *part, size_t len)
{
	if (len < 1 || len > 14 || *part == '-' || (len == 1 && *part == '.') || (len == 2 && starts_with(part, "..")))
		return false;
	return strspn(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+") >= len;
}

static void check_zone(const struct node *zone)
{
	const char *text = node_str(zone);

	if (!zone->value)
		return;
	if (!*text) {
		refuse_invalid(zone, "timeZone must be nil or non-empty string");
		return;
	}
	for (const char *part = text;; part++) {
		size_t len = strcspn(part, "/");

		if (!is_zone_part(part, len)) {
			refuse_invalid(zone, "unknown time zone %s", text);
			return;
		}
		part += len;
		if (!*part)
			break;
	}
	if (streq(text, "Local") || streq(text, "local"))
		refuse_invalid(zone, "timeZone must be an explicit time zone as defined in "
			       "https://www.iana.org/time-zones");
}

static void check_job_template(const struct node *spec)
{
	static const char *const no_selector[] = { "nil", "false", NULL };

	validate_job_spec(spec);
	if (json_get(spec->value, "selector"))
		refuse_invalid(AT(spec, "selector"), "`selector` will be auto-generated");
	if (json_true(json_get(spec->value, "manualSelector")))
		refuse_unsupported(AT(spec, "manualSelector"), no_selector);
}

static void check_spec(const struct node *spec, const json *old)
{
	bool zone_inside = old && strstr(json_str_or(json_get(old, "schedule"), ""), "TZ");

	check_schedule(AT(spec, "schedule"), json_get(spec->value, "timeZone"), zone_inside);
	check_non_negative(AT(spec, "startingDeadlineSeconds"));
	if (!old || !json_equal(json_get(old, "timeZone"), json_get(spec->value, "timeZone")))
		check_zone(AT(spec, "timeZone"));
	check_required_one_of(AT(spec, "concurrencyPolicy"), concurrencies);
	check_job_template(AT(AT(spec, "jobTemplate"), "spec"));
	check_non_negative(AT(spec, "successfulJobsHistoryLimit"));
	check_non_negative(AT(spec, "failedJobsHistoryLimit"));
}

static bool is_new(const json *o)
{
	return json_is_empty(json_at(o, "metadata.resourceVersion"));
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *name = AT(AT(root, "metadata"), "name");

	if (!is_new(o))
		return;
	check_spec(AT(root, "spec"), NULL);
	if (strlen(node_str(name)) > NAME_MOST)
		refuse_invalid(name, "must be no more than 52 characters");
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_spec(AT(ROOT(o, causes), "spec"), json_get(old, "spec"));
}

/* --- table --- */

static void cell_zone(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_text(cells, json_str_or(json_at(o, "spec.timeZone"), "<none>"));
}

static void cell_suspend(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_text(cells, json_true(json_at(o, "spec.suspend")) ? "True" : "False");
}

static void cell_active(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number((int64_t)json_len(json_at(o, "status.active"))));
}

static void cell_last(const json *o, int64_t now_s, json *cells)
{
	const char *last = json_str(json_at(o, "status.lastScheduleTime"));

	if (last)
		cell_add_since(last, now_s, cells);
	else
		cell_add_text(cells, "<none>");
}

static void cell_containers(const json *o, int64_t now_s, json *cells)
{
	cell_template_containers(json_at(o, "spec.jobTemplate"), now_s, cells);
}

static void cell_images(const json *o, int64_t now_s, json *cells)
{
	cell_template_images(json_at(o, "spec.jobTemplate"), now_s, cells);
}

static void cell_job_selector(const json *o, int64_t now_s, json *cells)
{
	cell_selector(json_at(o, "spec.jobTemplate"), now_s, cells);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Schedule", .path = "spec.schedule", .description = DESCRIBE_CRONJOB_SCHEDULE },
	{ .name = "Timezone", .cell = cell_zone, .description = DESCRIBE_CRONJOB_TIMEZONE },
	{ .name = "Suspend", .type = "boolean", .cell = cell_suspend, .description = DESCRIBE_CRONJOB_SUSPEND },
	{ .name = "Active", .type = "integer", .cell = cell_active, .description = DESCRIBE_CRONJOB_ACTIVE },
	{ .name = "Last Schedule", .cell = cell_last, .description = DESCRIBE_CRONJOB_LAST_SCHEDULE },
	COLUMN_AGE,
	{ .name = "Containers", .cell = cell_containers, .priority = 1, .description = DESCRIBE_TEMPLATE_CONTAINERS },
	{ .name = "Images", .cell = cell_images, .priority = 1, .description = DESCRIBE_TEMPLATE_IMAGES },
	{ .name = "Selector", .cell = cell_job_selector, .priority = 1, .description = DESCRIBE_CRONJOB_SELECTOR },
};

const struct resource cronjob_resource = {
	.kind = KIND(cronjob),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION,
	.defaults = defaults,
	.validate = validate,
	.validate_update = validate_update,
	.warn = warn,
	COLUMNS(columns),
};
