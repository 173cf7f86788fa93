/* A request's body into a tree: by its content type, checked against the kind it must be and the fields that the
 * type knows. */
#include "sim/api/call.h"

#include "base/yaml.h"
#include "kube/typed.h"
#include "sim/validate/gotext.h"
#include "sim/api/manage.h"
#include "sim/api/media.h"
#include "sim/protobuf.h"

enum body_type { BODY_JSON, BODY_YAML, BODY_PROTOBUF, BODY_UNKNOWN };

static enum body_type body_type(const char *content_type)
{
	struct media m;

	if (!content_type || !*content_type)
		return BODY_JSON;
	if (!media_parse(content_type, strlen(content_type), &m))
		return BODY_UNKNOWN;
	if (media_is(&m, TYPE_JSON))
		return BODY_JSON;
	if (media_is(&m, "application/yaml"))
		return BODY_YAML;
	return media_is(&m, TYPE_PROTOBUF) ? BODY_PROTOBUF : BODY_UNKNOWN;
}

static int unknown_media(struct call *c)
{
	return status_set(&c->status, 415, "UnsupportedMediaType",
	                  "the body of the request was in an unknown format - accepted media "
	                  "types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
}

static const char *short_type(const char *type_name)
{
	const char *dot = strrchr(type_name, '.');

	return dot ? dot + 1 : type_name;
}

static int unrecognized(struct call *c, const char *type_name, const char *why, struct err *err)
{
	_cleanup_(str_release) struct str shown = STR_INIT;

	if (streq(type_name, "meta.DeleteOptions"))
		return call_bad_request(c, "%s%s", why, err->text);
	gotext_add_body(&shown, c->req->body, c->req->len);
	return call_bad_request(c, "the object provided is unrecognized (must be of type %s): %s%s (%s)",
	                        short_type(type_name), why, err->text, shown.buf);
}

/* "json: cannot unmarshal array into Go value of ...": a body that is JSON but no object. */
static int no_object(struct call *c, const char *type_name, const json *tree)
{
	static const char *const names[] = {
		[JSON_BOOL] = "bool", [JSON_NUMBER] = "number", [JSON_STRING] = "string", [JSON_ARRAY] = "array",
	};
	struct err err = ERR_INIT;

	err_set(&err, -EINVAL,
	        "json: cannot unmarshal %s into Go value of type struct { APIVersion string "
	        "\"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
	        names[json_type(tree)]);
	return unrecognized(c, type_name, "couldn't get version/kind; json parse error: ", &err);
}

static int parse_body(struct call *c, const char *type_name, json **ret, json **duplicates)
{
	struct err err = ERR_INIT;
	json *tree = NULL;

	switch (body_type(c->req->content_type)) {
	case BODY_JSON:
		tree = json_parse_dup(c->req->body, c->req->len, duplicates, &err);
		if (tree)
			break;
		gotext_json_error(c->req->body, c->req->len, &err);
		return unrecognized(c, type_name, "couldn't get version/kind; json parse error: ", &err);
	case BODY_YAML:
		tree = yaml_parse_dup(c->req->body, c->req->len, duplicates, &err);
		if (tree)
			break;
		gotext_yaml_error(c->req->body, c->req->len, &err);
		return unrecognized(c, type_name, "yaml: ", &err);
	case BODY_PROTOBUF:
		tree = protobuf_decode(c->req->body, c->req->len, type_name, &err);
		if (!tree)
			return unrecognized(c, type_name, "", &err);
		break;
	case BODY_UNKNOWN:
		return unknown_media(c);
	}
	if (json_type(tree) == JSON_NULL) {
		json_free(tree);
		tree = json_object();
	}
	*ret = tree;
	return 0;
}

bool decode_kind_exists(const char *api_version, const char *name)
{
	return schema_kind(api_version, name) != NULL;
}

static bool same_group(const char *a, const char *b)
{
	const char *slash_a = strchr(a, '/'), *slash_b = strchr(b, '/');

	return slash_a && slash_b && slash_a - a == slash_b - b && memcmp(a, b, (size_t)(slash_a - a)) == 0;
}

/* kind and apiVersion must be texts before anything else is looked at. */
static int check_texts(struct call *c, const char *type_name, const json *tree)
{
	static const char *const keys[] = { "apiVersion", "kind" };
	static const char *const words[] = { [JSON_BOOL] = "bool", [JSON_NUMBER] = "number", [JSON_ARRAY] = "array",
					     [JSON_OBJECT] = "object" };
	struct err err = ERR_INIT;

	for (size_t i = 0; i < COUNT(keys); i++) {
		const json *v = json_get(tree, keys[i]);

		if (json_is_null(v) || json_str(v))
			continue;
		err_set(&err, -EINVAL, "json: cannot unmarshal %s into Go struct field .%s of type string",
		        words[json_type(v)], keys[i]);
		return unrecognized(c, type_name, "couldn't get version/kind; json parse error: ", &err);
	}
	return 0;
}

/* apiVersion and kind: filled in when missing, refused when they are another's. */
static int check_kind(struct call *c, json *tree, const struct kind *kind)
{
	const char *version = json_str_or(json_get(tree, "apiVersion"), ""),
	           *name = json_str_or(json_get(tree, "kind"), "");
	char expected[128];

	kind_api_version(kind, expected, sizeof(expected));
	version = *version ? version : expected;
	name = *name ? name : kind->name;
	if (streq(name, kind->name) && !streq(version, expected) && same_group(version, expected))
		return call_bad_request(c,
		                        "the API version in the data (%s) does not match the expected API version (%s)",
		                        version, expected);
	if (!decode_kind_exists(version, name))
		return call_bad_request(
		    c,
		    "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered for version "
		    "\"%s\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"",
		    name, kind->version, kind->name, name, version);
	if (!streq(name, kind->name) || !streq(version, expected))
		return call_bad_request(
		    c,
		    "%s in version \"%s\" cannot be handled as a %s: converting (%s.%s) to (%s.%s): unknown "
		    "conversion",
		    name, kind->version, kind->name, kind->version, name, *kind->group ? kind->group : "core",
		    kind->name);
	json_set_str(tree, "kind", kind->name);
	json_set_str(tree, "apiVersion", expected);
	return 0;
}

/* --- unknown and duplicate fields --- */

static void list_complaints(const json *texts, const char *prefix, bool quoted, struct str *out, struct call *warn)
{
	for (const json *t = json_first(texts); t; t = json_next(t)) {
		_cleanup_(str_release) struct str one = STR_INIT;
		const char *text = json_str_or(t, "");

		if (quoted)
			str_addf(&one, "%s \"%s\"", prefix, text);
		else
			str_add(&one, text);
		if (warn)
			call_warn(warn, one.buf);
		str_addf(out, "%s%s", out->len > 0 ? ", " : "", one.buf);
	}
}

static int complain(struct call *c, const char *kind_name, const json *unknown, const json *duplicates, bool yaml)
{
	_cleanup_(str_release) struct str yaml_text = STR_INIT, text = STR_INIT;
	struct call *warn = c->validation == VALIDATION_WARN ? c : NULL;
	const char *version = c->kind ? c->kind->version : "v1";

	if (c->validation == VALIDATION_IGNORE || (json_len(unknown) == 0 && json_len(duplicates) == 0))
		return 0;
	if (yaml)
		list_complaints(duplicates, "", false, &yaml_text, warn);
	list_complaints(unknown, "unknown field", true, &text, warn);
	if (!yaml)
		list_complaints(duplicates, "duplicate field", true, &text, warn);
	if (warn)
		return 0;
	if (yaml_text.len > 0)
		return call_bad_request(
		    c,
		    "%s in version \"%s\" cannot be handled as a %s: strict decoding error: yaml: unmarshal "
		    "errors:\n  %s%s%s",
		    kind_name, version, kind_name, yaml_text.buf, text.len > 0 ? ", " : "", text.buf);
	return call_bad_request(c, "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s",
	                        kind_name, version, kind_name, text.buf);
}

int call_typed(struct call *c, json *tree, const char *type_name, const char *kind_name, json *duplicates)
{
	const struct message *type = schema_message(type_name);
	_cleanup_(json_freep) json *unknown = json_array();
	struct err err = ERR_INIT;

	assert(type);
	manage_keep_reset(tree);
	if (typed_receive(tree, type, unknown, &c->kept, &err) < 0)
		return call_bad_request(c, "%s in version \"%s\" cannot be handled as a %s: %s", kind_name,
			c->kind ? c->kind->version : "v1", kind_name, err.text);
	return complain(c, kind_name, unknown, duplicates, body_type(c->req->content_type) == BODY_YAML);
}

int call_decode(struct call *c, const char *type_name, const struct kind *kind, json **ret)
{
	_cleanup_(json_freep) json *tree = NULL, *duplicates = NULL;
	int r = 0;

	if (c->req->tree)
		tree = take(c->req->tree);
	else if (c->req->len > 0)
		r = parse_body(c, type_name, &tree, &duplicates);
	if (r < 0)
		return r;
	if (tree && json_type(tree) != JSON_OBJECT)
		return no_object(c, type_name, tree);
	if (tree && kind)
		r = check_texts(c, type_name, tree);
	if (r == 0 && tree && kind)
		r = check_kind(c, tree, kind);
	if (r == 0 && tree && !c->req->built && !(c->req->trusted && c->req->subresource))
		r = call_typed(c, tree, type_name, short_type(type_name), duplicates);
	if (r == 0)
		*ret = take(tree);
	return r;
}
