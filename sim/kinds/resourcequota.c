/* ResourceQuotas: how much a namespace may hold, and how much it does. Kept to in sim/admission, counted by the quota
 * controller. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/amounts.h"
#include "kube/quantity.h"

#define SCOPES_APART 4

static const char *const scope_names[] = { "Terminating", "NotTerminating", "BestEffort", "NotBestEffort",
					   "PriorityClass", "VolumeAttributesClass", "CrossNamespacePodAffinity" };
static const char *const pairs[][2] = { { "BestEffort", "NotBestEffort" }, { "Terminating", "NotTerminating" } };

static bool is_in(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (streq(text, list[i]))
			return true;
	return false;
}

static bool known_to_quotas(const char *name)
{
	return !streq(name, "storage") && amount_is_standard(name);
}

static void check_amount(const struct node *amount)
{
	check_amount_name(amount);
	if (!strchr(amount->name, '/') && !known_to_quotas(amount->name))
		refuse_invalid_as(amount, json_string(amount->name), "must be a standard resource for quota");
	check_non_negative(amount);
	if (amount_is_whole(amount->name) && quantity_milli(node_str(amount)) % 1000 != 0)
		refuse_invalid(amount, "must be an integer");
}

static void check_amounts(const struct node *map)
{
	for (const json *v = json_first(map->value); v; v = json_next(v))
		check_amount(KEY(map, v));
}

/* --- scopes --- */

static bool scope_fits(const char *scope, const char *amount)
{
	static const char *const compute[] = { "pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu",
					       "requests.memory" };
	static const char *const claims[] = { "persistentvolumeclaims", "requests.storage" };

	if (streq(scope, "BestEffort"))
		return streq(amount, "pods");
	if (streq(scope, "VolumeAttributesClass"))
		return is_in(amount, claims, COUNT(claims));
	return !is_in(scope, scope_names, COUNT(scope_names)) || is_in(amount, compute, COUNT(compute));
}

/* Complains about list, once for each amount that the scope cannot be laid on. */
static void check_scope(const struct node *list, const char *scope, const json *hard)
{
	for (const json *h = json_first(hard); h; h = json_next(h))
		if (known_to_quotas(json_key(h)) && !scope_fits(scope, json_key(h)))
			refuse_invalid(list, "unsupported scope applied to resource");
}

static bool has(const json *list, const char *key, const char *text)
{
	for (const json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_str(key ? json_get(i, key) : i), text))
			return true;
	return false;
}

static void check_scopes(const struct node *spec)
{
	const struct node *scopes = AT(spec, "scopes");

	for (const json *s = json_first(scopes->value); s; s = json_next(s)) {
		if (!is_in(json_str_or(s, ""), scope_names, COUNT(scope_names)))
			refuse_invalid(scopes, "unsupported scope");
		check_scope(scopes, json_str_or(s, ""), json_get(spec->value, "hard"));
	}
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (has(scopes->value, NULL, pairs[i][0]) && has(scopes->value, NULL, pairs[i][1]))
			refuse_invalid(scopes, "conflicting scopes");
}

static void check_operator(const struct node *list, const json *term)
{
	const struct node *operator = AS(list, "operator", json_get(term, "operator"));
	const struct node *values = AS(list, "values", json_get(term, "values"));
	const char *scope = json_str_or(json_get(term, "scopeName"), ""), *word = node_str(operator);

	if ((is_in(scope, scope_names, SCOPES_APART) || streq(scope, "CrossNamespacePodAffinity")) &&
	    !streq(word, "Exists"))
		refuse_invalid(operator,
			       "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
			       "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
			       "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
	if (streq(word, "In") || streq(word, "NotIn")) {
		if (json_len(values->value) == 0)
			refuse_required(values, "must be at least one value when `operator` is 'In' or 'NotIn' for "
						"scope selector");
	} else if (streq(word, "Exists") || streq(word, "DoesNotExist")) {
		if (json_len(values->value) > 0)
			refuse_invalid(values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for "
					       "scope selector");
	} else {
		refuse_invalid_as(operator, json_string(word), "not a valid selector operator");
	}
}

static void check_scope_selector(const struct node *spec)
{
	const struct node *list = AT(AT(spec, "scopeSelector"), "matchExpressions");
	const struct node *scopes = AT(spec, "scopes");

	for (const json *t = json_first(list->value); t; t = json_next(t)) {
		const struct node *name = AS(list, "scopeName", json_get(t, "scopeName"));

		if (!is_in(node_str(name), scope_names, COUNT(scope_names)))
			refuse_invalid_as(name, json_string(node_str(name)), "unsupported scope");
		check_scope(list, node_str(name), json_get(spec->value, "hard"));
		check_operator(list, t);
	}
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (has(list->value, "scopeName", pairs[i][0]) && has(list->value, "scopeName", pairs[i][1]))
			refuse_invalid(AS(AT(spec, "scopeSelector"), "scopes", scopes->value), "conflicting scopes");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_amounts(AT(spec, "hard"));
	check_scopes(spec);
	check_scope_selector(spec);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *scopes = AT(AT(ROOT(o, causes), "spec"), "scopes");
	const json *before = json_at(old, "spec.scopes");
	bool same = json_len(scopes->value) == json_len(before);

	for (const json *s = json_first(before); s; s = json_next(s))
		same &= has(scopes->value, NULL, json_str_or(s, ""));
	if (!same)
		refuse_invalid(scopes, "field is immutable");
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	const struct node *status = AT(ROOT(o, causes), "status");

	check_amounts(AT(status, "hard"));
	check_amounts(AT(status, "used"));
}

/* --- table --- */

static void add_amounts(const json *o, bool limits, json *cells)
{
	const json *hard = json_at(o, "status.hard"), *used = json_at(o, "status.used");
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *h = json_first(hard); h; h = json_next(h))
		if (starts_with(json_key(h), "limits.") == limits)
			str_addf(&out, "%s%s: %s/%s", out.len > 0 ? ", " : "", json_key(h),
				 json_str_or(json_get(used, json_key(h)), "0"), json_str_or(h, ""));
	cell_add_text(cells, out.buf);
}

static void cell_request(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_amounts(o, false, cells);
}

static void cell_limit(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_amounts(o, true, cells);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Request", .cell = cell_request, .description = DESCRIBE_RESOURCE_QUOTA_REQUEST },
	{ .name = "Limit", .cell = cell_limit, .description = DESCRIBE_RESOURCE_QUOTA_LIMIT },
	COLUMN_AGE,
};

const struct resource resourcequota_resource = {
	.kind = KIND(resourcequota),
	.flags = RESOURCE_STATUS | RESOURCE_CREATE_ON_UPDATE | RESOURCE_DELETE_ANSWERS_OBJECT,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	COLUMNS(columns),
};
