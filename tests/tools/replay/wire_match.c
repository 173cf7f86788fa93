/*
 * See wire.h. Left out of the comparison: storage hashes of discovery, the server's own address and the long descriptions of table columns. managedFields are compared as a
 * set: those written within one second stand in no certain order.
 */
#include "tests/tools/replay/wire.h"

#include <ctype.h>

#include "kube/time.h"

void bindings_release(struct bindings *b)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&b->values, &i));)
		free(e->value);
	map_release(&b->values);
	vec_release(&b->recent);
}

static void time_fill(const struct bindings *b, const char *name, struct str *out)
{
	time_add(out, b->now_s + strtoll(name + strlen("now"), NULL, 10));
}

static const char *placeholder_end(const char *p)
{
	return starts_with(p, "${") ? strchr(p, '}') : NULL;
}

char *wire_fill(const struct bindings *b, const char *text)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const char *p = text; *p;) {
		const char *end = placeholder_end(p);
		_cleanup_(freep) char *name = end ? xstrndup(p + 2, (size_t)(end - p - 2)) : NULL;
		const char *value = name ? map_get(&b->values, name) : NULL;

		if (value)
			str_add(&out, value);
		else if (name && starts_with(name, "now"))
			time_fill(b, name, &out);
		else
			str_addn(&out, p, end ? (size_t)(end + 1 - p) : 1);
		p = end ? end + 1 : p + 1;
	}
	return str_take(&out);
}

/* --- texts --- */

#define PATH_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./"

static const struct {
	const char *name;
	const char *letters;		/* what it is made of */
	size_t len;			/* 0: any */
	bool fresh;			/* bound anew each time */
} kinds[] = {
	{ "uid", "0123456789abcdef-", 36, false },
	{ "rv", "0123456789", 0, false },
	{ "listrv", "0123456789", 0, true },
	{ "ip", "0123456789.", 0, false },
	{ "nodeport", "0123456789", 0, false },
	{ "suffix", "bcdfghjklmnpqrstvwxz2456789", 5, false },
	{ "continue", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 0, false },
	{ "time", "0123456789-:TZ", 20, true },
	{ "microtime", "0123456789-:TZ.", 27, true },
	{ "age", "0123456789smhdy", 0, true },
	{ "date", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:+-, ", 31, true },
	{ "count", "0123456789", 0, true },
	{ "n", "0123456789", 0, true },
	{ "podip", "0123456789.", 0, true },
	{ "node", "abcdefghijklmnopqrstuvwxyz0123456789-", 0, false },
	{ "hash", "bcdfghjklmnpqrstvwxz2456789", 0, false },
	{ "eventid", "0123456789abcdef", 0, true },
	{ "editor", PATH_LETTERS, 0, false },
	{ "home", PATH_LETTERS, 0, false },
	{ "kubeconfig", PATH_LETTERS, 0, false },
	{ "server", "https:/0123456789.", 0, false },
	{ "serveraddr", "0123456789.:", 0, false },
	{ "token", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", 0, true },
};

/* recent points at the map's own copy of the name. */
static bool bind(struct bindings *b, const char *name, const char *value)
{
	const char *known = map_get(&b->values, name);

	if (known)
		return streq(known, value);
	free(map_set(&b->values, name, xstrdup(value)));
	vec_push(&b->recent, b->values.entries[b->values.len - 1].key);
	return true;
}

/* The text at p that the placeholder stands for; its length in *ret_len. */
static bool take_value(struct bindings *b, const char *name, const char *p, size_t *ret_len)
{
	size_t word = strcspn(name, ":+-");
	const char *known = map_get(&b->values, name);

	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t len = strspn(p, kinds[i].letters);
		_cleanup_(freep) char *value = NULL;

		if (strlen(kinds[i].name) != word || strncmp(kinds[i].name, name, word) != 0)
			continue;
		/* What it stands for may be followed by letters that could belong to it. */
		if (known && !kinds[i].fresh && starts_with(p, known))
			len = strlen(known);
		if (kinds[i].len > 0)
			len = MIN(len, kinds[i].len);
		if (len == 0 || (kinds[i].len > 0 && len != kinds[i].len))
			return false;
		value = xstrndup(p, len);
		*ret_len = len;
		if (!kinds[i].fresh && bind(b, name, value))
			return true;
		/* Where a pod runs is the scheduler's choice: another of our nodes will do. */
		if (!kinds[i].fresh)
			return streq(kinds[i].name, "node") && starts_with(value, "node-");
		free(map_set(&b->values, name, xstrdup(value)));
		return true;
	}
	if (strncmp(name, "now", 3) != 0 || strspn(p, "0123456789-:TZ") < 20)
		return false;
	*ret_len = 20;
	return true;
}

bool wire_match_text(struct bindings *b, const char *pattern, const char *text)
{
	while (*pattern) {
		const char *end = placeholder_end(pattern);
		_cleanup_(freep) char *name = end ? xstrndup(pattern + 2, (size_t)(end - pattern - 2)) : NULL;
		size_t len;

		if (!end && *pattern != *text)
			return false;
		if (end && !take_value(b, name, text, &len))
			return false;
		pattern = end ? end + 1 : pattern + 1;
		text += end ? len : 1;
	}
	return !*text;
}

bool wire_try_text(struct bindings *b, const char *pattern, const char *text)
{
	bool equal;

	b->recent.len = 0;
	equal = wire_match_text(b, pattern, text);
	for (; !equal && b->recent.len > 0; b->recent.len--)
		free(map_del(&b->values, vec_last(&b->recent)));
	return equal;
}

/* --- trees --- */

static bool differ(const char *path, const json *expected, const json *got, struct str *why)
{
	_cleanup_(freep) char *want = expected ? json_text(expected) : xstrdup("nothing"), *have = got ? json_text(got) : xstrdup("nothing");

	str_addf(why, "  %s: expected %.600s\n  %*s       got %.600s\n", path, want, (int)strlen(path), "", have);
	return false;
}

static bool left_out(const char *path, const char *key)
{
	return streq(key, "serverAddress") || (streq(key, "description") && strstr(path, "columnDefinitions"));
}

static bool match_object(struct bindings *b, const char *path, const json *expected, const json *got, struct str *why)
{
	bool equal = true;

	for (const json *m = json_first(expected); m; m = json_next(m)) {
		_cleanup_(freep) char *sub = xasprintf("%s.%s", path, json_key(m));

		if (!left_out(path, json_key(m)))
			equal = wire_match(b, sub, m, json_get(got, json_key(m)), why) && equal;
	}
	for (const json *m = json_first(got); m; m = json_next(m)) {
		_cleanup_(freep) char *sub = xasprintf("%s.%s", path, json_key(m));

		if (!left_out(path, json_key(m)) && !json_get(expected, json_key(m)))
			equal = differ(sub, NULL, m, why);
	}
	return equal;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && streq(s + len - n, end);
}

/* What tells one entry of managedFields from another. */
static int by_manager(const void *x, const void *y)
{
	static const char *const keys[] = { "manager", "operation", "subresource", "apiVersion" };
	const json *a = *(json *const *)x, *b = *(json *const *)y;
	int d = 0;

	for (size_t i = 0; i < COUNT(keys) && !d; i++)
		d = strcmp(json_str_or(json_get(a, keys[i]), ""), json_str_or(json_get(b, keys[i]), ""));
	return d ? d : !json_get(a, "time") - !json_get(b, "time");
}

static json *sorted_managers(const json *entries)
{
	VEC(json *) list = VEC_INIT;
	json *out = json_array();

	for (json *i = json_first(entries); i; i = json_next(i))
		vec_push(&list, i);
	if (list.len > 1)
		qsort(list.items, list.len, sizeof(*list.items), by_manager);
	vec_each(&list, i)
		json_push(out, json_copy(*i));
	vec_release(&list);
	return out;
}

static bool match_array(struct bindings *b, const char *path, const json *expected, const json *got, struct str *why)
{
	bool equal = true;

	if (json_len(expected) != json_len(got)) {
		_cleanup_(freep) char *sub = xasprintf("%s (%zu items, got %zu)", path, json_len(expected), json_len(got));

		return differ(sub, expected, got, why);
	}
	for (size_t i = 0; i < json_len(expected); i++) {
		_cleanup_(freep) char *sub = xasprintf("%s.%zu", path, i);

		equal = wire_match(b, sub, json_item(expected, i), json_item(got, i), why) && equal;
	}
	return equal;
}

static bool match_string(struct bindings *b, const char *pattern, const json *got)
{
	_cleanup_(freep) char *number = NULL;

	if (json_str(got))
		return wire_match_text(b, pattern, json_str(got));
	if (json_type(got) != JSON_NUMBER || !starts_with(pattern, "${nodeport"))
		return false;
	number = json_text(got);
	return wire_match_text(b, pattern, number);
}

bool wire_match(struct bindings *b, const char *path, const json *expected, const json *got, struct str *why)
{
	if (json_type(expected) == JSON_STRING)
		return match_string(b, json_str(expected), got) || differ(path, expected, got, why);
	if (starts_with(path, "events.") && strstr(path, "columnDefinitions") && (json_is_null(expected) || json_is_null(got)))
		return true;
	if (json_type(expected) != json_type(got))
		return differ(path, expected, got, why);
	if (json_type(expected) == JSON_OBJECT)
		return match_object(b, path, expected, got, why);
	if (json_type(expected) == JSON_ARRAY && ends_with(path, ".managedFields")) {
		_cleanup_(json_freep) json *want = sorted_managers(expected), *have = sorted_managers(got);

		return match_array(b, path, want, have, why);
	}
	if (json_type(expected) == JSON_ARRAY)
		return match_array(b, path, expected, got, why);
	return json_equal(expected, got) || differ(path, expected, got, why);
}
