/* A list in the client's form: as objects it is a concatenation of stored bytes. */
#include "sim/api/canonical.h"
#include "sim/api/form.h"
#include "sim/api/list.h"
#include "sim/api/respond.h"
#include "sim/protobuf.h"
#include "sim/table.h"

static void add_metadata(const struct listing *l, struct str *out)
{
	str_addf(out, "\"metadata\":{\"resourceVersion\":\"%" PRIu64 "\"", l->rv);
	if (l->token.len > 0)
		str_addf(out, ",\"continue\":\"%s\"", l->token.buf);
	if (l->remaining >= 0)
		str_addf(out, ",\"remainingItemCount\":%" PRId64, l->remaining);
	str_addc(out, '}');
}

static void add_item(const struct call *c, const struct object *o, struct str *out)
{
	_cleanup_(object_unrefp) const struct object *shown = form_object(c->resource, o);

	canonical_add_item(shown, out);
}

static void add_objects(struct call *c, const struct listing *l, struct str *out)
{
	size_t size = 256;
	char version[128];

	vec_each(&l->objects, o)
		size += (*o)->len + 1;
	str_reserve(out, size);
	kind_api_version(c->kind, version, sizeof(version));
	str_addf(out, "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",", c->kind->name, version);
	add_metadata(l, out);
	str_add(out, ",\"items\":[");
	for (size_t i = 0; i < l->objects.len; i++) {
		if (i > 0)
			str_addc(out, ',');
		add_item(c, l->objects.items[i], out);
	}
	str_add(out, "]}");
}

/* Item by item: as one tree a long list would need a hundred times its text. */
static bool respond_protobuf(struct call *c, const struct listing *l)
{
	_cleanup_(str_release) struct str head = STR_INIT;
	_cleanup_(json_freep) json *tree = NULL;
	char version[128];
	size_t start;

	kind_api_version(c->kind, version, sizeof(version));
	str_addf(&head, "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",", c->kind->name, version);
	add_metadata(l, &head);
	str_addc(&head, '}');
	tree = json_parse(head.buf, head.len, NULL);
	if (!protobuf_list_begin(tree, &c->res->body, &start))
		return false;
	vec_each(&l->objects, o) {
		_cleanup_(json_freep) json *item = form_tree(c->resource, *o);

		protobuf_list_add(tree, item, &c->res->body);
	}
	protobuf_list_end(start, &c->res->body);
	c->res->code = 200;
	c->res->content_type = TYPE_PROTOBUF;
	return true;
}

static void add_partials(struct call *c, const struct listing *l, struct str *out)
{
	str_addf(out, "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/%s\",", c->form.version);
	add_metadata(l, out);
	str_add(out, ",\"items\":");
	for (size_t i = 0; i < l->objects.len; i++) {
		str_addc(out, i > 0 ? ',' : '[');
		partial_add(l->objects.items[i], c->form.version, out);
	}
	str_add(out, l->objects.len > 0 ? "]}" : "null}");
}

static void add_table(struct call *c, const struct listing *l, struct str *out)
{
	struct table_options t = respond_table_options(c);

	str_addf(out, "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/%s\",", c->form.version);
	add_metadata(l, out);
	str_addc(out, ',');
	table_add_columns(&t, out);
	str_add(out, ",\"rows\":");
	if (c->resource->flags & RESOURCE_READ_ONLY) {
		str_add(out, "null}");
		return;
	}
	str_addc(out, '[');
	for (size_t i = 0; i < l->objects.len; i++) {
		if (i > 0)
			str_addc(out, ',');
		table_add_row(&t, l->objects.items[i], out);
	}
	str_add(out, "]}");
}

void respond_list(struct call *c, const struct listing *l)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	if (c->form.as == FORM_OBJECT && c->form.media == MEDIA_PROTOBUF && respond_protobuf(c, l))
		return;
	if (c->form.as == FORM_TABLE)
		add_table(c, l, &out);
	else if (c->form.as == FORM_PARTIAL_LIST)
		add_partials(c, l, &out);
	else
		add_objects(c, l, &out);
	respond_json(c, 200, &out);
}
