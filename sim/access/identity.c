/* See identity.h. */
#include "sim/access/identity.h"

#include <stdio.h>

#define ACCOUNT_PREFIX "system:serviceaccount:"
#define ACCOUNT_GROUP "system:serviceaccounts"

bool identity_account(const char *name, char *ret_namespace, char *ret_name, size_t size)
{
	const char *rest = name + strlen(ACCOUNT_PREFIX), *colon;

	if (!starts_with(name, ACCOUNT_PREFIX))
		return false;
	colon = strchr(rest, ':');
	if (!colon || colon == rest || !colon[1] || strchr(colon + 1, ':') || strlen(rest) >= size)
		return false;
	snprintf(ret_namespace, size, "%.*s", (int)(colon - rest), rest);
	snprintf(ret_name, size, "%s", colon + 1);
	return true;
}

void identity_release(struct identity *i)
{
	free(i->name);
	free(i->uid);
	json_free(i->groups);
	json_free(i->extra);
	*i = (struct identity){ 0 };
}

bool identity_in(const struct identity *i, const char *group)
{
	for (const json *g = json_first(i->groups); g; g = json_next(g))
		if (streq0(json_str(g), group))
			return true;
	return false;
}

void identity_add_group(struct identity *i, const char *group)
{
	if (!identity_in(i, group))
		json_push(i->groups, json_string(group));
}

void identity_of_name(const char *name, struct identity *ret)
{
	char namespace[256], account[256];

	*ret = (struct identity){ .groups = json_array() };
	if (!name || !*name) {
		ret->name = xstrdup(USER_ANONYMOUS);
		ret->uid = xstrdup("");
		identity_add_group(ret, GROUP_UNAUTHENTICATED);
		return;
	}
	ret->name = xstrdup(name);
	ret->uid = xstrdup(streq(name, "admin") ? name : "");
	if (streq(name, "admin"))
		identity_add_group(ret, GROUP_MASTERS);
	if (identity_account(name, namespace, account, sizeof(namespace))) {
		_cleanup_(freep) char *group = xasprintf("%s:%s", ACCOUNT_GROUP, namespace);

		identity_add_group(ret, ACCOUNT_GROUP);
		identity_add_group(ret, group);
	}
	identity_add_group(ret, GROUP_AUTHENTICATED);
}

void identity_copy(const struct identity *from, struct identity *ret)
{
	*ret = (struct identity){
		.name = xstrdup(from->name),
		.uid = xstrdup(from->uid),
		.groups = json_copy(from->groups),
		.extra = from->extra ? json_copy(from->extra) : NULL,
	};
}

json *identity_json(const struct identity *i)
{
	json *out = json_object();

	if (*i->name)
		json_set_str(out, "username", i->name);
	if (*i->uid)
		json_set_str(out, "uid", i->uid);
	if (json_len(i->groups) > 0)
		json_set(out, "groups", json_copy(i->groups));
	if (json_len(i->extra) > 0)
		json_set(out, "extra", json_copy(i->extra));
	return out;
}

void identity_read(const json *from, const char *name_key, struct identity *ret)
{
	const json *groups = json_get(from, "groups"), *extra = json_get(from, "extra");

	*ret = (struct identity){
		.name = xstrdup(json_str_or(json_get(from, name_key), "")),
		.uid = xstrdup(json_str_or(json_get(from, "uid"), "")),
		.groups = json_type(groups) == JSON_ARRAY ? json_copy(groups) : json_array(),
		.extra = json_type(extra) == JSON_OBJECT ? json_copy(extra) : NULL,
	};
}
