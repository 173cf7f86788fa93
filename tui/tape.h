/*
 * A tape takes each frame that a live console shows into an asciicast file as it comes, so that what ends early is
 * still a recording. It holds what was on the screen and when, and nothing else: no keys, no tokens, no environment.
 */
#ifndef TUI_TAPE_H
#define TUI_TAPE_H

#include "tui/cast.h"

struct tape;

/* Makes the file, 0600; one that is there already is not touched: -EEXIST. stamp_s as in struct cast. */
struct tape *tape_new(const char *path, int cast_version, int64_t stamp_s, struct err *err);
/* A frame was shown at this monotonic time; the first one is the beginning. Fits app_options' seen. */
void tape_frame(void *tape, int64_t mono_ms, const struct surface *s, const struct theme *theme);
/* Ends it at this time. -EIO with a sentence if the file did not take all. NULL is fine. */
int tape_close(struct tape *r, int64_t mono_ms, struct err *err);

#endif
