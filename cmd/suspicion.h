/*
 * A set's status changed, and not by us: the server is asked who wrote it, one question at a time.
 */
#ifndef CMD_SUSPICION_H
#define CMD_SUSPICION_H

#include "cmd/attach.h"

struct suspicion {
	struct attach *attach;
	void (*found)(void *arg, const char *rival);	/* a sentence, sanitised; from an answer's call */
	void *arg;
	bool asking;
	int unexplained;		/* changes that no managed field explains, within a minute of each other */
	int64_t last_ms;
};

/* Asks about the set, unless a question is on its way. */
void suspicion_ask(struct suspicion *s, const struct object *set);

#endif
