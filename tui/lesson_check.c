#include "tui/lesson_check.h"

#include "kube/time.h"

/* --- reading --- */

static const struct check_word *word_of(const struct spot *s)
{
	for (size_t i = 0; check_word_at(i); i++) {
		if (json_get(s->value, check_word_at(i)->word))
			return check_word_at(i);
	}
	return NULL;
}

static int fail_word(const struct spot *s, struct err *err)
{
	_cleanup_(str_release) struct str words = STR_INIT;

	for (size_t i = 0; check_word_at(i); i++)
		str_addf(&words, "%s%s", i ? ", " : "", check_word_at(i)->word);
	return spot_fail(s, err, "expected a check: one of %s", words.buf);
}

static int read_stable(struct check *c, const struct spot *s, struct err *err)
{
	const char *text = NULL;
	struct spot at = spot_member(s, "stable");
	int r = spot_text(s, "stable", false, &text, err);

	if (!r && text && (!duration_parse(text, &c->stable_ms) || c->stable_ms <= 0))
		return spot_fail(&at, err, "expected a duration for \"stable\", as 2s");
	return r;
}

static int read_into(struct check *c, const struct spot *s, const char *extra, struct err *err)
{
	_cleanup_(freep) char *keys = NULL;
	int r;

	if (json_type(s->value) != JSON_OBJECT || !(c->word = word_of(s)))
		return fail_word(s, err);
	keys = xasprintf("%s stable%s%s%s%s", c->word->word, *c->word->keys ? " " : "", c->word->keys,
			 *extra ? " " : "", extra);
	r = spot_keys(s, "a check", keys, err);
	if (!r)
		r = c->word->read(c, s, err);
	return r ? r : read_stable(c, s, err);
}

struct check *check_read(const struct spot *s, const char *extra, struct err *err)
{
	struct check *c = xcalloc(1, sizeof(*c));

	c->ready = -1;
	c->since_ms = -1;
	if (!read_into(c, s, extra, err))
		return c;
	check_free(c);
	return NULL;
}

void check_free(struct check *c)
{
	if (!c)
		return;
	vec_each(&c->parts, p)
		check_free(*p);
	vec_release(&c->parts);
	free(c);
}

/* --- asking --- */

void check_reset(struct check *c)
{
	c->since_ms = -1;
	vec_each(&c->parts, p)
		check_reset(*p);
}

bool check_holds(struct check *c, const struct facts *f, int64_t *ret_again)
{
	int64_t left;

	if (!c->word->holds(c, f, ret_again)) {
		c->since_ms = -1;
		return false;
	}
	if (c->since_ms < 0)
		c->since_ms = f->now_ms;
	left = c->since_ms + c->stable_ms - f->now_ms;
	if (left > 0)
		*ret_again = MIN(*ret_again, left);
	return left <= 0;
}

/* --- fields and patterns --- */

/* One part of a path: ".name", "[0]" or "['a.b/c']"; bytes taken, 0 if it is none. */
static size_t part(const char *path, char *ret, size_t size)
{
	size_t begin = 1, len, end;

	if (*path == '.') {
		len = strcspn(path + 1, ".[");
		end = 1 + len;
	} else if (*path == '[' && path[1] == '\'') {
		begin = 2;
		len = strcspn(path + 2, "'");
		end = path[2 + len] && path[3 + len] == ']' ? len + 4 : 0;
	} else if (*path == '[') {
		len = strspn(path + 1, "0123456789");
		end = path[1 + len] == ']' ? len + 2 : 0;
	} else {
		return 0;
	}
	if (!len || len >= size || !end)
		return 0;
	memcpy(ret, path + begin, len);
	ret[len] = '\0';
	return end;
}

int field_check(const char *path)
{
	char name[256];

	do {
		size_t taken = part(path, name, sizeof(name));

		if (!taken)
			return -EINVAL;
		path += taken;
	} while (*path);
	return 0;
}

const json *field_at(const json *tree, const char *path)
{
	char name[256];

	while (tree && *path) {
		bool index = *path == '[' && path[1] != '\'';
		size_t taken = part(path, name, sizeof(name));

		if (!taken)
			return NULL;
		tree = index ? json_item(tree, strtoul(name, NULL, 10)) : json_get(tree, name);
		path += taken;
	}
	return tree;
}

bool glob_match(const char *pattern, const char *text)
{
	for (; *pattern && *pattern != '*'; pattern++, text++) {
		if (*pattern != *text)
			return false;
	}
	if (!*pattern)
		return !*text;
	for (; !glob_match(pattern + 1, text); text++) {
		if (!*text)
			return false;
	}
	return true;
}
