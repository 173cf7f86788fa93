/* Finds the subcommand and runs it. */
#include <stdio.h>

#include "cmd/command.h"

static const struct command *const commands[] = {
#define X(file) &file##_command,
#include "commands.inc"
#undef X
};

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (streq(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

static int print_help(void)
{
	printf("ordinal: an operator console for Kubernetes StatefulSets\n\n");
	for (size_t i = 0; i < COUNT(commands); i++) {
		const struct command *c = commands[i];

		printf("  ordinal%s%s %s\n      %s\n", streq(c->name, "console") ? "" : " ",
		       streq(c->name, "console") ? "" : c->name, c->usage, c->help);
	}
	printf("\n  ordinal --version\n");
	return EXIT_OK;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const struct command *c = find(*word && *word != '-' ? word : "console");

	if (streq(word, "--help") || streq(word, "-h") || streq(word, "help"))
		return print_help();
	if (streq(word, "--version")) {
		printf("ordinal %s\n", VERSION);
		return EXIT_OK;
	}
	if (!c) {
		fprintf(stderr, "ordinal: there is no subcommand \"%s\"; `ordinal --help` lists them\n", word);
		return EXIT_USAGE;
	}
	return *word && *word != '-' ? c->run(argc - 1, argv + 1) : c->run(argc, argv);
}
