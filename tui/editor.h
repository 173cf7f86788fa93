/*
 * A person's editor on a file: the terminal is handed to it and taken back when it ends. The loop goes on meanwhile, so
 * watches stay alive; nothing is drawn. ^C and ^Z reach the editor as the terminal sends them: we are in the same
 * process group and stop and go on with it.
 */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include "base/err.h"

struct app;
struct editor;

/* code: the editor's exit code, or 128 and the signal it died of. Called once, from the loop; not after editor_free. */
typedef void (*editor_fn)(void *arg, int code);

/* $KUBE_EDITOR, $EDITOR or vi, as kubectl has it. Borrowed. */
const char *editor_command(void);
/* Opens the file in connector->edit where there is one, else in editor_command() by a shell, as it may have flags. NULL
 * with err set where it cannot be started; one that is not there ends with 127. */
struct editor *editor_open(struct app *app, const char *path, editor_fn done, void *arg, struct err *err);
/* An editor that still runs is asked to end. NULL is fine. */
void editor_free(struct editor *e);

#endif
