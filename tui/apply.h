/* `:apply FILE`: the objects of a lesson's file are created, or changed to what the file says. */
#ifndef TUI_APPLY_H
#define TUI_APPLY_H

#include "tui/app.h"

void apply_file(struct app *app, const char *name);
void apply_names(struct app *app, word_vec *ret);	/* the files there are */

#endif
