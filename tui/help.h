/* What can be done, as rows: made from those of the actions, views and commands, for the help screen and the manual. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "base/vec.h"

enum help_part { HELP_ACTIONS, HELP_MOVING, HELP_PLACES, HELP_PARTS };

struct help_row {
	char *left, *text;		/* owned: "^D", ":ns [NAME|all]"; what it does */
};
typedef VEC(struct help_row) help_vec;

const char *help_title(enum help_part part);		/* "What can be done" */
void help_rows(enum help_part part, help_vec *ret);	/* appended */
void help_release(help_vec *rows);

#endif
