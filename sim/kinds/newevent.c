/* Events as events.k8s.io has them: stored as those of v1, under other names, and more strictly checked. */
#include "sim/cells.h"
#include "sim/kinds/event.h"
#include "sim/validate/check.h"

static const struct {
	const char *here, *stored;
} names[] = {
	{ "regarding", "involvedObject" },
	{ "note", "message" },
	{ "deprecatedSource", "source" },
	{ "deprecatedFirstTimestamp", "firstTimestamp" },
	{ "deprecatedLastTimestamp", "lastTimestamp" },
	{ "deprecatedCount", "count" },
	{ "reportingController", "reportingComponent" },
};

static void move(json *o, const char *from, const char *to)
{
	json *m = json_get(o, from);

	if (m)
		json_set(o, to, json_detach(o, m));
}

static void from_stored(json *o)
{
	static const char *const spare[] = { "reportingController", "reportingInstance" };

	for (size_t i = 0; i < COUNT(names); i++)
		move(o, names[i].stored, names[i].here);
	for (size_t i = 0; i < COUNT(spare); i++)
		if (json_is_empty(json_get(o, spare[i])))
			json_del(o, spare[i]);
}

static void to_stored(json *o)
{
	for (size_t i = 0; i < COUNT(names); i++)
		move(o, names[i].here, names[i].stored);
}

static void defaults(json *o)
{
	json_want(o, "regarding");
}

static void check_series(const struct node *series)
{
	if (node_int(AT(series, "count"), 0) < 2)
		refuse_invalid_as(AT(series, "count"), json_string(""), "should be at least 2");
	if (node_empty(AT(series, "lastObservedTime")))
		refuse_required(AT(series, "lastObservedTime"), "");
}

/* What only the old form has must be left out by those who write the new one. */
static void check_unset(const struct node *root)
{
	static const char *const unset[] = { "firstTimestamp", "lastTimestamp", "count" };
	const json *source = json_get(root->value, "deprecatedSource");

	for (size_t i = 0; i < COUNT(names); i++)
		for (size_t k = 0; k < COUNT(unset); k++)
			if (streq(names[i].stored, unset[k]) && !json_is_empty(json_get(root->value, names[i].here)))
				refuse_invalid_as(AS(root, unset[k], NULL), json_string(""), "needs to be unset");
	if (!json_is_empty(json_get(source, "component")) || !json_is_empty(json_get(source, "host")))
		refuse_invalid_as(AS(root, "source", NULL), json_string(""), "needs to be unset");
}

static void check(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);

	event_check(root, AT(root, "regarding"), "reportingController");
}

static void validate_create(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);
	const char *type = node_str(AT(root, "type"));

	if (!json_is_null(json_get(o, "series")))
		check_series(AT(root, "series"));
	if (node_empty(AT(root, "eventTime")))
		refuse_required(AT(root, "eventTime"), "");
	if (!streq(type, "Normal") && !streq(type, "Warning"))
		refuse_invalid_as(AT(root, "type"), json_string(""), "has invalid value: %s", type);
	check_unset(root);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);
	static const struct {
		const char *here, *shown;
	} fixed[] = {
		{ "regarding", "involvedObject" },
		{ "reason", "reason" },
		{ "note", "message" },
		{ "deprecatedSource", "source" },
		{ "deprecatedFirstTimestamp", "firstTimestamp" },
		{ "deprecatedLastTimestamp", "lastTimestamp" },
		{ "deprecatedCount", "count" },
		{ "type", "type" },
		{ "eventTime", "eventTime" },
		{ "action", "action" },
		{ "related", "related" },
		{ "reportingController", "reportingController" },
		{ "reportingInstance", "reportingInstance" },
	};

	if (!json_is_null(json_get(o, "series")) && !json_equal(json_get(o, "series"), json_get(old, "series")))
		check_series(AT(root, "series"));
	for (size_t i = 0; i < COUNT(fixed); i++)
		check_immutable(AS(root, fixed[i].shown, json_get(o, fixed[i].here)), json_get(old, fixed[i].here));
}

static const struct selectable fields[] = {
	{ .path = "regarding.kind", .member = "involvedObject.kind" },
	{ .path = "regarding.namespace", .member = "involvedObject.namespace" },
	{ .path = "regarding.name", .member = "involvedObject.name" },
	{ .path = "regarding.uid", .member = "involvedObject.uid" },
	{ .path = "regarding.apiVersion", .member = "involvedObject.apiVersion" },
	{ .path = "regarding.resourceVersion", .member = "involvedObject.resourceVersion" },
	{ .path = "regarding.fieldPath", .member = "involvedObject.fieldPath" },
	{ .path = "reason" },
	{ .path = "reportingController", .member = "reportingComponent" },
	{ .path = "type" },
};

const struct resource newevent_resource = {
	.kind = KIND(newevent),
	.flags = RESOURCE_CREATE_ON_UPDATE,
	.from_stored = from_stored,
	.to_stored = to_stored,
	.defaults = defaults,
	.validate = check,
	.validate_create = validate_create,
	.validate_update = validate_update,
	.columns = event_columns,
	.ncolumns = EVENT_COLUMNS,
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
