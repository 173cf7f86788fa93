/* See patching.h. */
#include "sim/patching.h"

#include "kube/patch.h"
#include "kube/typed.h"
#include "sim/media.h"

enum patch_type { PATCH_JSON, PATCH_MERGE, PATCH_STRATEGIC };

static const struct {
	const char *media;
	enum patch_type type;
} types[] = {
	{ TYPE_JSON_PATCH, PATCH_JSON }, { TYPE_MERGE_PATCH, PATCH_MERGE }, { TYPE_STRATEGIC_PATCH, PATCH_STRATEGIC },
};

static int read_type(struct call *c, enum patch_type *ret)
{
	const char *text = c->req->content_type;
	struct media m;

	if (text && media_parse(text, strlen(text), &m))
		for (size_t i = 0; i < COUNT(types); i++)
			if (media_is(&m, types[i].media)) {
				*ret = types[i].type;
				return 0;
			}
	status_set(&c->status, 415, "UnsupportedMediaType", "415: Unsupported Media Type");
	status_details(&c->status, "", NULL, NULL);
	return -415;
}

static int read_body(struct call *c, json **ret)
{
	struct err err = ERR_INIT;

	if (c->req->tree) {
		*ret = take(c->req->tree);
		return 0;
	}
	*ret = json_parse(c->req->body, c->req->len, &err);
	return *ret ? 0 : call_bad_request(c, "error decoding patch: %s", err.text);
}

static int apply(struct call *c, enum patch_type type, json **tree, const json *patch, const char *type_name)
{
	switch (type) {
	case PATCH_JSON:
		return patch_json(tree, patch, &c->status);
	case PATCH_MERGE:
		return patch_merge(tree, patch, &c->status);
	case PATCH_STRATEGIC:
		break;
	}
	return patch_strategic(*tree, patch, schema_message(type_name), &c->status);
}

/* The result must be of the type again: 422 with the patched object as value (reference 3.3). */
static int refuse_result(struct call *c, const json *value, const char *why)
{
	_cleanup_(str_release) struct str text = STR_INIT, quoted = STR_INIT;

	json_print(value, JSON_PLAIN, &text);
	str_add_quoted(&quoted, text.buf, text.len);
	status_set(&c->status, 422, "Invalid", " \"\" is invalid: patch: Invalid value: %s: %s", quoted.buf, why);
	status_cause(&c->status, "FieldValueInvalid", "patch", "Invalid value: %s: %s", quoted.buf, why);
	return -422;
}

static int check_unknown(struct call *c, const json *tree, const json *unknown)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	for (const json *u = json_first(unknown); u; u = json_next(u)) {
		_cleanup_(freep) char *one = xasprintf("unknown field \"%s\"", json_str_or(u, ""));

		if (c->validation == VALIDATION_WARN)
			call_warn(c, one);
		str_addf(&text, "%s%s", text.len > 0 ? ", " : "strict decoding error: ", one);
	}
	return text.len > 0 && c->validation == VALIDATION_STRICT ? refuse_result(c, tree, text.buf) : 0;
}

static int check_type(struct call *c, json *tree, const char *type_name)
{
	_cleanup_(json_freep) json *unknown = json_array(), *patched = NULL;
	struct err err = ERR_INIT;

	if (json_type(tree) != JSON_OBJECT)
		return refuse_result(c, tree, "the patched object is no object");
	patched = c->validation == VALIDATION_STRICT ? json_copy(tree) : NULL;
	if (typed_decode(tree, schema_message(type_name), unknown, &err) < 0)
		return refuse_result(c, tree, err.text);
	return check_unknown(c, patched ? patched : tree, unknown);
}

int patch_apply(struct call *c, json **tree, const char *type_name)
{
	_cleanup_(json_freep) json *patch = NULL;
	enum patch_type type;
	int r = read_type(c, &type);

	if (r == 0)
		r = read_body(c, &patch);
	if (r == 0)
		r = apply(c, type, tree, patch, type_name);
	if (r == 0 && !(c->req->trusted && c->req->subresource))
		r = check_type(c, *tree, type_name);
	return r;
}
