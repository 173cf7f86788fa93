/*
 * The dialogs that begin a staged rollout: of another image, and of an edit that changes the template. Both ask for
 * steps, holds and the health rule in a form, and show which ordinals each step replaces.
 */
#ifndef TUI_CANARY_H
#define TUI_CANARY_H

#include "jobs/rollout_plan.h"
#include "tui/action.h"

extern const struct action canary_image, canary_edit;

/* What an edit (editing_change) makes of the template, borrowed; NULL where that is nothing, or not all it changes. */
const json *canary_template(const json *edit);
/* The roles of what is told about a plan. */
void canary_notes(const limit_vec *told, note_vec *notes);

#endif
