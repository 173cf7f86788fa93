/* See table.h. */
#include "sim/table.h"

#include "sim/api/canonical.h"
#include "sim/cells.h"

static void name_cell(const json *object, int64_t now_s, json *cells)
{
	(void)now_s;
	json_push(cells, json_string(json_str_or(json_at(object, "metadata.name"), "")));
}

static void created_cell(const json *object, int64_t now_s, json *cells)
{
	(void)now_s;
	json_push(cells, json_string(json_str_or(json_at(object, "metadata.creationTimestamp"), "")));
}

/* What upstream prints of a kind that has no columns of its own. */
static const struct column fallback[] = {
	{ .name = "Name",
	  .format = "name",
	  .cell = name_cell,
	  .description = "Name must be unique within a namespace." },
	{ .name = "Created At", .type = "date", .cell = created_cell, .description = "When the object was created." },
};

/* Another form of a kind has the columns of the kind. */
static const struct column *columns_of(const struct table_options *t, size_t *ret_n)
{
	const struct resource *r = t->resource;

	if (r && !r->columns && r->kind && r->kind->stored_as)
		r = resource_of(r->kind->stored_as);
	if (r && r->columns) {
		*ret_n = r->ncolumns;
		return r->columns;
	}
	*ret_n = COUNT(fallback);
	return fallback;
}

void table_add_columns(const struct table_options *t, struct str *out)
{
	size_t n;
	const struct column *columns = columns_of(t, &n);

	str_add(out, "\"columnDefinitions\":[");
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &columns[i];

		if (i > 0)
			str_addc(out, ',');
		str_addjson(out, "{'name':%q,'type':%q,'format':%q,'description':%q,'priority':%d}", c->name,
		            c->type ? c->type : "string", c->format ? c->format : "",
		            c->description ? c->description : "", c->priority);
	}
	str_addc(out, ']');
}

static void add_cells(const struct table_options *t, const json *tree, struct str *out)
{
	_cleanup_(json_freep) json *cells = json_array(), *conditions = json_array();
	size_t n;
	const struct column *columns = columns_of(t, &n);

	for (size_t i = 0; i < n; i++)
		cell_add(&columns[i], tree, t->now_s, cells);
	str_add(out, "{\"cells\":");
	json_print(cells, JSON_PLAIN, out);
	if (t->resource && t->resource->row_conditions)
		t->resource->row_conditions(tree, conditions);
	if (json_len(conditions) > 0) {
		str_add(out, ",\"conditions\":");
		json_print(conditions, JSON_PLAIN, out);
	}
}

void partial_add_text(const char *metadata, size_t len, const char *version, struct str *out)
{
	str_addf(out, "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/%s\",\"metadata\":", version);
	str_addn(out, metadata, len);
	str_addc(out, '}');
}

static void add_without(const struct object *o, const char *annotation, const char *version, struct str *out)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	_cleanup_(str_release) struct str text = STR_INIT;
	json *metadata = json_get(tree, "metadata"), *annotations = json_get(metadata, "annotations");

	json_del(annotations, annotation);
	if (json_len(annotations) == 0)
		json_del(metadata, "annotations");
	json_print(metadata, JSON_PLAIN, &text);
	partial_add_text(text.buf, text.len, version, out);
}

void partial_add(const struct object *o, const char *version, struct str *out)
{
	const struct resource *r = resource_of(o->kind);
	size_t len;
	const char *metadata;

	if (r && r->inner_annotation) {
		add_without(o, r->inner_annotation, version, out);
		return;
	}
	metadata = canonical_metadata(o, &len);
	partial_add_text(metadata, len, version, out);
}

void table_add_row(const struct table_options *t, const struct object *o, struct str *out)
{
	_cleanup_(json_freep) json *tree = object_tree(o);

	add_cells(t, tree, out);
	str_add(out, ",\"object\":");
	if (t->include == INCLUDE_OBJECT)
		str_addn(out, o->bytes, o->len);
	else if (t->include == INCLUDE_METADATA)
		partial_add(o, t->version, out);
	else
		str_add(out, "null");
	str_addc(out, '}');
}

void table_add_tree_row(const struct table_options *t, const json *tree, struct str *out)
{
	_cleanup_(str_release) struct str metadata = STR_INIT;

	add_cells(t, tree, out);
	str_add(out, ",\"object\":");
	json_print(json_get(tree, "metadata"), JSON_PLAIN, &metadata);
	if (t->include == INCLUDE_OBJECT)
		json_print(tree, JSON_PLAIN, out);
	else if (t->include == INCLUDE_METADATA)
		partial_add_text(metadata.buf, metadata.len, t->version, out);
	else
		str_add(out, "null");
	str_addc(out, '}');
}

static void open_one(const struct table_options *t, uint64_t rv, bool columns, struct str *out)
{
	str_addf(out,
	         "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/%s\",\"metadata\":{\"resourceVersion\":\"%" PRIu64
	         "\"},",
	         t->version, rv);
	if (columns)
		table_add_columns(t, out);
	else
		str_add(out, "\"columnDefinitions\":null");
	str_add(out, ",\"rows\":[");
}

void table_add_one(const struct table_options *t, const struct object *o, uint64_t rv, bool columns, struct str *out)
{
	open_one(t, rv, columns, out);
	table_add_row(t, o, out);
	str_add(out, "]}");
}

/* The cells of a bookmark: what the columns say of an object that has nothing. */
void table_add_bookmark(const struct table_options *t, const char *metadata, uint64_t rv, bool columns, struct str *out)
{
	_cleanup_(json_freep) json *nothing = json_object();

	open_one(t, rv, columns, out);
	add_cells(t, nothing, out);
	str_add(out, ",\"object\":");
	partial_add_text(metadata, strlen(metadata), t->version, out);
	str_add(out, "}]}");
}
