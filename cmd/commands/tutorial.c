/* ordinal tutorial: lists the lessons, and proves that they are sound. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/lesson_play.h"

static const char help_text[] =
	"usage: ordinal tutorial\n"
	"       ordinal tutorial --check LESSON...\n"
	"\n"
	"Lists the lessons. With --check each LESSON (a name, or the path of a file) is read strictly and played\n"
	"without a terminal: no step may be done before anything was done, each must be done after its `solve:`, and\n"
	"each wrong answer must get its hint. What is not so is told with file and line.\n"
	"\n"
	"A lesson is played by a script that begins with `lesson NAME`; its step `solve` does the step at hand: see\n"
	"ordinal play.\n"
	"\n"
	"Exit code: 0, 1 a lesson is not sound, 2 wrong usage.\n";

static int list(void)
{
	lesson_names names = VEC_INIT;

	lesson_list(&names);
	vec_each(&names, n) {
		struct err err = ERR_INIT;
		struct lesson *l = lesson_load(*n, &err);

		if (l)
			printf("  %-12s %zu steps   %s: %s\n", l->id, l->steps.len, l->title, l->about);
		else
			printf("  %-12s %s\n", *n, err.text);
		lesson_free(l);
		free(*n);
	}
	vec_release(&names);
	return EXIT_OK;
}

static bool check(const char *name, struct lesson_proof *all)
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
	return !p.failed;
}

static int run(int argc, char **argv)
{
	struct lesson_proof all = { .complaints = STR_INIT };

	if (argc == 1)
		return list();
	if (streq(argv[1], "--help") || streq(argv[1], "-h")) {
		fputs(help_text, stdout);
		return EXIT_OK;
	}
	if (!streq(argv[1], "--check") || argc < 3) {
		fprintf(stderr, "ordinal tutorial: expected nothing, or --check LESSON...\n");
		return EXIT_USAGE;
	}
	for (int i = 2; i < argc; i++)
		check(argv[i], &all);
	printf("%d passed, %d failed\n", all.passed, all.failed);
	return all.failed ? EXIT_FAILED : EXIT_OK;
}

const struct command tutorial_command = {
	.name = "tutorial",
	.usage = "[--check LESSON...]",
	.help = "lists the lessons; proves that they are sound",
	.run = run,
};
