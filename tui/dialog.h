/*
 * The one way to a change: a state machine that shows what will happen, has the server check it, and sends it.
 *
 *   choosing (a number or a text is asked for) -> asking (the dry run is under way or answered; focus on Cancel) ->
 *   sent
 *
 * The object is pinned by uid: if it is gone, replaced, or the context changed, the dialog cancels and says so. Letters
 * act only DIALOG_DEAD_MS after the question appeared and never out of a paste; where a name is typed, letters are
 * text.
 */
#ifndef TUI_DIALOG_H
#define TUI_DIALOG_H

#include "tui/action.h"
#include "tui/key.h"
#include "tui/surface.h"

#define DIALOG_DEAD_MS 300

struct dialog;

/* References the object; value NULL: asks for one; text NULL: the action's own. */
struct dialog *dialog_new(struct app *app, const struct action *a, const struct object *o, const int64_t *value,
                          const char *text);
void dialog_free(struct dialog *d);			/* answers still under way are ignored */
/* False when the dialog is over and must be freed. */
bool dialog_key(struct dialog *d, struct key k);
/* It comes back from a rehearsal: what was chosen and typed stands, the question is asked anew. */
void dialog_resume(struct dialog *d);
/* Looks at the cache again; false when its object is gone and the dialog is over (it has said so). */
bool dialog_update(struct dialog *d);
void dialog_draw(struct dialog *d, struct surface *s);

#endif
