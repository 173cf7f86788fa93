/* All subcommands, in the order of their names. */
#include "cmd/command.h"

static const struct command *const commands[] = {
#define X(file) &file##_command,
#include "commands.inc"
#undef X
};

size_t subcommand_count(void)
{
	return COUNT(commands);
}

const struct command *subcommand_at(size_t index)
{
	return commands[index];
}

const struct command *subcommand_find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (streq(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}
