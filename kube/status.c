#include "kube/status.h"
#include <stdio.h>

#define BODY_SHOWN 2048		/* bytes of a body that is no Status, as client-go shows them */

static void cause_release(struct cause *c)
{
	free(c->reason);
	free(c->message);
	free(c->field);
}

void status_release(struct status *s)
{
	free(s->reason);
	free(s->message);
	free(s->kind);
	free(s->group);
	free(s->name);
	free(s->uid);
	vec_each(&s->causes, c)
		cause_release(c);
	vec_release(&s->causes);
	*s = (struct status)STATUS_INIT;
}

int status_set(struct status *s, int code, const char *reason, const char *fmt, ...)
{
	_cleanup_(str_release) struct str message = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&message, fmt, args);
	va_end(args);
	status_release(s);
	s->code = code;
	s->reason = xstrdup(reason);
	s->message = str_take(&message);
	return -code;
}

static void replace(char **text, const char *with)
{
	char *old = *text;

	*text = xstrdup(with);
	free(old);
}

void status_details(struct status *s, const char *kind, const char *group, const char *name)
{
	replace(&s->kind, kind);
	replace(&s->group, group);
	replace(&s->name, name);
}

void status_cause(struct status *s, const char *reason, const char *field, const char *fmt, ...)
{
	_cleanup_(str_release) struct str message = STR_INIT;
	struct cause cause;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&message, fmt, args);
	va_end(args);
	cause = (struct cause){ xstrdup(reason), str_take(&message), xstrdup(field) };
	vec_push(&s->causes, cause);
}

/* What is another's form is spoken of as that. */
static const struct kind *spoken_of(const struct kind *k)
{
	return k->stored_as ? k->stored_as : k;
}

/* What most refusals begin with: `statefulsets.apps "web"`. */
static int about(struct status *s, const struct kind *k, const char *name, int code, const char *reason,
                 const char *what)
{
	char resource[128];

	k = spoken_of(k);
	kind_resource(k, resource, sizeof(resource));
	status_set(s, code, reason, "%s \"%s\" %s", resource, name, what);
	status_details(s, k->plural, k->group, name);
	return -code;
}

int status_not_found(struct status *s, const struct kind *k, const char *name)
{
	return about(s, k, name, 404, "NotFound", "not found");
}

int status_already_exists(struct status *s, const struct kind *k, const char *name)
{
	return about(s, k, name, 409, "AlreadyExists", "already exists");
}

int status_conflict(struct status *s, const struct kind *k, const char *name, const char *why)
{
	char resource[128];

	k = spoken_of(k);
	kind_resource(k, resource, sizeof(resource));
	status_set(s, 409, "Conflict", "Operation cannot be fulfilled on %s \"%s\": %s", resource, name, why);
	status_details(s, k->plural, k->group, name);
	return -409;
}

/* The same field and message was told by an earlier cause: the message says it once, the causes keep it. */
static bool told_before(const struct status *s, size_t at)
{
	const struct cause *c = &s->causes.items[at];

	for (size_t i = 0; i < at; i++)
		if (streq0(s->causes.items[i].field, c->field) && streq0(s->causes.items[i].message, c->message))
			return true;
	return false;
}

/* "field: message" of each cause; several stand in brackets with commas between them. */
static void add_causes(const struct status *s, struct str *out)
{
	size_t told = 0, start = out->len;

	for (size_t i = 0; i < s->causes.len; i++) {
		const struct cause *c = &s->causes.items[i];

		if (told_before(s, i))
			continue;
		if (told++)
			str_add(out, ", ");
		str_addf(out, "%s: %s", c->field ? c->field : "", c->message ? c->message : "");
	}
	if (told > 1) {
		char *list = xstrdup(out->buf + start);

		str_cut(out, start);
		str_addf(out, "[%s]", list);
		free(list);
	}
}

int status_invalid(struct status *s, const struct kind *k, const char *name)
{
	_cleanup_(str_release) struct str message = STR_INIT;

	k = spoken_of(k);
	str_addf(&message, "%s%s%s \"%s\" is invalid", k->name, *k->group ? "." : "", k->group, name);
	if (s->causes.len) {
		str_add(&message, ": ");
		add_causes(s, &message);
	}
	s->code = 422;
	replace(&s->reason, "Invalid");
	replace(&s->message, message.buf);
	status_details(s, k->name, k->group, name);
	return -422;
}

static void set_text(json *object, const char *key, const char *text)
{
	if (text && *text)
		json_set_str(object, key, text);
}

static json *details_tree(const struct status *s)
{
	json *details = json_object();

	set_text(details, "name", s->name);
	set_text(details, "group", s->group);
	set_text(details, "kind", s->kind);
	set_text(details, "uid", s->uid);
	for (size_t i = 0; i < s->causes.len; i++) {
		json *cause = json_push(json_want_array(details, "causes"), json_object());

		set_text(cause, "reason", s->causes.items[i].reason);
		set_text(cause, "message", s->causes.items[i].message);
		set_text(cause, "field", s->causes.items[i].field);
	}
	if (s->retry_after_s)
		json_set_int(details, "retryAfterSeconds", s->retry_after_s);
	return details;
}

/* Kubernetes prints {} where the details are there but empty (status_details with ""). A Status of success that tells
 * of an object by its details has no code. */
static bool has_details(const struct status *s)
{
	return s->kind || s->group || s->name || s->uid || s->causes.len || s->retry_after_s;
}

void status_print(const struct status *s, struct str *out)
{
	_cleanup_(json_freep) json *tree = json_format("{'kind':'Status','apiVersion':'v1','metadata':{},'status':%q}",
						       s->code < 400 ? "Success" : "Failure");

	set_text(tree, "message", s->message);
	set_text(tree, "reason", s->reason);
	if (has_details(s))
		json_set(tree, "details", details_tree(s));
	if (s->code >= 400 || (s->code && !has_details(s)))
		json_set_int(tree, "code", s->code);
	json_print(tree, JSON_PLAIN, out);
}

/* What is said of a code when the body is no Status; NULL message: the body itself. Source: client-go's
 * NewGenericServerResponse. */
static const struct generic {
	int code;
	const char *reason;
	const char *message;
} generics[] = {
	{ 400, "BadRequest", "the server rejected our request for an unknown reason" },
	{ 401, "Unauthorized", "the server has asked for the client to provide credentials" },
	{ 403, "Forbidden", NULL },
	{ 404, "NotFound", "the server could not find the requested resource" },
	{ 405, "MethodNotAllowed", "the server does not allow this method on the requested resource" },
	{ 406, "NotAcceptable", NULL },
	{ 409, "Conflict", "the server reported a conflict" },
	{ 415, "UnsupportedMediaType", NULL },
	{ 422, "Invalid", "the server rejected our request due to an error in our request" },
	{ 429, "TooManyRequests", "the server has received too many requests and has asked us to try again later" },
	{ 503, "ServiceUnavailable", "the server is currently unable to handle the request" },
	{ 504, "Timeout",
	  "the server was unable to return a response in the time allotted, but may still be processing the "
	  "request" },
};

/* As Go's %q where the text is a body of few surprises. */
static void add_go_quoted(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text; text++) {
		const char *name = memchr("n\nt\tr\r", *text, 6);

		if (*text == '"' || *text == '\\')
			str_addf(out, "\\%c", *text);
		else if (name && (unsigned char)*text < ' ')
			str_addf(out, "\\%c", name[-1]);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			str_addf(out, "\\x%02x", (unsigned char)*text);
		else
			str_addc(out, *text);
	}
	str_addc(out, '"');
}

static void parse_generic(struct status *s, int code, const char *body, size_t len)
{
	_cleanup_(str_release) struct str text = STR_INIT, quoted = STR_INIT;

	len = MIN(len, (size_t)BODY_SHOWN);
	while (len && strchr(" \t\r\n", body[len - 1]))
		len--;
	while (len && strchr(" \t\r\n", *body))
		body++, len--;
	str_addn(&text, body, len);
	for (size_t i = 0; i < COUNT(generics); i++) {
		if (generics[i].code != code)
			continue;
		status_set(s, code, generics[i].reason, "%s", generics[i].message ? generics[i].message : text.buf);
		break;
	}
	if (s->code == 0 && code >= 500) {
		add_go_quoted(&quoted, text.buf);
		status_set(s, code, "InternalError",
			   "an error on the server (%s) has prevented the request from succeeding", quoted.buf);
	} else if (s->code == 0) {
		status_set(s, code, NULL,
		           "the server responded with the status code %d but did not return more information", code);
	}
	if (text.len)
		status_cause(s, "UnexpectedServerResponse", NULL, "%s", text.buf);
}

static void parse_details(struct status *s, const json *details)
{
	int64_t retry = json_get_int(details, "retryAfterSeconds", 0);

	if (json_type(details) != JSON_OBJECT)
		return;
	status_details(s, json_str_or(json_get(details, "kind"), ""), json_get_str(details, "group"),
		       json_get_str(details, "name"));
	replace(&s->uid, json_get_str(details, "uid"));
	s->retry_after_s = retry > 0 && retry < INT32_MAX ? (int)retry : 0;
	for (const json *i = json_first(json_get(details, "causes")); i; i = json_next(i))
		status_cause(s, json_get_str(i, "reason"), json_get_str(i, "field"), "%s",
			     json_str_or(json_get(i, "message"), ""));
}

void status_parse(struct status *s, int code, const char *body, size_t len)
{
	_cleanup_(json_freep) json *tree = len ? json_parse(body, len, NULL) : NULL;
	int64_t own = json_get_int(tree, "code", 0);

	status_release(s);
	if (!streq0(json_get_str(tree, "kind"), "Status")) {
		parse_generic(s, code, body, len);
		return;
	}
	status_set(s, own >= 100 && own < 1000 ? (int)own : code, json_get_str(tree, "reason"), "%s",
		   json_str_or(json_get(tree, "message"), ""));
	parse_details(s, json_get(tree, "details"));
}
