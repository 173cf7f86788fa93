/* The list of lessons on the terminal, until one is chosen. */
#ifndef CMD_CHOOSER_H
#define CMD_CHOOSER_H

#include "base/err.h"
#include "tui/syllabus.h"

/* theme NULL: what goes with the terminal's page. *ret_wish: SYLLABUS_BEGIN or _ANEW, for the row below the cursor, or
 * _LEAVE. */
int chooser_run(struct syllabus *s, const char *theme, bool ascii, enum syllabus_wish *ret_wish, struct err *err);

#endif
