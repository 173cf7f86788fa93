/*
 * Version 2 documents in protobuf, as the gnostic compiler defines them (openapi.v2.Document): what clients read of
 * them, which are the definitions and, of each path, its PATCH with parameters and kind.
 */
#include "sim/openapi/openapi.h"

/* The numbers of the fields in openapi.v2, by message. */
enum { DOCUMENT_SWAGGER = 1, DOCUMENT_INFO = 2, DOCUMENT_PATHS = 8, DOCUMENT_DEFINITIONS = 9 };
enum { INFO_TITLE = 1, INFO_VERSION = 2 };
enum { PATHS_PATH = 2, PATH_PATCH = 8 };
enum { OPERATION_PARAMETERS = 8, OPERATION_EXTENSION = 13 };
enum { ITEM_PARAMETER = 1, PARAMETER_NON_BODY = 2, NON_BODY_QUERY = 3, QUERY_IN = 2, QUERY_NAME = 4, QUERY_TYPE = 6 };
enum {
	SCHEMA_REF = 1,
	SCHEMA_FORMAT = 2,
	SCHEMA_DESCRIPTION = 4,
	SCHEMA_REQUIRED = 19,
	SCHEMA_ADDITIONAL = 21,
	SCHEMA_TYPE = 22,
	SCHEMA_ITEMS = 23,
	SCHEMA_PROPERTIES = 25,
	SCHEMA_EXTENSION = 31
};
enum { NAMED_NAME = 1, NAMED_VALUE = 2, ANY_YAML = 2, ONLY = 1 };

static void add_varint(struct str *out, uint64_t n)
{
	for (; n > 127; n >>= 7)
		str_addc(out, (char)(n | 128));
	str_addc(out, (char)n);
}

static void add_bytes(struct str *out, unsigned number, const char *bytes, size_t len)
{
	add_varint(out, number << 3 | 2);
	add_varint(out, len);
	str_addn(out, bytes, len);
}

static void add_text(struct str *out, unsigned number, const char *text)
{
	if (text)
		add_bytes(out, number, text, strlen(text));
}

static void add_message(struct str *out, unsigned number, const struct str *message)
{
	add_bytes(out, number, message->buf, message->len);
}

/* {name, value} of a message that is there already. */
static void add_named(struct str *out, unsigned number, const char *name, const struct str *value)
{
	_cleanup_(str_release) struct str named = STR_INIT;

	add_text(&named, NAMED_NAME, name);
	add_message(&named, NAMED_VALUE, value);
	add_message(out, number, &named);
}

/* The members that begin with x-, as YAML, which JSON is. */
static void add_extensions(struct str *out, unsigned number, const json *tree)
{
	for (const json *m = json_first(tree); m; m = json_next(m)) {
		_cleanup_(str_release) struct str any = STR_INIT;
		_cleanup_(freep) char *text = NULL;

		if (!starts_with(json_key(m), "x-"))
			continue;
		text = json_text(m);
		add_text(&any, ANY_YAML, text);
		add_named(out, number, json_key(m), &any);
	}
}

static void add_schema(struct str *out, const json *tree);

static void add_wrapped(struct str *out, unsigned number, const json *schema)
{
	_cleanup_(str_release) struct str inner = STR_INIT, outer = STR_INIT;

	if (!schema)
		return;
	add_schema(&inner, schema);
	add_message(&outer, ONLY, &inner);
	add_message(out, number, &outer);
}

static void add_all(struct str *out, unsigned number, const json *schemas)
{
	_cleanup_(str_release) struct str all = STR_INIT;

	if (!schemas)
		return;
	for (const json *m = json_first(schemas); m; m = json_next(m)) {
		_cleanup_(str_release) struct str one = STR_INIT;

		add_schema(&one, m);
		add_named(&all, ONLY, json_key(m), &one);
	}
	add_message(out, number, &all);
}

static void add_schema(struct str *out, const json *tree)
{
	_cleanup_(str_release) struct str type = STR_INIT;

	add_text(out, SCHEMA_REF, json_get_str(tree, "$ref"));
	add_text(out, SCHEMA_FORMAT, json_get_str(tree, "format"));
	add_text(out, SCHEMA_DESCRIPTION, json_get_str(tree, "description"));
	for (const json *r = json_first(json_get(tree, "required")); r; r = json_next(r))
		add_text(out, SCHEMA_REQUIRED, json_str_or(r, ""));
	add_wrapped(out, SCHEMA_ADDITIONAL, json_get(tree, "additionalProperties"));
	add_text(&type, ONLY, json_get_str(tree, "type"));
	if (type.len > 0)
		add_message(out, SCHEMA_TYPE, &type);
	add_wrapped(out, SCHEMA_ITEMS, json_get(tree, "items"));
	add_all(out, SCHEMA_PROPERTIES, json_get(tree, "properties"));
	add_extensions(out, SCHEMA_EXTENSION, tree);
}

/* A parameter lies four messages deep. */
static void add_parameter(struct str *out, const json *parameter)
{
	static const unsigned numbers[] = { NON_BODY_QUERY, PARAMETER_NON_BODY, ITEM_PARAMETER };
	struct str inner = STR_INIT;

	add_text(&inner, QUERY_IN, "query");
	add_text(&inner, QUERY_NAME, json_get_str(parameter, "name"));
	add_text(&inner, QUERY_TYPE, json_get_str(parameter, "type"));
	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct str outer = STR_INIT;

		add_message(&outer, numbers[i], &inner);
		str_release(&inner);
		inner = outer;
	}
	add_message(out, OPERATION_PARAMETERS, &inner);
	str_release(&inner);
}

static void add_path(struct str *out, const json *path)
{
	_cleanup_(str_release) struct str operation = STR_INIT, item = STR_INIT;
	const json *patch = json_get(path, "patch");

	for (const json *p = json_first(json_get(patch, "parameters")); p; p = json_next(p))
		add_parameter(&operation, p);
	add_extensions(&operation, OPERATION_EXTENSION, patch);
	if (patch)
		add_message(&item, PATH_PATCH, &operation);
	add_named(out, PATHS_PATH, json_key(path), &item);
}

void gnostic_print(const json *document, struct str *out)
{
	_cleanup_(str_release) struct str info = STR_INIT, paths = STR_INIT;

	add_text(&info, INFO_TITLE, json_str_or(json_at(document, "info.title"), ""));
	add_text(&info, INFO_VERSION, json_str_or(json_at(document, "info.version"), ""));
	for (const json *p = json_first(json_get(document, "paths")); p; p = json_next(p))
		add_path(&paths, p);
	add_text(out, DOCUMENT_SWAGGER, "2.0");
	add_message(out, DOCUMENT_INFO, &info);
	add_message(out, DOCUMENT_PATHS, &paths);
	add_all(out, DOCUMENT_DEFINITIONS, json_get(document, "definitions"));
}
