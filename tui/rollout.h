/* What a new template does to a set, in the notes of a dialog: the pods it replaces in order, and who is left out. */
#ifndef TUI_ROLLOUT_H
#define TUI_ROLLOUT_H

#include "tui/action.h"

/* The patch is a JSON merge patch of the set that changes its template. */
void rollout_explain(const struct intent *i, const json *merge_patch, note_vec *notes);

#endif
