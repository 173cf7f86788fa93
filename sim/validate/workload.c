#include "sim/validate/workload.h"
#include "kube/selector.h"
#include "sim/cells.h"
#include "sim/validate/names.h"
#include "sim/validate/pod.h"
#include "sim/validate/pod_warnings.h"

static const char *const always[] = { "Always", NULL };

bool check_workload_selector(const struct node *selector, const char *word, const char *unreadable)
{
	_cleanup_(selector_freep) struct selector *parsed = NULL;

	if (!selector->value) {
		refuse_required(selector, NULL);
		return true;
	}
	check_label_selector(selector);
	if (selector_is_empty(selector->value))
		refuse_invalid(selector, "empty selector is invalid for %s", word);
	parsed = selector_from_json(selector->value, NULL);
	if (!parsed)
		refuse_invalid(selector, "%s", unreadable);
	return parsed != NULL;
}

void check_template_labels(const struct node *spec)
{
	const json *labels = json_at(spec->value, "template.metadata.labels"),
		   *tree = json_get(spec->value, "selector");
	_cleanup_(selector_freep) struct selector *selector = tree ? selector_from_json(tree, NULL) : NULL;

	if (selector && (selector_is_everything(selector) || selector_matches_json(selector, labels)))
		return;
	refuse_invalid(AS(AT(AT(spec, "template"), "metadata"), "labels", labels),
		       "`selector` does not match template `labels`");
}

void check_runs_always(const struct node *pod_spec, const char *kind)
{
	if (!streq(json_str_or(json_get(pod_spec->value, "restartPolicy"), ""), "Always"))
		refuse_unsupported(AT(pod_spec, "restartPolicy"), always);
	if (json_get(pod_spec->value, "activeDeadlineSeconds"))
		refuse_forbidden(AT(pod_spec, "activeDeadlineSeconds"),
				 "activeDeadlineSeconds in %s is not Supported", kind);
}

void check_replica_template(const struct node *spec)
{
	check_template_labels(spec);
	validate_pod_template(AT(spec, "template"), NULL);
	check_runs_always(AT(AT(spec, "template"), "spec"), "ReplicaSet");
}

int64_t int_or_percent_value(const json *v)
{
	return json_str(v) ? strtol(json_str(v), NULL, 10) : json_int_or(v, 0);
}

/* Labels and annotations stand beside "Spec": Go embeds the metadata. */
static json *go_template(const json *pod_template)
{
	json *out = json_copy(json_get(pod_template, "metadata"));
	_cleanup_(json_freep) json *pod = go_pod(json_get(pod_template, "spec"));

	if (!out)
		out = json_object();
	json_set(out, "Spec", go_struct(pod, go_pod_spec));
	return out;
}

void check_template_immutable(const struct node *pod_template, const json *old)
{
	if (!json_equal(pod_template->value, old))
		refuse_invalid_as(pod_template, go_template(pod_template->value), "field is immutable");
}

/* --- status --- */

void check_counts_non_negative(const struct node *status, const char *const *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_non_negative(AT(status, counts[i]));
}

void check_not_above(const struct node *status, const char *count, const char *bound, const char *shown)
{
	int64_t n = json_get_int(status->value, count, 0);

	if (n > json_get_int(status->value, bound, 0))
		refuse_invalid_as(AT(status, count), json_number(n), "cannot be greater than %s", shown);
}

void check_replica_counts(const struct node *status, const char *const *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_not_above(status, counts[i], "replicas", "status.replicas");
	check_not_above(status, "availableReplicas", "readyReplicas", "readyReplicas");
}

void check_collisions(const struct node *status, const json *old)
{
	const json *now = json_get(status->value, "collisionCount"), *was = json_at(old, "status.collisionCount");
	int64_t collisions = json_int_or(now, 0);

	if (was && (!now || collisions < json_int_or(was, 0)))
		refuse_invalid_as(AT(status, "collisionCount"), json_number(collisions), "cannot be decremented");
}

/* --- warnings --- */

void warn_pod_name(const json *o, json *warnings)
{
	const char *name = json_str_or(json_at(o, "metadata.name"), "");
	_cleanup_(str_release) struct str why = STR_INIT;

	if (strlen(name) > 63)
		str_add(&why, "must be no more than 63 characters");
	if (!name_is_label(name, strlen(name)))
		str_addf(&why, "%sa lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
			 "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', "
			 "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')", why.len > 0 ? " " : "");
	if (why.len > 0)
		warning_add(warnings, "metadata.name: this is used in Pod names and hostnames, which can result in "
			    "surprising behavior; a DNS label is recommended: [%s]", why.buf);
}

void warn_template(const json *o, json *warnings)
{
	pod_warnings(json_at(o, "spec.template.spec"), "spec.template.spec", warnings);
}

/* --- cells --- */

void cell_add_selector(json *cells, const json *tree)
{
	_cleanup_(selector_freep) struct selector *selector = tree ? selector_from_json(tree, NULL) : NULL;
	_cleanup_(str_release) struct str text = STR_INIT;

	if (selector)
		selector_print(selector, &text);
	cell_add_text(cells, text.len > 0 ? text.buf : "<none>");
}

void cell_selector(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_selector(cells, json_at(o, "spec.selector"));
}

void cell_ready_of_wanted(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(freep) char *text =
		xasprintf("%" PRId64 "/%" PRId64, json_int_or(json_at(o, "status.readyReplicas"), 0),
			  json_int_or(json_at(o, "spec.replicas"), 0));

	cell_add_text(cells, text);
}
