/* ordinal help: what there is, in a line each; --man: the manual page that `make install` installs. */
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/manual.h"

static const char help_text[] =
	"usage: ordinal help [--man]\n"
	"\n"
	"Lists the subcommands; each says more with --help.\n"
	"\n"
	"  --man               the manual page, for man(1), made from the same rows as the screens' help\n";

static void print_all(void)
{
	printf("ordinal: an operator console for Kubernetes StatefulSets\n\n");
	for (size_t i = 0; i < subcommand_count(); i++) {
		const struct command *c = subcommand_at(i);
		bool console = streq(c->name, "console");

		printf("  ordinal%s%s %s\n      %s\n", console ? "" : " ", console ? "" : c->name, c->usage, c->help);
	}
	printf("\n  ordinal --version\n");
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	_cleanup_(str_release) struct str page = STR_INIT;

	if (argc > 2 || (*word && !streq(word, "--man") && !streq(word, "--help") && !streq(word, "-h"))) {
		fprintf(stderr, "ordinal help: it takes --man, or nothing\n");
		return EXIT_USAGE;
	}
	if (streq(word, "--man")) {
		manual_page(&page);
		fputs(page.buf, stdout);
	} else if (*word) {
		fputs(help_text, stdout);
	} else {
		print_all();
	}
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
}

const struct command help_command = {
	.name = "help",
	.usage = "[--man]",
	.help = "what there is, in a line each; the manual page",
	.run = run,
};
