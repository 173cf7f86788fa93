#include "tui/strict.h"

#include <stdio.h>

#include "base/yaml.h"

int spot_line(const struct spot *s)
{
	return MAX(yaml_line(s->place), 1);	/* the whole file has no line of its own */
}

int spot_fail(const struct spot *s, struct err *err, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	return err_set(err, -EINVAL, "%s:%d: %s", s->file, spot_line(s), text.buf);
}

struct spot spot_member(const struct spot *s, const char *key)
{
	const json *value = json_get(s->value, key);

	return (struct spot){ s->file, value, value ? json_get(s->place, key) : s->place };
}

struct spot spot_item(const struct spot *s, size_t index)
{
	char key[24];

	snprintf(key, sizeof(key), "%zu", index);
	return (struct spot){ s->file, json_item(s->value, index), json_get(s->place, key) };
}

static bool has_word(const char *words, const char *key)
{
	size_t len = strlen(key);

	for (const char *w = words; *w; w += strcspn(w, " "), w += strspn(w, " ")) {
		if (!strncmp(w, key, len) && (w[len] == ' ' || !w[len]))
			return true;
	}
	return false;
}

/* "a b c" as "a, b, c". */
static void join(const char *words, struct str *out)
{
	for (; *words; words++) {
		if (*words == ' ')
			str_addc(out, ',');
		str_addc(out, *words);
	}
}

int spot_keys(const struct spot *s, const char *what, const char *words, struct err *err)
{
	_cleanup_(str_release) struct str all = STR_INIT;

	if (json_type(s->value) != JSON_OBJECT)
		return spot_fail(s, err, "expected %s: a mapping", what);
	for (const json *m = json_first(s->value); m; m = json_next(m)) {
		struct spot at = spot_member(s, json_key(m));

		if (has_word(words, json_key(m)))
			continue;
		join(words, &all);
		return spot_fail(&at, err, "unknown key \"%s\" in %s; expected one of: %s", json_key(m), what,
				 all.buf);
	}
	return 0;
}

/* 0 if the member is there, 1 if it is absent and may be. */
static int find(const struct spot *s, const char *key, bool required, struct spot *ret, struct err *err)
{
	*ret = spot_member(s, key);
	if (ret->value)
		return 0;
	return required ? spot_fail(s, err, "expected \"%s\" here", key) : 1;
}

int spot_text(const struct spot *s, const char *key, bool required, const char **ret, struct err *err)
{
	struct spot at;
	int r = find(s, key, required, &at, err);

	if (r)
		return r < 0 ? r : 0;
	if (!json_str(at.value) || !*json_str(at.value))
		return spot_fail(&at, err, "expected a text for \"%s\"; quote what looks like something else", key);
	*ret = json_str(at.value);
	return 0;
}

int spot_number(const struct spot *s, const char *key, bool required, int64_t *ret, struct err *err)
{
	struct spot at;
	int r = find(s, key, required, &at, err);

	if (r)
		return r < 0 ? r : 0;
	if (!json_int(at.value, ret) || *ret < 0)
		return spot_fail(&at, err, "expected a whole number for \"%s\", 0 or more", key);
	return 0;
}

int spot_bool(const struct spot *s, const char *key, bool *ret, struct err *err)
{
	struct spot at;
	int r = find(s, key, false, &at, err);

	if (r)
		return r < 0 ? r : 0;
	if (json_type(at.value) != JSON_BOOL)
		return spot_fail(&at, err, "expected true or false for \"%s\"", key);
	*ret = json_true(at.value);
	return 0;
}

int spot_list(const struct spot *s, const char *key, bool required, struct spot *ret, struct err *err)
{
	int r = find(s, key, required, ret, err);

	if (r)
		return r < 0 ? r : 0;
	if (json_type(ret->value) != JSON_ARRAY || !json_len(ret->value))
		return spot_fail(ret, err, "expected a list for \"%s\"", key);
	return 0;
}
