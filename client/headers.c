/* See headers.h. */
#include <stdio.h>
#include <strings.h>
#include <time.h>

#include "client/headers.h"

enum { WARNINGS_MAX = 32, RETRY_AFTER_MAX_S = 3600 };

static int add(name_vec *lines, const char *name, const char *value, struct err *err)
{
	if (strpbrk(value, "\r\n"))
		return err_set(err, -EINVAL, "the value for the header %s holds a line break and was not sent", name);
	vec_push(lines, xasprintf("%s: %s", name, value));
	return 0;
}

static int add_extra(name_vec *lines, const json *extra, struct err *err)
{
	for (json *e = json_first(extra); e; e = json_next(e)) {
		_cleanup_(str_release) struct str name = STR_INIT;

		str_add(&name, "Impersonate-Extra-");
		url_encode(json_key(e), &name);
		for (json *v = json_first(e); v; v = json_next(v)) {
			int r = add(lines, name.buf, json_str_or(v, ""), err);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

static int add_impersonation(name_vec *lines, const struct config *config, struct err *err)
{
	const json *more = config->impersonation;
	const char *uid = json_get_str(more, "uid");
	int r;

	if (!config->impersonate)
		return 0;
	r = add(lines, "Impersonate-User", config->impersonate, err);
	if (r == 0 && uid)
		r = add(lines, "Impersonate-Uid", uid, err);
	for (json *g = json_first(json_get(more, "groups")); g && r == 0; g = json_next(g))
		r = add(lines, "Impersonate-Group", json_str_or(g, ""), err);
	return r ? r : add_extra(lines, json_get(more, "extra"), err);
}

int headers_make(const struct header_options *o, name_vec *ret, struct err *err)
{
	int r = add(ret, "Accept", o->accept ? o->accept : TYPE_JSON, err);

	if (r == 0 && o->body)
		r = add(ret, "Content-Type", o->content_type ? o->content_type : TYPE_JSON, err);
	if (r == 0 && o->host)
		r = add(ret, "Host", o->host, err);
	if (r == 0 && o->token) {
		_cleanup_(freep) char *bearer = xasprintf("Bearer %s", o->token);

		r = add(ret, "Authorization", bearer, err);
	}
	return r ? r : add_impersonation(ret, o->config, err);
}

void headers_release(name_vec *lines)
{
	vec_each(lines, l)
		free(*l);
	vec_release(lines);
}

/* --- of an answer --- */

/* Date: Thu, 15 Jan 2026 12:00:00 GMT, the one form that servers send. Whatever the locale, months are English. */
static int64_t date_ms(const char *value)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = { 0 };
	char month[4] = "";

	if (sscanf(value, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
	           &tm.tm_sec) != 6)
		return 0;
	const char *at = strlen(month) == 3 ? strstr(months, month) : NULL;

	if (!at || (at - months) % 3)
		return 0;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	return (int64_t)timegm(&tm) * 1000;
}

/* Seconds, as Kubernetes sends them; the other form, a date, is not used by it. */
static int retry_after_s(const char *value)
{
	char *end;
	long seconds = strtol(value, &end, 10);

	return end != value && seconds >= 0 && seconds <= RETRY_AFTER_MAX_S ? (int)seconds : -1;
}

/* Warning: 299 - "text" (RFC 7234); what is not of this form is kept as it is. */
static char *warning_text(const char *value)
{
	const char *open = strchr(value, '"');
	struct str text = STR_INIT;

	if (!open)
		return xstrdup(value);
	for (const char *p = open + 1; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		str_addc(&text, *p);
	}
	return str_take(&text);
}

void headers_read(const char *line, struct transport_head *head, name_vec *warnings)
{
	size_t name = strcspn(line, ":");
	const char *value = line[name] ? line + name + 1 + strspn(line + name + 1, " \t") : "";

	if (starts_with(line, "HTTP/"))
		*head = (struct transport_head){ .retry_after_s = -1 };
	else if (name == 4 && strncasecmp(line, "date", name) == 0)
		head->date_ms = date_ms(value);
	else if (name == 11 && strncasecmp(line, "retry-after", name) == 0)
		head->retry_after_s = retry_after_s(value);
	else if (name == 7 && strncasecmp(line, "warning", name) == 0 && warnings->len < WARNINGS_MAX)
		vec_push(warnings, warning_text(value));
}
