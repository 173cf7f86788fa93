/* See tolerations.h. */
#include "sim/schedule/tolerations.h"

bool toleration_covers(const json *toleration, const struct taint *taint)
{
	const char *key = json_str_or(json_get(toleration, "key"), "");
	const char *effect = json_str_or(json_get(toleration, "effect"), "");
	const char *op = json_str_or(json_get(toleration, "operator"), "Equal");

	if (*effect && !streq(effect, taint->effect))
		return false;
	if (*key && !streq(key, taint->key))
		return false;
	return streq(op, "Exists") || (*key && streq(json_str_or(json_get(toleration, "value"), ""), taint->value));
}
