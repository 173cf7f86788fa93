/*
 * One edit of one object: its YAML as the server has it goes to a private file, the file to an editor, and what was
 * changed in it to a dialog as a merge patch. What cannot be read or is refused goes back to the editor with the reason
 * on top, as kubectl does. A file that holds work which was not done is kept, and its path said.
 */
#ifndef TUI_EDITING_H
#define TUI_EDITING_H

#include "kube/port.h"
#include "tui/action.h"

struct app;
struct editing;

/* Fetches the object and opens it; says why where it cannot. */
void editing_start(struct app *app, const struct object *o);
/* Forgets it, and ends an editor that runs. NULL is fine. */
void editing_free(struct editing *e);

/* --- what becomes of the dialog --- */

/* Back to the editor with the refusal on top (NULL: there was none), on the object as it is by then. */
void editing_again(struct app *app, const char *refusal);
/* It was left without sending; why may be NULL. */
void editing_left(struct app *app, const char *why);
/* For errand_send with the app as its arg: the server has answered. */
void editing_answered(void *arg, const char *about, const struct answer *a);
/* Its job is under way: the edit is over. */
void editing_begun(struct app *app);
/* It was sent: editing_answered follows. */
void editing_sent(struct app *app);

/* --- the file, pure --- */

/* Appends the text that an editor is given: what to do, what was refused (NULL: nothing), the YAML. */
void editing_text(const char *yaml, const char *refusal, struct str *out);
/* Appends the text without the lines that begin with '#'. */
void editing_strip(const char *text, struct str *out);
/* {"patch": merge patch with uid and resourceVersion, "changes": as patch_told}, owned by the caller. NULL with err set
 * where an edit cannot do that; with err clear where nothing is changed. */
json *editing_change(const json *shown, const json *saved, struct err *err);
/* Appends what editing_change, as text, changes. */
void editing_tell(const char *change, note_vec *notes);
/* What was changed, on the object as it is by now. */
void editing_apply(json *object, const json *change);

#endif
