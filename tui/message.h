/*
 * The message line above the keys: the prompt, what was just said, or what must be known though nobody asked. A
 * sentence wider than the screen takes up to MESSAGE_ROWS rows, so that its end, what to do, is read too.
 */
#ifndef TUI_MESSAGE_H
#define TUI_MESSAGE_H

#include "tui/freshness.h"

#define MESSAGE_ROWS 4

int message_rows(struct app *app, const struct freshness *f);	/* 1 at least */
/* The rows of r are blank when it is called; r.height is what message_rows said. */
void message_draw(struct app *app, struct surface *s, struct rect r, const struct freshness *f);

#endif
