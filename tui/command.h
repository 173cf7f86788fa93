/* What is typed after `:`: views, kinds, contexts, namespaces, themes, leaving. One table of words. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "tui/app.h"

struct command_word {
	const char *name;
	const char *also;		/* another spelling, or NULL */
	const char *argument;		/* "[NAME]" for help, or NULL */
	const char *help;
	void (*run)(struct app *app, const char *argument);	/* argument "" when none was typed */
	void (*complete)(struct app *app, word_vec *ret);	/* what the argument may be; NULL */
};

size_t command_count(void);
const struct command_word *command_at(size_t index);
/* Whole lines that `typed` may become, best first. */
void command_words(struct app *app, const char *typed, word_vec *ret);

#endif
