/* Finds the subcommand and runs it. */
#include <stdio.h>

#include "cmd/command.h"

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const struct command *c = subcommand_find(*word && *word != '-' ? word : "console");

	if (streq(word, "--help") || streq(word, "-h")) {
		argv[1] = NULL;
		return subcommand_find("help")->run(1, argv);
	}
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
