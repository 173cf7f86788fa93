/* See caller.h. */
#include "sim/caller.h"

#include <ctype.h>
#include <strings.h>

#include "sim/access/tokens.h"
#include "sim/api/api.h"

#define EXTRA_PREFIX "Impersonate-Extra-"

/* The key of an extra header: in lower case, with its escapes undone. */
static char *extra_key(const char *name)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	url_decode(name, strlen(name), false, &out);
	for (size_t i = 0; i < out.len; i++)
		out.buf[i] = (char)tolower((unsigned char)out.buf[i]);
	return str_take(&out);
}

static void add_extra(struct caller *c, const char *name, const char *value)
{
	_cleanup_(freep) char *key = extra_key(name);

	if (!c->as.extra)
		c->as.extra = json_object();
	json_push(json_want_array(c->as.extra, key), json_string(value));
}

static void read_impersonation(struct caller *c, const char *name, const char *value)
{
	if (strcasecmp(name, "Impersonate-User") == 0) {
		c->as.user = value;
	} else if (strcasecmp(name, "Impersonate-Uid") == 0) {
		c->as.uid = value;
	} else if (strcasecmp(name, "Impersonate-Group") == 0) {
		if (!c->as.groups)
			c->as.groups = json_array();
		json_push(c->as.groups, json_string(value));
	} else if (strncasecmp(name, EXTRA_PREFIX, strlen(EXTRA_PREFIX)) == 0) {
		add_extra(c, name + strlen(EXTRA_PREFIX), value);
	} else {
		return;
	}
	c->acts = true;
}

void caller_header(struct caller *c, const char *name, const char *value)
{
	static const struct {
		const char *name;
		size_t offset;
	} rows[] = {
		{ "Authorization", offsetof(struct guard, authorization) },
		{ "Host", offsetof(struct guard, host) },
		{ "Origin", offsetof(struct guard, origin) },
		{ "Sec-Fetch-Site", offsetof(struct guard, fetch_site) },
	};

	value = value ? value : "";
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcasecmp(name, rows[i].name) == 0)
			*(const char **)((char *)&c->guard + rows[i].offset) = value;
	read_impersonation(c, name, value);
}

bool caller_authenticate(struct caller *c, struct world *w)
{
	const char *token;

	c->as.user = c->as.user ? c->as.user : "";
	c->as.uid = c->as.uid ? c->as.uid : "";
	if (!guard_bearer(&c->guard, &token))
		return false;
	if (token)
		return tokens_check(api_tokens(world_api(w)), w, token, NULL, &c->who, NULL);
	identity_of_name("", &c->who);
	return true;
}

void caller_release(struct caller *c)
{
	identity_release(&c->who);
	json_free(c->as.groups);
	json_free(c->as.extra);
}
