#include "kube/read.h"

int32_t read_int32(const json *tree, const char *path, int32_t fallback)
{
	int64_t n = json_int_or(json_at(tree, path), fallback);

	return n > INT32_MAX ? INT32_MAX : n < INT32_MIN ? INT32_MIN : (int32_t)n;
}

const char *read_json(const json *tree, const char *path, struct arena *arena)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	const json *j = json_at(tree, path);

	if (!json_is_null(j))
		json_print(j, JSON_PLAIN, &text);
	return arena_str(arena, text.buf);
}

const char *read_number_or_text(const json *tree, const char *path, struct arena *arena)
{
	const json *j = json_at(tree, path);

	return json_str(j) ? arena_str(arena, json_str(j)) : read_json(tree, path, arena);
}

const char *read_access_modes(const json *list, struct arena *arena)
{
	static const struct {
		const char *name, *shown;
	} modes[] = {
		{ "ReadWriteOnce", "RWO" },
		{ "ReadOnlyMany", "ROX" },
		{ "ReadWriteMany", "RWX" },
		{ "ReadWriteOncePod", "RWOP" },
	};
	_cleanup_(str_release) struct str text = STR_INIT;

	for (size_t m = 0; m < COUNT(modes); m++) {
		for (const json *i = json_first(list); i; i = json_next(i)) {
			if (!streq0(json_str(i), modes[m].name))
				continue;
			str_addf(&text, "%s%s", text.len ? "," : "", modes[m].shown);
			break;
		}
	}
	return arena_str(arena, text.buf);
}

const char *read_images(const json *spec, struct arena *arena)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	const json *containers = json_get(spec, "containers");

	for (const json *c = json_first(containers); c; c = json_next(c))
		str_addf(&text, "%s%s", c == json_first(containers) ? "" : ",", json_str_or(json_get(c, "image"), ""));
	return arena_str(arena, text.buf);
}

const json *read_condition(const json *tree, const char *type)
{
	for (const json *c = json_first(json_at(tree, "status.conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), type))
			return c;
	return NULL;
}

bool read_condition_true(const json *tree, const char *type)
{
	return streq0(json_get_str(read_condition(tree, type), "status"), "True");
}

const char *read_annotation(const json *tree, const char *key)
{
	return json_str_or(json_get(json_at(tree, "metadata.annotations"), key), "");
}
