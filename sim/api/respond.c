/* Filling in the response: stored bytes as they are where the client takes JSON, else rendered as it asked. */
#include "sim/api/respond.h"

#include "base/yaml.h"
#include "sim/api/form.h"
#include "sim/protobuf.h"

static void finish(struct call *c, int code)
{
	static const char *const types[] = {
		[MEDIA_JSON] = TYPE_JSON, [MEDIA_YAML] = "application/yaml", [MEDIA_PROTOBUF] = TYPE_PROTOBUF,
	};

	c->res->code = code;
	c->res->content_type = types[c->form.media];
}

static bool is_plain(const struct call *c)
{
	return c->form.media == MEDIA_JSON && !c->form.pretty;
}

/* Indented as the server does it: two blanks a level, where base/json.h prints four. */
static void add_pretty(const json *tree, struct str *out)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	json_print(tree, JSON_PRETTY, &text);
	for (const char *p = text.buf; *p;) {
		size_t blanks = strspn(p, " "), len = strcspn(p, "\n");

		str_addn(out, p, blanks / 2);
		str_addn(out, p + blanks, len - blanks + (p[len] == '\n'));
		p += len + (p[len] == '\n');
	}
	while (out->len > 0 && out->buf[out->len - 1] == '\n')
		str_cut(out, out->len - 1);
}

/* What has no protobuf is sent as JSON to those who asked for that. */
static void respond_tree_as_it_is(struct call *c, int code, const json *tree)
{
	if (c->form.media == MEDIA_PROTOBUF && !protobuf_encode(tree, &c->res->body))
		c->form.media = MEDIA_JSON;
	finish(c, code);
	if (c->form.media == MEDIA_YAML)
		yaml_print(tree, &c->res->body);
	else if (c->form.media == MEDIA_JSON)
		add_pretty(tree, &c->res->body);
}

void respond_json(struct call *c, int code, struct str *text)
{
	_cleanup_(json_freep) json *tree = NULL;

	tree = is_plain(c) ? NULL : json_parse(text->buf, text->len, NULL);
	if (tree) {
		respond_tree_as_it_is(c, code, tree);
		return;
	}
	/* What is too large for a tree is sent as it is: to those who asked for YAML it is that, too. */
	c->form.media = c->form.media == MEDIA_YAML ? MEDIA_YAML : MEDIA_JSON;
	finish(c, code);
	c->res->body = *text;
	str_init(text);
	str_addc(&c->res->body, '\n');
}

struct table_options respond_table_options(struct call *c)
{
	return (struct table_options){
		.resource = c->resource, .version = c->form.version, .include = c->form.include, .now_s = call_now_s(c),
	};
}

static void add_table(struct call *c, const json *tree, struct str *out)
{
	struct table_options t = respond_table_options(c);

	str_addf(out, "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/%s\",", t.version);
	str_addjson(out, "'metadata':{'resourceVersion':%q},",
	            json_str_or(json_at(tree, "metadata.resourceVersion"), ""));
	table_add_columns(&t, out);
	str_add(out, ",\"rows\":[");
	table_add_tree_row(&t, tree, out);
	str_add(out, "]}");
}

void respond_tree(struct call *c, int code, const json *tree)
{
	_cleanup_(str_release) struct str out = STR_INIT, metadata = STR_INIT;

	if (c->form.as == FORM_OBJECT && !is_plain(c)) {
		respond_tree_as_it_is(c, code, tree);
		return;
	}
	if (c->form.as == FORM_TABLE) {
		add_table(c, tree, &out);
	} else if (c->form.as == FORM_PARTIAL) {
		json_print(json_get(tree, "metadata"), JSON_PLAIN, &metadata);
		partial_add_text(metadata.buf, metadata.len, c->form.version, &out);
	} else {
		json_print(tree, JSON_PLAIN, &out);
	}
	respond_json(c, code, &out);
}

void respond_object(struct call *c, int code, const struct object *o)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (c->form.as == FORM_OBJECT && is_plain(c)) {
		finish(c, code);
		c->res->object = form_object(c->resource, o);
		return;
	}
	tree = c->form.as == FORM_OBJECT ? form_tree(c->resource, o) : object_tree(o);
	respond_tree(c, code, tree);
}

void respond_text(struct call *c, int code, const char *content_type, const char *text)
{
	c->res->code = code;
	c->res->content_type = content_type;
	str_add(&c->res->body, text);
}

void respond_status(struct call *c, int code, const char *name, const char *uid)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	str_addjson(&out, "{'kind':'Status','apiVersion':'v1','metadata':{},'status':'Success','details':{'name':%q",
	            name);
	if (*c->kind->group)
		str_addjson(&out, ",'group':%q", c->kind->group);
	str_addjson(&out, ",'kind':%q,'uid':%q}}", c->kind->plural, uid);
	respond_json(c, code, &out);
}

void respond_created(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	str_addjson(&out, "{'kind':'Status','apiVersion':'v1','metadata':{},'status':'Success','code':201}");
	respond_json(c, 201, &out);
}

void respond_failure(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	if (!c->negotiated)
		call_negotiate_refusal(c);
	c->res->retry_after_s = c->status.retry_after_s;
	if (c->req->silent) {
		finish(c, c->status.code);
	} else {
		status_print(&c->status, &out);
		respond_json(c, c->status.code, &out);
	}
	c->res->status = c->status;
	c->status = (struct status)STATUS_INIT;
}
