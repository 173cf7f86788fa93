/*
 * What an answer that goes on is fed from: a watch or a log that is followed. For those who stream it: the server and
 * the in-process transport.
 */
#ifndef SIM_FEED_H
#define SIM_FEED_H

#include "sim/api/api.h"

struct feed {
	struct watch *watch;		/* or */
	struct logs *logs;		/* neither: the answer is complete */
};

/* Takes it out of the response; to be freed by feed_free. */
struct feed feed_take(struct api_response *res);
void feed_free(struct feed *f);
bool feed_any(const struct feed *f);
/* As watch_read and logs_read. */
bool feed_read(struct feed *f, size_t most, struct str *out);
bool feed_ended(const struct feed *f);
void feed_notify(struct feed *f, void (*fn)(void *arg), void *arg);
void feed_bookmark(struct feed *f);
/* The virtual ms at which there is more though nothing changes: the next line of a log. -1: none. */
int64_t feed_next(const struct feed *f);

#endif
