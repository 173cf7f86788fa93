/*
 * One frame: header, rule, the view, the message line, the keys, and what floats above them. Made only from the app's
 * state, so the same state always gives the same frame.
 */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/app.h"

#define FRAME_WIDTH 40			/* below these nothing useful fits, and the frame says so */
#define FRAME_HEIGHT 10

void frame_draw(struct app *app);

#endif
