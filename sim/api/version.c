/* See version.h. Texts from truth/wire c-resourceversion. */
#include "sim/api/version.h"

static bool digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 20;
}

int version_read(struct call *c, const char *text, bool list, uint64_t *ret)
{
	if (!text || !*text) {
		*ret = 0;
		return 0;
	}
	if (digits(text)) {
		*ret = strtoull(text, NULL, 10);
		return 0;
	}
	if (list)
		return call_bad_request(
		    c,
		    "invalid resource version: resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing "
		    "\"%s\": invalid syntax",
		    text, text);
	return status_set(&c->status, 500, NULL,
	                  "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid "
	                  "syntax",
	                  text, text);
}

int version_reached(struct call *c, uint64_t rv)
{
	uint64_t current = storage_revision(c->storage);

	if (rv <= current)
		return 0;
	status_set(&c->status, 504, "Timeout", "Timeout: Too large resource version: %" PRIu64 ", current: %" PRIu64,
	           rv, current);
	status_details(&c->status, "", NULL, NULL);
	status_cause(&c->status, "ResourceVersionTooLarge", NULL, "Too large resource version");
	c->status.retry_after_s = 1;
	return -504;
}

/* --- combinations --- */

struct options {
	const char *match, *version;
	bool continued, initial_given;
};

static void forbid(struct call *c, const char *field, const char *text)
{
	status_cause(&c->status, "FieldValueForbidden", field, "Forbidden: %s", text);
}

static void unsupported(struct call *c, const char *value, const char *supported)
{
	status_cause(&c->status, "FieldValueNotSupported", "resourceVersionMatch",
	             "Unsupported value: \"%s\": supported values: %s", value, supported);
}

static void check_watch(struct call *c, const struct options *o)
{
	if (o->initial_given && !streq(o->match, "NotOlderThan"))
		forbid(c, "resourceVersionMatch",
		       "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
	if (!o->initial_given && *o->match)
		forbid(c, "resourceVersionMatch",
		       "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
	if (*o->match && !streq(o->match, "NotOlderThan"))
		unsupported(c, o->match, "\"NotOlderThan\"");
	if (*o->match && o->continued)
		forbid(c, "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
}

/* A watch that asks for any version is one for the present state and what follows. */
static void default_watch(struct options *o)
{
	if (o->initial_given || *o->match || (*o->version && !streq(o->version, "0")))
		return;
	o->initial_given = true;
	o->match = "NotOlderThan";
}

static void check_list(struct call *c, const struct options *o)
{
	if (*o->match && !*o->version)
		forbid(c, "resourceVersionMatch",
		       "resourceVersionMatch is forbidden unless resourceVersion is provided");
	if (*o->match && o->continued)
		forbid(c, "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
	if (*o->match && !streq(o->match, "Exact") && !streq(o->match, "NotOlderThan"))
		unsupported(c, o->match, "\"Exact\", \"NotOlderThan\", \"\"");
	if (streq(o->match, "Exact") && streq(o->version, "0"))
		forbid(c, "resourceVersionMatch",
		       "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
	if (o->initial_given)
		forbid(c, "sendInitialEvents", "sendInitialEvents is forbidden for list");
}

static const char *param_or_empty(struct call *c, const char *key)
{
	const char *v = call_param(c, key);

	return v ? v : "";
}

static int invalid_options(struct call *c)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	size_t n = c->status.causes.len;

	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s%s: %s", i > 0 ? ", " : "", c->status.causes.items[i].field,
		         c->status.causes.items[i].message);
	c->status.code = 422;
	free(c->status.reason);
	c->status.reason = xstrdup("Invalid");
	free(c->status.message);
	c->status.message =
	    xasprintf("ListOptions.meta.k8s.io \"\" is invalid: %s%s%s", n > 1 ? "[" : "", text.buf, n > 1 ? "]" : "");
	status_details(&c->status, "ListOptions", "meta.k8s.io", NULL);
	return -422;
}

int version_check(struct call *c, bool watch)
{
	struct options o = {
		.match = param_or_empty(c, "resourceVersionMatch"),
		.version = param_or_empty(c, "resourceVersion"),
		.continued = *param_or_empty(c, "continue"),
		.initial_given = call_param(c, "sendInitialEvents") != NULL,
	};
	const char *timeout = param_or_empty(c, "timeoutSeconds");

	if (*timeout && !digits(*timeout == '-' ? timeout + 1 : timeout))
		return call_bad_request(c, "strconv.ParseInt: parsing \"%s\": invalid syntax", timeout);
	if (watch) {
		default_watch(&o);
		check_watch(c, &o);
	} else {
		check_list(c, &o);
	}
	return c->status.causes.len > 0 ? invalid_options(c) : 0;
}
