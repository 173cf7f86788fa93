/* Small private files in the state folder: read whole, written 0600 and all at once. */
#ifndef SIM_FILE_H
#define SIM_FILE_H

#include "base/err.h"

/* The text, owned by the caller; NULL if it cannot be read or is longer than a megabyte. */
char *file_read(const char *dir, const char *name);
/* Writes a new file beside it and renames it, so that a reader sees the old or the new text and nothing between. */
int file_write(const char *dir, const char *name, const char *text, struct err *err);
/* Makes the folder and those above it, 0700. */
int file_make_dir(const char *dir, struct err *err);
/* $XDG_STATE_HOME/ordinal, or ~/.local/state/ordinal; owned by the caller; NULL without a home. */
char *file_state_dir(void);

#endif
