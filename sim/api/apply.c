/* Server-side apply: PATCH with application/apply-patch+yaml, of objects and of their status. It may create. */
#include "sim/api/apply.h"

#include "base/yaml.h"
#include "kube/typed.h"
#include "sim/api/create.h"
#include "sim/api/form.h"
#include "sim/api/update.h"
#include "sim/validate/gotext.h"

/* --- the body --- */

static const char *const type_words[] = {
	[JSON_BOOL] = "bool", [JSON_NUMBER] = "number", [JSON_STRING] = "string", [JSON_ARRAY] = "array",
};

static int read_yaml(struct call *c, json **ret, json **duplicates)
{
	struct err err = ERR_INIT;
	json *tree = yaml_parse_dup(c->req->body, c->req->len, duplicates, &err);
	int r;

	if (!tree && c->req->len > 0)
		gotext_yaml_error(c->req->body, c->req->len, &err);
	if (!tree && c->req->len > 0)
		return call_bad_request(c, "error decoding YAML: error converting YAML to JSON: yaml: %s", err.text);
	if (!tree || json_type(tree) == JSON_NULL) {
		json_free(tree);
		tree = json_object();
	}
	if (json_type(tree) == JSON_OBJECT) {
		*ret = tree;
		return 0;
	}
	r = call_bad_request(c,
			     "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot "
			     "unmarshal %s into Go value of type map[string]interface {}", type_words[json_type(tree)]);
	json_free(tree);
	return r;
}

/* Members sorted, as they come out of YAML in the server; so whatever is made of them is made in order. */
static json *sorted(const json *tree)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	json *out;

	json_print(tree, JSON_SORTED, &text);
	out = json_parse(text.buf, text.len, NULL);
	assert(out);
	return out;
}

static int read_config(struct call *c, json **ret, json **duplicates)
{
	_cleanup_(json_freep) json *tree = take(c->req->tree);
	int r = tree ? 0 : read_yaml(c, &tree, duplicates);

	if (r == 0)
		*ret = sorted(tree);
	return r;
}

static int check_kind(struct call *c, const json *config, const struct managed_write *w)
{
	const char *version = json_str_or(json_get(config, "apiVersion"), "");
	const char *kind = json_str_or(json_get(config, "kind"), ""), *expected = json_get_str(w->blank, "kind");
	_cleanup_(str_release) struct str text = STR_INIT;

	if (streq(version, w->version) && streq(kind, expected))
		return 0;
	managed_add_type(version, kind, &text);
	return call_bad_request(c, "invalid object type: %s", text.buf);
}

/* A key twice: told, or refused, only once the rest is good. */
static int check_duplicates(struct call *c, const json *duplicates)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (json_len(duplicates) == 0 || c->validation == VALIDATION_IGNORE)
		return 0;
	str_add(&text, "error converting YAML to JSON: yaml: unmarshal errors:");
	for (const json *d = json_first(duplicates); d; d = json_next(d))
		str_addf(&text, "\n  %s", json_str_or(d, ""));
	if (c->validation == VALIDATION_STRICT)
		return call_bad_request(c, "error strict decoding YAML: %s", text.buf);
	call_warn(c, text.buf);
	return 0;
}

/* The merged tree must be of the type again: quantities and times are only looked at now. */
static int decode_result(struct call *c, const struct managed_write *w, const json *config, json *tree)
{
	_cleanup_(str_release) struct str kind = STR_INIT;
	const json *m = json_get(config, "metadata");
	struct err err = ERR_INIT;

	if (typed_receive_merged(tree, w->type, NULL, &c->kept, &err) == 0)
		return 0;
	managed_add_type(w->version, json_get_str(w->blank, "kind"), &kind);
	return status_set(&c->status, 500, NULL, "failed to convert new object (%s/%s; %s) to proper version: %s",
			  json_str_or(json_get(m, "namespace"), ""), json_str_or(json_get(m, "name"), ""), kind.buf,
			  err.text);
}

int apply_config(struct call *c, const struct managed_write *w, const json *live, json **ret)
{
	_cleanup_(json_freep) json *config = NULL, *duplicates = NULL, *tree = NULL;
	int r = read_config(c, &config, &duplicates);

	if (r == 0)
		r = check_kind(c, config, w);
	if (r == 0)
		r = managed_apply(w, live, config, call_flag(c, "force"), &tree, &c->status);
	if (r == 0)
		r = decode_result(c, w, config, tree);
	if (r == 0)
		r = check_duplicates(c, duplicates);
	if (r == 0)
		*ret = take(tree);
	c->managed = r == 0;
	return r;
}

/* --- objects --- */

static int check_absent(struct call *c, json *tree)
{
	json *m = json_want(tree, "metadata");
	const char *uid = json_str_or(json_get(m, "uid"), "");
	_cleanup_(freep) char *why = NULL;

	json_del(m, "resourceVersion");
	if (!*uid)
		return 0;
	why = xasprintf("uid mismatch: the provided object specified uid %s, and no existing object was found", uid);
	return status_conflict(&c->status, c->kind, c->req->name, why);
}

static int create(struct call *c, json **tree)
{
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = check_absent(c, *tree);

	if (r == 0)
		r = update_check_namespace(c, *tree);
	if (r == 0)
		r = update_check_names(c, *tree);
	if (r == 0 && c->req->subresource)
		return call_not_found(c, c->req->name);
	if (r == 0)
		r = create_tree(c, tree, &o);
	if (r < 0)
		return r;
	respond_object(c, 201, o);
	return 0;
}

static int replace(struct call *c, struct draft *d, enum update_part part)
{
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = update_check_namespace(c, d->tree);

	if (r == 0)
		r = update_check_names(c, d->tree);
	if (r == 0)
		r = update_draft(c, d, part, &o);
	if (r < 0)
		return r;
	respond_object(c, 200, o);
	return 0;
}

int apply_object(struct call *c, enum update_part part)
{
	_cleanup_(draft_release) struct draft d = { 0 };
	struct management m;
	int r;

	d.old = storage_get(c->storage, c->kind, c->req->namespace, c->req->name);
	d.old_tree = d.old ? form_tree(c->resource, d.old) : NULL;
	manage_begin(c, &m);
	r = apply_config(c, &m.write, d.old_tree, &d.tree);
	manage_end(&m);
	if (r < 0)
		return r;
	return d.old ? replace(c, &d, part) : create(c, &d.tree);
}
