/*
 * The journal of a world: what came from outside, each request with the virtual millisecond and the number of events
 * that had run before it. The same start, seed and journal give the same storage, byte for byte. No token is ever in
 * it.
 */
#ifndef SIM_JOURNAL_H
#define SIM_JOURNAL_H

#include "sim/api/api.h"

struct journal;

/* Begins a journal file (0600, overwritten); its first line says how the world began. */
struct journal *journal_open(const char *path, struct world *w, const struct world_options *options,
                             const char *world_name, struct err *err);
void journal_free(struct journal *j);			/* NULL is fine */
/* Notes a request that is about to be handled; those that change nothing are left out. */
void journal_add(struct journal *j, const struct api_request *req, const char *url);

/* Plays a journal's text into a fresh world made as its first line says; *ret is that world. */
int journal_replay(const char *text, struct world **ret, struct err *err);

#endif
