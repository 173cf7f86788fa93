/* Who lives on a node, in the notes of a dialog. */
#ifndef TUI_CORDONING_H
#define TUI_CORDONING_H

#include "tui/action.h"

/* "stays: web-0, web-2 and 3 other pods run on": a cordon moves nobody. */
void cordoning_explain(const struct intent *i, note_vec *notes);

#endif
