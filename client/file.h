/* Small files that a kubeconfig names: read whole, up to a bound. */
#ifndef CLIENT_FILE_H
#define CLIENT_FILE_H

#include "base/err.h"
#include "base/str.h"

/* Appends the content. -errno with "PATH cannot be read: why", -EFBIG with "PATH is larger than N bytes". */
int file_read(const char *path, size_t most, struct str *out, struct err *err);
/* path as it is if it is absolute, else below the directory of file. Owned by the caller. */
char *file_beside(const char *file, const char *path);

#endif
