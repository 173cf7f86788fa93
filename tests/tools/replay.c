/*
 * replay KIND FILE...: plays recorded truth (JSON lines, plain or gzip) against our code, prints what differs first and last
 * "N passed, N failed"; the exit code is 1 if any failed. -v prints every difference, -i ID plays one case only.
 */
#include "tests/tools/replay/replay.h"

#include <getopt.h>
#include <stdio.h>

#include "kube/time.h"

#define SHOWN 5			/* differing cases that are printed without -v */

static const struct replay *const replays[] = {
#define X(file) &file##_replay,
#include "replays.inc"
#undef X
};

struct run {
	const struct replay *kind;
	const char *only;	/* NULL: all cases */
	bool verbose;
	size_t passed, failed;
	void *session;		/* of the kind's begin */
};

static int play_case(struct run *r, const json *c, struct str *why)
{
	return r->session ? r->kind->step(r->session, c, why) : r->kind->play(c, why);
}

bool expect_equal(const char *what, const json *expected, const json *got, struct str *why)
{
	_cleanup_(freep) char *want = NULL, *have = NULL;

	if ((json_is_null(expected) && json_is_null(got)) || json_equal(expected, got))
		return true;
	want = expected ? json_text(expected) : xstrdup("nothing");
	have = got ? json_text(got) : xstrdup("nothing");
	str_addf(why, "  %s: expected %s\n  %*s       got %s\n", what, want, (int)strlen(what), "", have);
	return false;
}

bool expect_text(const char *what, const char *expected, const char *got, struct str *why)
{
	_cleanup_(json_freep) json *want = expected ? json_string(expected) : json_null();
	_cleanup_(json_freep) json *have = got ? json_string(got) : json_null();

	return expect_equal(what, want, have, why);
}

bool expect_int(const char *what, int64_t expected, int64_t got, struct str *why)
{
	_cleanup_(json_freep) json *want = json_number(expected), *have = json_number(got);

	return expect_equal(what, want, have, why);
}

int64_t case_time(const json *text)
{
	int64_t ms = 0;

	if (!time_parse(json_str_or(text, ""), &ms)) {
		fprintf(stderr, "replay: %s is not a time\n", json_str_or(text, "(nothing)"));
		exit(2);
	}
	return ms;
}

bool case_has_tag(const json *c, const char *tag)
{
	for (json *i = json_first(json_get(c, "tags")); i; i = json_next(i)) {
		if (streq(json_str_or(i, ""), tag))
			return true;
	}
	return false;
}

static void title(const struct run *r, const json *c, size_t line, struct str *out)
{
	if (r->kind->title)
		r->kind->title(c, out);
	else
		str_add(out, json_str_or(json_get(c, "id"), ""));
	if (out->len == 0)
		str_addf(out, "line %zu", line);
}

static void play_line(struct run *r, const char *text, size_t len, size_t line)
{
	_cleanup_(str_release) struct str why = STR_INIT, name = STR_INIT;
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *c = json_parse(text, len, &err);
	int equal;

	if (!c) {
		fprintf(stderr, "replay: line %zu: %s\n", line, err.text);
		exit(2);
	}
	title(r, c, line, &name);
	if (r->only && !r->session && !streq(r->only, name.buf))
		return;
	equal = play_case(r, c, &why);
	if (equal) {
		r->passed += equal > 0;
		return;
	}
	if (r->only && !streq(r->only, name.buf))
		r->failed++;
	else if (r->failed++ < SHOWN || r->verbose)
		printf("%s differs\n%s", name.buf, why.buf);
}

static FILE *open_lines(const char *path)
{
	_cleanup_(str_release) struct str command = STR_INIT;
	size_t len = strlen(path);

	if (len < 3 || !streq(path + len - 3, ".gz"))
		return fopen(path, "re");
	if (strchr(path, '\''))
		return NULL;
	str_addf(&command, "gzip -dc -- '%s'", path);
	return popen(command.buf, "re");
}

static void play_file(struct run *r, const char *path)
{
	_cleanup_(freep) char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t len;
	FILE *f = open_lines(path);

	if (!f) {
		fprintf(stderr, "replay: cannot open %s: %s\n", path, strerror(errno));
		exit(2);
	}
	r->session = r->kind->begin ? r->kind->begin() : NULL;
	/* No NUL is in JSON: up to one is the whole file. */
	while ((len = getdelim(&line, &size, r->kind->whole ? '\0' : '\n', f)) > 0)
		play_line(r, line, (size_t)len, ++number);
	if (r->session)
		r->kind->end(r->session);
	if (number == 0) {
		fprintf(stderr, "replay: %s holds no cases\n", path);
		exit(2);
	}
	if (path[strlen(path) - 1] == 'z')
		pclose(f);
	else
		fclose(f);
}

static _Noreturn void usage(void)
{
	fputs("usage: replay [-v] [-i CASE] KIND FILE...\n", stderr);
	for (size_t i = 0; i < COUNT(replays); i++)
		fprintf(stderr, "  %-12s %s\n", replays[i]->name, replays[i]->help);
	exit(2);
}

int main(int argc, char **argv)
{
	struct run r = { 0 };
	int option;

	while ((option = getopt(argc, argv, "vi:")) != -1) {
		if (option == 'v')
			r.verbose = true;
		else if (option == 'i')
			r.only = optarg;
		else
			usage();
	}
	for (size_t i = 0; i < COUNT(replays) && optind < argc; i++) {
		if (streq(replays[i]->name, argv[optind]))
			r.kind = replays[i];
	}
	if (!r.kind || optind + 1 >= argc)
		usage();
	for (int i = optind + 1; i < argc; i++)
		play_file(&r, argv[i]);
	printf("%zu passed, %zu failed\n", r.passed, r.failed);
	return r.failed || !r.passed;
}
