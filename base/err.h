/*
 * struct err: why something failed, for a person: one sentence that says what, where and what to do. Functions return 0
 * or a negative errno-like code and fill the last `struct err *` (which may be NULL when nobody wants the text).
 * Outputs are named ret_x and untouched on failure. A function logs or returns an error, never both.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

struct err {
	int code;		/* negative errno, 0 while unset */
	char text[1024];
};

#define ERR_INIT { 0, "" }

/* Sets code and text; returns the code, so that `return err_set(err, -EINVAL, "...")` reads well. */
int err_set(struct err *err, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Puts "context: " before the text that is there; returns err->code. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
