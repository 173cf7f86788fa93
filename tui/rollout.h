/* What a new template does to a set, in the notes of a dialog: the pods it replaces in order, and who is left out. */
#ifndef TUI_ROLLOUT_H
#define TUI_ROLLOUT_H

#include "tui/action.h"

/* That a budget, where there is one, does not guard what the controller replaces. */
void rollout_note_budget(const struct intent *i, note_vec *notes);
/* The patch is a JSON merge patch of the set that changes its template. */
void rollout_explain(const struct intent *i, const json *merge_patch, note_vec *notes);

#endif
