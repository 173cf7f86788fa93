/*
 * The subcommands: one file in cmd/commands/, registered by existing (console.c defines `const struct command
 * console_command`). Without one the console starts.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "base/base.h"

/* Exit codes that hold for every subcommand. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_STUCK = 3 };

struct command {
	const char *name;		/* "sim" */
	const char *usage;		/* "[--listen ADDRESS] [--seed N]" */
	const char *help;		/* one line for --help */
	/* argv[0] is the subcommand's name. Returns the exit code; what is wrong is one sentence on stderr. */
	int (*run)(int argc, char **argv);
};

/* All of them, by name (cmd/subcommands.c). */
size_t subcommand_count(void);
const struct command *subcommand_at(size_t index);
const struct command *subcommand_find(const char *name);	/* NULL: there is none */

#define X(file) extern const struct command file##_command;
#include "commands.inc"
#undef X

#endif
