/* Reading DeleteOptions: a body without kind is usual; the query says the same things, the body wins. */
#include "sim/api/delete.h"

void delete_options_release(struct delete_options *o)
{
	free(o->uid);
	free(o->version);
}

static const struct {
	const char *name;
	enum propagation propagation;
} policies[] = {
	{ "Background", PROPAGATION_BACKGROUND },
	{ "Foreground", PROPAGATION_FOREGROUND },
	{ "Orphan", PROPAGATION_ORPHAN },
};

static int refuse(struct call *c, const char *field, const char *reason, const char *fmt, const char *value)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_addjson(&text, fmt, value);
	status_set(&c->status, 422, "Invalid", "DeleteOptions.meta.k8s.io \"\" is invalid: %s: %s", field, text.buf);
	status_details(&c->status, "DeleteOptions", "meta.k8s.io", NULL);
	status_cause(&c->status, reason, field, "%s", text.buf);
	return -422;
}

static int read_policy(struct call *c, const char *policy, struct delete_options *o)
{
	for (size_t i = 0; i < COUNT(policies); i++)
		if (streq(policies[i].name, policy)) {
			o->propagation = policies[i].propagation;
			return 0;
		}
	return refuse(c, "propagationPolicy", "FieldValueNotSupported",
		"Unsupported value: %q: supported values: 'Foreground', 'Background', 'Orphan', 'nil'", policy);
}

/* Some old kinds leave their dependents behind where nothing else is said; for Jobs that is worth a warning. */
static void default_propagation(struct call *c, struct delete_options *o)
{
	if (!c->resource || !(c->resource->flags & RESOURCE_ORPHANS))
		return;
	o->propagation = PROPAGATION_ORPHAN;
	if (c->kind == KIND(job))
		call_warn(c, "child pods are preserved by default when jobs are deleted; set "
			  "propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress "
			  "this warning");
}

static int read_propagation(struct call *c, const json *tree, struct delete_options *o)
{
	const char *policy = json_get_str(tree, "propagationPolicy"), *orphan = call_param(c, "orphanDependents");
	const json *field = json_get(tree, "orphanDependents");
	bool given = orphan || json_type(field) == JSON_BOOL;
	bool on = json_type(field) == JSON_BOOL ? json_true(field) : call_flag(c, "orphanDependents");

	if (!policy)
		policy = call_param(c, "propagationPolicy");
	if (policy && given)
		return refuse(c, "propagationPolicy", "FieldValueInvalid",
			"Invalid value: %q: orphanDependents and deletionPropagation cannot be both set", policy);
	if (given) {
		o->propagation = on ? PROPAGATION_ORPHAN : PROPAGATION_BACKGROUND;
		o->orphan_false = !on;
	}
	if (!policy && !given)
		default_propagation(c, o);
	return policy ? read_policy(c, policy, o) : 0;
}

static int read_dry_run(struct call *c, const json *tree)
{
	for (const json *d = json_first(json_get(tree, "dryRun")); d; d = json_next(d)) {
		if (!streq(json_str_or(d, ""), "All"))
			return refuse(c, "dryRun", "FieldValueNotSupported",
			              "Unsupported value: [%q]: supported values: 'All'", json_str_or(d, ""));
		c->dry_run = true;
	}
	return 0;
}

int delete_options_read(struct call *c, const json *tree, struct delete_options *ret)
{
	struct delete_options o = { .grace = -1 };
	const json *grace = json_get(tree, "gracePeriodSeconds"), *conditions = json_get(tree, "preconditions");
	const char *query = call_param(c, "gracePeriodSeconds");
	int r = read_propagation(c, tree, &o);

	if (r == 0)
		r = read_dry_run(c, tree);
	if (r < 0)
		return r;
	if (query && !tree) {
		char *end;

		o.grace = MAX(strtoll(query, &end, 10), 0);
		if (*end || end == query)
			return call_bad_request(c, "strconv.ParseInt: parsing \"%s\": invalid syntax", query);
	}
	o.grace = json_is_null(grace) ? o.grace : json_int_or(grace, -1) < 0 ? 1 : json_int_or(grace, -1);
	o.uid = xstrdup(json_get_str(conditions, "uid"));
	o.version = xstrdup(json_get_str(conditions, "resourceVersion"));
	*ret = o;
	return 0;
}
