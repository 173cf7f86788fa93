#include "sim/workloads/conditions.h"

json *condition_get(const json *status, const char *type)
{
	for (json *c = json_first(json_get(status, "conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), type))
			return c;
	return NULL;
}

json *condition_new(const char *type, const char *value, const char *reason, const char *message, bool updated,
		    json *now)
{
	json *c = json_format("{'type':%q,'status':%q,'lastTransitionTime':%j,'reason':%q,'message':%q}", type, value,
			      now, reason, message);

	if (updated)
		json_set(c, "lastUpdateTime", json_copy(now));
	json_free(now);
	return c;
}

void condition_remove(json *status, const char *type)
{
	json *there = condition_get(status, type);

	if (!there)
		return;
	json_drop(json_get(status, "conditions"), there);
	if (json_len(json_get(status, "conditions")) == 0)
		json_del(status, "conditions");
}

static bool same(const json *a, const json *b, const char *member)
{
	return streq(json_str_or(json_get(a, member), ""), json_str_or(json_get(b, member), ""));
}

void condition_set(json *status, json *condition)
{
	const char *type = json_get_str(condition, "type");
	json *there = condition_get(status, type);

	if (there && same(there, condition, "status") && same(there, condition, "reason")) {
		json_free(condition);
		return;
	}
	if (there && same(there, condition, "status") && json_get(condition, "lastUpdateTime"))
		json_set(condition, "lastTransitionTime", json_copy(json_get(there, "lastTransitionTime")));
	condition_remove(status, type);
	json_push(json_want_array(status, "conditions"), condition);
}

bool condition_is(const json *status, const char *type, const char *value)
{
	return streq0(json_get_str(condition_get(status, type), "status"), value);
}

void conditions_count(json *status, const char *member, int64_t n)
{
	if (n == 0)
		json_del(status, member);
	else
		json_set_int(status, member, n);
}
