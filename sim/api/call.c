/* What every verb asks of a request: parameters, write options, warnings, the object it names. */
#include "sim/api/call.h"

#include "kube/selector.h"

void params_parse(const char *query, param_vec *ret)
{
	for (const char *p = query ? query : ""; *p;) {
		size_t len = strcspn(p, "&"), key = 0;
		_cleanup_(str_release) struct str k = STR_INIT, v = STR_INIT;

		while (key < len && p[key] != '=')
			key++;
		url_decode(p, key, true, &k);
		if (key < len)
			url_decode(p + key + 1, len - key - 1, true, &v);
		if (len > 0)
			vec_push(ret, ((struct param){ str_take(&k), str_take(&v) }));
		p += len + (p[len] == '&');
	}
}

void params_release(param_vec *params)
{
	vec_each(params, p) {
		free(p->key);
		free(p->value);
	}
	vec_release(params);
}

const char *call_param(const struct call *c, const char *key)
{
	vec_each(&c->params, p)
		if (streq(p->key, key))
			return p->value;
	return NULL;
}

bool call_flag(const struct call *c, const char *key)
{
	const char *v = call_param(c, key);

	return v && !streq(v, "false") && !streq(v, "0");
}

void call_warn(struct call *c, const char *text)
{
	if (!c->res->warnings)
		c->res->warnings = json_array();
	json_push(c->res->warnings, json_string(text));
}

int64_t call_now_s(const struct call *c)
{
	return world_now(c->world) / 1000;
}

struct resource_context call_context(struct call *c)
{
	if (!c->res->warnings)
		c->res->warnings = json_array();
	return (struct resource_context){
		.world = c->world, .cache = world_cache(c->world), .now_ms = world_now(c->world), .dry_run = c->dry_run,
		.warnings = c->res->warnings,
	};
}

int call_bad_request(struct call *c, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	return status_set(&c->status, 400, "BadRequest", "%s", text.buf);
}

int call_refuse_form(struct call *c, const char *asked, const char *what, const char *suffix)
{
	c->form = (struct form){ .version = "v1", .pretty = true };
	return status_set(&c->status, 406, "NotAcceptable",
			  "you requested %s, but the requested object %s (*core.%s%s)", asked, what, c->kind->name,
			  suffix);
}

int call_not_found(struct call *c, const char *name)
{
	return status_not_found(&c->status, c->kind, name);
}

int call_object(struct call *c, const struct object **ret)
{
	const struct object *o = storage_get(c->storage, c->kind, c->req->namespace, c->req->name);

	if (!o)
		return call_not_found(c, c->req->name);
	*ret = o;
	return 0;
}

/* --- options of writes --- */

struct write_options_kind {
	enum verb verb;
	const char *name;
};

static const struct write_options_kind option_kinds[] = {
	{ VERB_CREATE, "CreateOptions" }, { VERB_UPDATE, "UpdateOptions" }, { VERB_PATCH, "PatchOptions" },
	{ VERB_DELETE, "DeleteOptions" }, { VERB_DELETECOLLECTION, "DeleteOptions" },
};

int call_invalid_option(struct call *c, const char *field, const char *reason, const char *text)
{
	const char *name = "CreateOptions";

	for (size_t i = 0; i < COUNT(option_kinds); i++)
		if (option_kinds[i].verb == c->req->verb)
			name = option_kinds[i].name;
	status_set(&c->status, 422, "Invalid", "%s.meta.k8s.io \"\" is invalid: %s: %s", name, field, text);
	status_details(&c->status, name, "meta.k8s.io", NULL);
	status_cause(&c->status, reason, field, "%s", text);
	return -422;
}

static int unsupported_option(struct call *c, const char *field, const char *value, const char *supported)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "Unsupported value: ");
	str_add_quoted(&text, value, strlen(value));
	str_addf(&text, ": supported values: %s", supported);
	return call_invalid_option(c, field, "FieldValueNotSupported", text.buf);
}

static int read_validation(struct call *c)
{
	const char *v = call_param(c, "fieldValidation");

	if (!v || !*v || streq(v, "Warn"))
		c->validation = VALIDATION_WARN;
	else if (streq(v, "Strict"))
		c->validation = VALIDATION_STRICT;
	else if (streq(v, "Ignore"))
		c->validation = VALIDATION_IGNORE;
	else
		return unsupported_option(c, "fieldValidation", v, "\"\", \"Ignore\", \"Strict\", \"Warn\"");
	return 0;
}

static int unprintable_manager(struct call *c, const char *manager, size_t at)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "Invalid value: \"");
	for (const char *p = manager; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			str_addf(&text, "\\x%02x", *p);
		else
			str_addf(&text, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
	}
	str_addf(&text, "\": invalid character U+%04X (at position %zu)", manager[at], at);
	return call_invalid_option(c, "fieldManager", "FieldValueInvalid", text.buf);
}

static int check_manager(struct call *c)
{
	const char *manager = call_param(c, "fieldManager");

	if (!manager)
		return 0;
	if (strlen(manager) > 128)
		return call_invalid_option(c, "fieldManager", "FieldValueTooLong",
		                      "Too long: may not be more than 128 bytes");
	for (const char *p = manager; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return unprintable_manager(c, manager, (size_t)(p - manager));
	return 0;
}

static int unsupported_dry_run(struct call *c, const char *value)
{
	_cleanup_(freep) char *text = xasprintf("Unsupported value: [\"%s\"]: supported values: \"All\"", value);

	return call_invalid_option(c, "dryRun", "FieldValueNotSupported", text);
}

int call_write_options(struct call *c)
{
	const char *dry = call_param(c, "dryRun");
	int r;

	if (dry && *dry && !streq(dry, "All"))
		return unsupported_dry_run(c, dry);
	c->dry_run = dry && *dry;
	r = read_validation(c);
	return r < 0 ? r : check_manager(c);
}
