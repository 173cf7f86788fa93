/*
 * JSON merge patch (RFC 7386) as Kubernetes applies it: null deletes, objects merge, everything else replaces.
 */
#include "kube/patch.h"

/* Nulls in what is new mean "absent": they go, in lists too. */
static void prune_nulls(json *j)
{
	json *next;

	for (json *i = json_first(j); i; i = next) {
		next = json_next(i);
		if (json_type(i) == JSON_NULL)
			json_drop(j, i);
		else
			prune_nulls(i);
	}
}

static void merge(json *target, const json *patch)
{
	for (const json *p = json_first(patch); p; p = json_next(p)) {
		json *old = json_get(target, json_key(p)), *value;

		if (json_type(p) == JSON_NULL) {
			json_del(target, json_key(p));
		} else if (json_type(old) == JSON_OBJECT && json_type(p) == JSON_OBJECT) {
			merge(old, p);
		} else {
			value = json_copy(p);
			if (json_type(old) != JSON_OBJECT)
				prune_nulls(value);
			json_set(target, json_key(p), value);
		}
	}
}

int patch_merge(json **target, const json *patch, struct status *why)
{
	static const char *const words[] = { [JSON_BOOL] = "bool", [JSON_NUMBER] = "number", [JSON_STRING] = "string",
					     [JSON_ARRAY] = "array" };

	if (json_is_null(patch))
		return status_set(why, 400, "BadRequest", "Invalid JSON Patch");
	if (json_type(patch) != JSON_OBJECT)
		return status_set(
			why, 400, "BadRequest",
			"error decoding patch: json: cannot unmarshal %s into Go value of type map[string]interface {}",
			words[json_type(patch)]);
	merge(*target, patch);
	return 0;
}
