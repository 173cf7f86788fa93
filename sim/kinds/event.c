/* Events: what happened to something. Their names are free; what they are about must live where they live. */
#include "sim/cells.h"
#include "sim/validate/check.h"

#define CLUSTER_NAMESPACE "default"	/* events about cluster-scoped things live there */

static void defaults(json *o)
{
	json_want(o, "involvedObject");
}

/* Events with eventTime are of the newer kind, which asks for more. */
static void check_new_form(const struct node *root)
{
	static const char *const required[] = { "reportingInstance", "action" };
	const struct node *component = AT(root, "reportingComponent");
	_cleanup_(json_freep) json *text = json_string(node_str(component));

	check_required(component);
	check_qualified_name(AS(root, "reportingComponent", text));
	for (size_t i = 0; i < COUNT(required); i++)
		check_required(AT(root, required[i]));
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);
	const struct node *namespace = AT(AT(root, "involvedObject"), "namespace");
	const char *own = json_str_or(json_at(o, "metadata.namespace"), "");

	if (!streq(node_str(namespace), own) && !(node_empty(namespace) && streq(own, CLUSTER_NAMESPACE)))
		refuse_invalid_as(namespace, json_string(node_str(namespace)), "does not match event.namespace");
	if (!node_empty(AT(root, "eventTime")))
		check_new_form(root);
}

/* --- table --- */

static const json *first_of(const json *o, const char *const *paths)
{
	for (; *paths; paths++)
		if (!json_is_empty(json_at(o, *paths)))
			return json_at(o, *paths);
	return NULL;
}

static void cell_last_seen(const json *o, int64_t now_s, json *cells)
{
	static const char *const paths[] = { "series.lastObservedTime", "lastTimestamp", "eventTime", NULL };

	cell_add_since(json_str(first_of(o, paths)), now_s, cells);
}

static void cell_first_seen(const json *o, int64_t now_s, json *cells)
{
	static const char *const paths[] = { "firstTimestamp", "eventTime", NULL };

	cell_add_since(json_str(first_of(o, paths)), now_s, cells);
}

static void cell_object(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(freep) char *text = xasprintf("%s/%s", json_str_or(json_at(o, "involvedObject.kind"), ""),
						json_str_or(json_at(o, "involvedObject.name"), ""));

	for (char *c = text; *c && *c != '/'; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c);
	cell_add_text(cells, text);
}

static void cell_source(const json *o, int64_t now_s UNUSED, json *cells)
{
	static const char *const components[] = { "source.component", "reportingComponent", NULL };
	static const char *const hosts[] = { "source.host", "reportingInstance", NULL };
	const char *component = json_str_or(first_of(o, components), ""), *host = json_str_or(first_of(o, hosts), "");
	_cleanup_(freep) char *text = xasprintf("%s%s%s", component, *host ? ", " : "", host);

	cell_add_text(cells, text);
}

static void cell_message(const json *o, int64_t now_s UNUSED, json *cells)
{
	const char *text = json_str_or(json_get(o, "message"), "");
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	json_push(cells, json_stringn(text, len));
}

static void cell_count(const json *o, int64_t now_s UNUSED, json *cells)
{
	int64_t series = json_int_or(json_at(o, "series.count"), 0), count = json_get_int(o, "count", 0);

	json_push(cells, json_number(series > 0 ? series : MAX(count, (int64_t)1)));
}

static const struct column columns[] = {
	{ .name = "Last Seen", .cell = cell_last_seen, .description = DESCRIBE_EVENT_LAST_SEEN },
	{ .name = "Type", .path = "type", .description = DESCRIBE_EVENT_TYPE },
	{ .name = "Reason", .path = "reason", .description = DESCRIBE_EVENT_REASON },
	{ .name = "Object", .cell = cell_object, .description = DESCRIBE_EVENT_OBJECT },
	{ .name = "Subobject",
	  .path = "involvedObject.fieldPath",
	  .priority = 1,
	  .description = DESCRIBE_EVENT_SUBOBJECT },
	{ .name = "Source", .cell = cell_source, .priority = 1, .description = DESCRIBE_EVENT_SOURCE },
	{ .name = "Message", .cell = cell_message, .description = DESCRIBE_EVENT_MESSAGE },
	{ .name = "First Seen", .cell = cell_first_seen, .priority = 1, .description = DESCRIBE_EVENT_FIRST_SEEN },
	{ .name = "Count", .cell = cell_count, .priority = 1, .description = DESCRIBE_EVENT_COUNT },
	{ .name = "Name", .format = "name", .path = "metadata.name", .priority = 1, .description = DESCRIBE_NAME },
};

static const struct selectable fields[] = {
	{ .path = "involvedObject.kind" },
	{ .path = "involvedObject.namespace" },
	{ .path = "involvedObject.name" },
	{ .path = "involvedObject.uid" },
	{ .path = "involvedObject.apiVersion" },
	{ .path = "involvedObject.resourceVersion" },
	{ .path = "involvedObject.fieldPath" },
	{ .path = "reason" },
	{ .path = "reportingComponent" },
	{ .path = "source", .member = "source.component" },
	{ .path = "source.component" },
	{ .path = "type" },
};

const struct resource event_resource = {
	.kind = KIND(event),
	.flags = RESOURCE_CREATE_ON_UPDATE | RESOURCE_NAME_ANY,
	.defaults = defaults,
	.validate = validate,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
