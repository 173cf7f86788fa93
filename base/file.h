/* Small files: read whole up to a bound, written 0600 and all at once, and where a program keeps its own. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/err.h"
#include "base/str.h"

/* Appends the content. -errno with "PATH cannot be read: why", -EFBIG with "PATH is larger than N bytes". */
int file_read(const char *path, size_t most, struct str *out, struct err *err);
/* Writes PATH.new and renames it, so that a reader of path sees the old or the new text and nothing between. */
int file_write(const char *path, const char *text, struct err *err);
/* The same for what others may read: the mode is as the umask says. */
int file_export(const char *path, const char *text, struct err *err);
/* Makes the folder and those above it, 0700. */
int file_make_dir(const char *dir, struct err *err);
/* $XDG_STATE_HOME/ordinal, or ~/.local/state/ordinal; owned by the caller; NULL without a home. */
char *file_state_dir(void);
/* path as it is if it is absolute, else below the directory of file. Owned by the caller. */
char *file_beside(const char *file, const char *path);

#endif
