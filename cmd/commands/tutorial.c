/* ordinal tutorial: takes a lesson on a terminal; without a name lists them; proves that they are sound. */
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/chooser.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/lesson_play.h"
#include "cmd/progress.h"
#include "cmd/tutoring.h"

static const char help_text[] =
	"usage: ordinal tutorial [LESSON] [--anew] [--theme NAME] [--ascii] [--record FILE]\n"
	"       ordinal tutorial --list\n"
	"       ordinal tutorial --check LESSON...\n"
	"\n"
	"Takes a lesson (a name, or the path of a file) on a bundled cluster of its own, with the text beside the\n"
	"console. Without a name the lessons are there to choose from; where there is no terminal they are listed.\n"
	"\n"
	"The pane names a folder with the lesson's files and a kubeconfig: kubectl in a second terminal works on the\n"
	"same cluster. Both go when the lesson is left, and with them what was changed in these files. What was\n"
	"learned is kept in $XDG_STATE_HOME/ordinal/tutorial.json, and a lesson goes on where it was left.\n"
	"\n"
	"  --anew              from the first step, whatever was done before\n"
	"  --theme NAME        dark, light, contrast, or one of yours\n"
	"  --ascii             nothing beyond ASCII\n"
	"  --record FILE       records the session, for asciinema and agg\n"
	"  --list              the lessons, a line each\n"
	"  --check LESSON...   reads each strictly and plays it without a terminal: no step may be done before\n"
	"                      anything was done, each must be done after its `solve:`, and each wrong answer must\n"
	"                      get its hint. What is not so is told with file and line\n"
	"\n"
	"A lesson is filmed by a script that begins with `lesson NAME`; its step `solve` does the step at hand: see\n"
	"ordinal play.\n"
	"\n"
	"Exit code: 0, 1 a lesson is not sound or could not go on, 2 wrong usage.\n";

enum flag { FLAG_ANEW = FLAG_OWN, FLAG_THEME, FLAG_ASCII, FLAG_RECORD, FLAG_LIST, FLAG_CHECK };

static const struct option options[] = {
	{ "anew", no_argument, NULL, FLAG_ANEW },
	{ "theme", required_argument, NULL, FLAG_THEME },
	{ "ascii", no_argument, NULL, FLAG_ASCII },
	{ "record", required_argument, NULL, FLAG_RECORD },
	{ "list", no_argument, NULL, FLAG_LIST },
	{ "check", no_argument, NULL, FLAG_CHECK },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct wish {
	struct tutoring_options live;
	bool list, check, help;
};

static int apply(void *arg, int flag, const char *value, struct err *err UNUSED)
{
	struct wish *w = arg;

	switch (flag) {
	case FLAG_ANEW: w->live.anew = true; break;
	case FLAG_THEME: w->live.theme = value; break;
	case FLAG_ASCII: w->live.ascii = true; break;
	case FLAG_RECORD: w->live.record = value; break;
	case FLAG_LIST: w->list = true; break;
	case FLAG_CHECK: w->check = true; break;
	default: w->help = true;
	}
	return 0;
}

static int fail(const struct err *err, int code)
{
	fprintf(stderr, "ordinal: %s\n", err->text);
	return code;
}

/* --- the list --- */

static void add_row(struct syllabus *s, const char *name, const struct progress *p)
{
	struct err err = ERR_INIT;
	struct lesson *l = lesson_load(name, &err);
	struct syllabus_row r = { .name = xstrdup(name), .title = xstrdup(l ? l->title : name),
				  .about = xstrdup(l ? l->about : err.text) };
	const char *step = l ? progress_step(p, l->id) : NULL;

	if (l) {
		r.minutes = (int)l->minutes;
		r.steps = (int)l->steps.len;
		r.at = step ? lesson_step(l, step) + 1 : 0;
		r.done = progress_done(p, l->id);
	}
	vec_push(&s->rows, r);
	lesson_free(l);
}

static void read_all(struct syllabus *s)
{
	_cleanup_(freep) char *path = progress_path();
	lesson_names names = VEC_INIT;
	struct progress p;
	struct err err = ERR_INIT;

	if (progress_load(&p, path, &err))
		s->said = xstrdup(err.text);
	lesson_list(&names);
	vec_each(&names, n) {
		add_row(s, *n, &p);
		free(*n);
	}
	vec_release(&names);
	progress_release(&p);
	syllabus_aim(s);
}

static int list(const struct syllabus *s)
{
	for (size_t i = 0; i < s->rows.len; i++) {
		const struct syllabus_row *r = &s->rows.items[i];
		_cleanup_(str_release) struct str state = STR_INIT;

		syllabus_state(r, &state);
		printf("%-10s %2d steps  %3d min  %-12s  %s: %s\n", r->name, r->steps, r->minutes, state.buf, r->title,
		       r->about);
	}
	if (s->said)
		fprintf(stderr, "ordinal: %s\n", s->said);
	return EXIT_OK;
}

static int choose(struct syllabus *s, struct wish *w)
{
	enum syllabus_wish wish = SYLLABUS_LEAVE;
	struct err err = ERR_INIT;

	if (chooser_run(s, w->live.theme, w->live.ascii, &wish, &err))
		return fail(&err, EXIT_USAGE);
	w->live.anew |= wish == SYLLABUS_ANEW;
	return wish == SYLLABUS_LEAVE ? EXIT_OK : tutoring_run(s->rows.items[s->cursor].name, &w->live);
}

static int offer(struct wish *w)
{
	_cleanup_(syllabus_release) struct syllabus s = SYLLABUS_INIT;

	read_all(&s);
	if (w->list || !isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO))
		return list(&s);
	return choose(&s, w);
}

/* --- the proof --- */

static void check(const char *name, struct lesson_proof *all)
{
	struct lesson_proof p = { .complaints = STR_INIT };
	struct err err = ERR_INIT;

	if (lesson_prove(name, &p, &err)) {
		fprintf(stderr, "%s\n", err.text);
		p.failed++;
	}
	fputs(p.complaints.buf, stderr);
	printf("%s %s\n", p.failed ? "FAIL" : "ok  ", name);
	all->passed += p.passed;
	all->failed += p.failed;
	str_release(&p.complaints);
}

static int check_all(int argc, char **argv)
{
	struct lesson_proof all = { .complaints = STR_INIT };

	for (int i = 0; i < argc; i++)
		check(argv[i], &all);
	printf("%d passed, %d failed\n", all.passed, all.failed);
	return all.failed ? EXIT_FAILED : EXIT_OK;
}

static int usage(const char *why)
{
	fprintf(stderr, "ordinal: %s; see ordinal tutorial --help\n", why);
	return EXIT_USAGE;
}

static int run(int argc, char **argv)
{
	struct wish w = { 0 };
	const struct flags_reader reader = { "tutorial", ":h", options, apply, &w };
	struct config_flags none = { 0 };
	struct err err = ERR_INIT;
	int words;

	if (flags_read(argc, argv, &reader, &none, &err))
		return fail(&err, EXIT_USAGE);
	words = argc - optind;
	if (w.help) {
		fputs(help_text, stdout);
		return EXIT_OK;
	}
	if (w.check)
		return words ? check_all(words, argv + optind) : usage("--check needs a lesson");
	if (words > 1)
		return usage("one lesson at a time");
	return words ? tutoring_run(argv[optind], &w.live) : offer(&w);
}

const struct command tutorial_command = {
	.name = "tutorial",
	.usage = "[LESSON] [--anew] [--theme NAME] [--ascii] [--record FILE] | --list | --check LESSON...",
	.help = "lessons, each on a cluster of its own beside the console",
	.run = run,
};
