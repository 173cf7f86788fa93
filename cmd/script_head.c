/* The words at the head of a script: what the stage is like. */
#include <stdio.h>

#include "cmd/script.h"

static int size(struct script *s, char *rest, struct err *err UNUSED)
{
	char end;

	if (sscanf(rest, "%dx%d%c", &s->options.width, &s->options.height, &end) != 2 || s->options.width < 1 ||
	    s->options.height < 1)
		return -EINVAL;
	return 0;
}

static int set_text(struct script *s, const char *rest, const char **ret)
{
	*ret = script_copy(s, rest);
	return *rest ? 0 : -EINVAL;
}

static int world(struct script *s, char *rest, struct err *err UNUSED)
{
	return set_text(s, rest, &s->options.world);
}

static int lesson(struct script *s, char *rest, struct err *err UNUSED)
{
	return set_text(s, rest, &s->options.lesson);
}

static int theme(struct script *s, char *rest, struct err *err UNUSED)
{
	return set_text(s, rest, &s->options.theme);
}

static int controllers(struct script *s, char *rest, struct err *err UNUSED)
{
	return set_text(s, rest, &s->options.controllers);
}

static int title(struct script *s, char *rest, struct err *err UNUSED)
{
	free(s->title);
	s->title = xstrdup(rest);
	return *rest ? 0 : -EINVAL;
}

static int seed(struct script *s, char *rest, struct err *err UNUSED)
{
	char *end;

	s->options.seed = strtoull(rest, &end, 10);
	return *rest && *rest != '-' && !*end ? 0 : -EINVAL;
}

static int ascii(struct script *s, char *rest UNUSED, struct err *err UNUSED)
{
	s->options.ascii = true;
	return 0;
}

static int read_only(struct script *s, char *rest UNUSED, struct err *err UNUSED)
{
	s->options.read_only = true;
	return 0;
}

static int live(struct script *s, char *rest UNUSED, struct err *err UNUSED)
{
	s->options.live = true;
	return 0;
}

static int all_namespaces(struct script *s, char *rest UNUSED, struct err *err UNUSED)
{
	s->options.all_namespaces = true;
	return 0;
}

static int refuse(struct script *s, char *rest, struct err *err UNUSED)
{
	vec_push(&s->options.refused, script_copy(s, rest));
	return *rest == '/' ? 0 : -EINVAL;
}

static int unreachable(struct script *s, char *rest, struct err *err UNUSED)
{
	return set_text(s, rest, &s->options.unreachable);
}

static const struct script_word words[] = {
	{ "size", "WIDTHxHEIGHT", .run = size },
	{ "world", "NAME", .run = world },
	{ "lesson", "NAME", .run = lesson },	/* its world and seed go before those named here */
	{ "seed", "NUMBER", .run = seed },
	{ "controllers", "LIST", .run = controllers },	/* as `sim --controllers` has them */
	{ "title", "TEXT", .run = title },
	{ "theme", "NAME", .run = theme },
	{ "ascii", "", .run = ascii },
	{ "read-only", "", .run = read_only },
	{ "live", "", .run = live },		/* the console takes it for a real cluster */
	{ "all-namespaces", "", .run = all_namespaces },
	{ "refuse", "PATH", .run = refuse },	/* requests with exactly this path get a 403 */
	{ "unreachable", "WHY", .run = unreachable },
};

const struct script_word *script_head(const char *word)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (streq(words[i].word, word))
			return &words[i];
	}
	return NULL;
}

void script_head_words(struct str *out)
{
	for (size_t i = 0; i < COUNT(words); i++)
		str_addf(out, "%s%s", i > 0 ? ", " : "", words[i].word);
}
