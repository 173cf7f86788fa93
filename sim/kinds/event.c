/* Events: what happened to something. Their names are free; what they are about must live where they live. */
#include "sim/cells.h"
#include "sim/kinds/event.h"
#include "sim/validate/check.h"

#define CLUSTER_NAMESPACE "default"	/* events about cluster-scoped things live there */

static void defaults(json *o)
{
	json_want(o, "involvedObject");
}

static void check_length(const struct node *root, const char *member, const char *shown, size_t most)
{
	if (strlen(json_str_or(json_get(root->value, member), "")) > most)
		refuse_invalid_as(AS(root, shown, NULL), json_string(""), "can have at most %zu characters", most);
}

/* Events with eventTime are of the newer kind, which asks for more. */
static void check_newer(const struct node *root, const char *reporter)
{
	static const char *const required[] = { "reportingInstance", "action", "reason" };
	const struct node *component = AT(root, reporter);
	_cleanup_(json_freep) json *text = json_string(node_str(component));

	check_required(component);
	check_qualified_name(AS(root, reporter, text));
	for (size_t i = 0; i < COUNT(required); i++) {
		check_required(AT(root, required[i]));
		check_length(root, required[i], required[i], 128);
	}
	check_length(root, json_get(root->value, "note") ? "note" : "message", "message", 1024);
}

/* What is about the cluster lives in one of two namespaces. */
static bool lives_right(const char *about, const char *own, bool newer)
{
	if (newer)
		return *about || streq(own, CLUSTER_NAMESPACE) || streq(own, "kube-system");
	return *about ? streq(about, own) : !*own || streq(own, CLUSTER_NAMESPACE);
}

void event_check(const struct node *root, const struct node *regarding, const char *reporter)
{
	const char *own = json_str_or(json_at(root->value, "metadata.namespace"), ""),
		   *about = json_str_or(json_get(regarding->value, "namespace"), "");
	bool newer = !node_empty(AT(root, "eventTime"));

	if (!lives_right(about, own, newer))
		refuse_invalid_as(AT(AS(root, "involvedObject", regarding->value), "namespace"), json_string(about),
				  "does not match event.namespace");
	if (newer)
		check_newer(root, reporter);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);

	event_check(root, AT(root, "involvedObject"), "reportingComponent");
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

const struct column event_columns[EVENT_COLUMNS] = {
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
	COLUMNS(event_columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
