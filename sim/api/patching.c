/* See patching.h. */
#include "sim/api/patching.h"

#include "kube/patch.h"
#include "kube/typed.h"
#include "sim/validate/gotext.h"
#include "sim/api/manage.h"
#include "sim/api/media.h"

enum patch_type { PATCH_JSON, PATCH_MERGE, PATCH_STRATEGIC, PATCH_APPLY };

static const struct {
	const char *media;
	enum patch_type type;
} types[] = {
	{ TYPE_JSON_PATCH, PATCH_JSON }, { TYPE_MERGE_PATCH, PATCH_MERGE }, { TYPE_STRATEGIC_PATCH, PATCH_STRATEGIC },
	{ TYPE_APPLY_PATCH, PATCH_APPLY },
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

static int read_body(struct call *c, enum patch_type type, json **ret, json **ret_duplicates)
{
	struct err err = ERR_INIT;

	if (c->req->tree) {
		*ret = take(c->req->tree);
		return 0;
	}
	*ret = json_parse_dup(c->req->body, c->req->len, ret_duplicates, &err);
	if (*ret)
		return 0;
	gotext_json_error(c->req->body, c->req->len, &err);
	return call_bad_request(c, "%s%s", type == PATCH_STRATEGIC ? "" : "error decoding patch: ", err.text);
}

static int apply(struct call *c, enum patch_type type, json **tree, const json *patch, const char *type_name)
{
	switch (type) {
	case PATCH_JSON:
		return patch_json(tree, patch, &c->status);
	case PATCH_MERGE:
		return patch_merge(tree, patch, &c->status);
	case PATCH_STRATEGIC:
	case PATCH_APPLY:
		break;
	}
	return patch_strategic(*tree, patch, schema_message(type_name), &c->status);
}

/* A patch being applied: a strategic one is judged, and shown in errors, as Go's map; the others by the object they
 * make. */
struct patching {
	enum patch_type type;
	json *patch;
	json *duplicates;		/* paths of members that the patch has twice */
	const char *type_name;
};

static void patching_release(struct patching *p)
{
	json_free(p->patch);
	json_free(p->duplicates);
}

/* The result must be of the type again: 422 with the patched object, or the patch, as value (reference 3.3). */
static int refuse_result(struct call *c, const struct patching *p, const json *tree, const char *why)
{
	_cleanup_(str_release) struct str text = STR_INIT, quoted = STR_INIT;
	_cleanup_(json_freep) json *shown = json_copy(tree);

	patch_order(shown, p->patch);
	if (p->type == PATCH_STRATEGIC)
		patch_go_text(p->patch, &text);
	else
		json_print(shown, JSON_PLAIN, &text);
	gotext_quote(&quoted, text.buf, text.len);
	status_set(&c->status, 422, "Invalid", " \"\" is invalid: patch: Invalid value: %s: %s", quoted.buf, why);
	status_cause(&c->status, "FieldValueInvalid", "patch", "Invalid value: %s: %s", quoted.buf, why);
	return -422;
}

/* Warns of each field, and lists them for a refusal. */
static void list_fields(struct call *c, const char *what, const json *paths, struct str *out)
{
	for (const json *p = json_first(paths); p; p = json_next(p)) {
		_cleanup_(freep) char *one = xasprintf("%s \"%s\"", what, json_str_or(p, ""));

		if (c->validation == VALIDATION_WARN)
			call_warn(c, one);
		str_addf(out, "%s%s", out->len > 0 ? ", " : "strict decoding error: ", one);
	}
}

static int check_unknown(struct call *c, const struct patching *p, const json *tree, const json *unknown)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	list_fields(c, "unknown field", unknown, &text);
	list_fields(c, "duplicate field", p->duplicates, &text);
	return text.len > 0 && c->validation == VALIDATION_STRICT ? refuse_result(c, p, tree, text.buf) : 0;
}

/* kind and apiVersion may be patched away, but not into another's. */
static int check_kind(struct call *c, const struct patching *p, json *tree)
{
	const char *kind = json_str_or(json_get(tree, "kind"), ""),
	           *version = json_str_or(json_get(tree, "apiVersion"), "");
	_cleanup_(freep) char *why = NULL;
	char own[128];

	kind_api_version(c->kind, own, sizeof(own));
	if ((*kind && !streq(kind, c->kind->name)) || (*version && !streq(version, own))) {
		if (decode_kind_exists(version, kind))
			why = xasprintf("converting (%s.%s) to (%s.%s): unknown conversion", c->kind->version, kind,
					*c->kind->group ? c->kind->group : "core", c->kind->name);
		else
			why = xasprintf("no kind \"%s\" is registered for version \"%s\" in scheme "
					"\"pkg/api/legacyscheme/scheme.go:30\"", kind, version);
		return refuse_result(c, p, tree, why);
	}
	json_set_str(tree, "kind", c->kind->name);
	json_set_str(tree, "apiVersion", own);
	return 0;
}

static int check_type(struct call *c, const struct patching *p, json *tree)
{
	_cleanup_(json_freep) json *unknown = json_array(), *patched = NULL;
	const struct message *type = schema_message(p->type_name);
	struct err err = ERR_INIT;
	int r;

	if (json_type(tree) != JSON_OBJECT)
		return refuse_result(c, p, tree, "the patched object is no object");
	patched = json_copy(tree);
	manage_keep_reset(tree);
	r = p->type == PATCH_STRATEGIC ? typed_receive_merged(tree, type, unknown, &c->kept, &err)
	                               : typed_receive(tree, type, unknown, &c->kept, &err);
	if (r < 0)
		return refuse_result(c, p, patched, err.text);
	return check_unknown(c, p, patched, unknown);
}

int patch_check_type(struct call *c)
{
	enum patch_type type;

	return read_type(c, &type);
}

bool patch_is_apply(const struct call *c)
{
	struct media m;

	return c->req->content_type && media_parse(c->req->content_type, strlen(c->req->content_type), &m) &&
	       media_is(&m, TYPE_APPLY_PATCH);
}

int patch_options(struct call *c)
{
	const char *manager = call_param(c, "fieldManager");

	if (!patch_is_apply(c) && call_param(c, "force"))
		return call_invalid_option(c, "force", "FieldValueForbidden",
		                           "Forbidden: may not be specified for non-apply patch");
	if (patch_is_apply(c) && (!manager || !*manager) && !c->req->trusted)
		return call_invalid_option(c, "fieldManager", "FieldValueRequired",
		                           "Required value: is required for apply patch");
	return call_write_options(c);
}

int patch_apply(struct call *c, json **tree, const char *type_name)
{
	_cleanup_(patching_release) struct patching p = { .type_name = type_name };
	int r = read_type(c, &p.type);

	if (r == 0)
		r = read_body(c, p.type, &p.patch, &p.duplicates);
	if (r == 0)
		r = apply(c, p.type, tree, p.patch, type_name);
	if (r == 0 && streq(type_name, c->kind->schema))
		r = check_kind(c, &p, *tree);
	if (r == 0 && !(c->req->trusted && c->req->subresource))
		r = check_type(c, &p, *tree);
	return r;
}
