/*
 * Who calls, by his headers: whether from this machine, with whose token, and as whom. Headers are handed in one by
 * one, as the server reads them.
 */
#ifndef SIM_CALLER_H
#define SIM_CALLER_H

#include "sim/access/impersonate.h"
#include "sim/guard.h"
#include "sim/world.h"

struct caller {
	struct guard guard;
	struct identity who;
	struct impersonation as;	/* its lists are owned here */
	bool acts;			/* wants to be somebody else */
};

void caller_header(struct caller *c, const char *name, const char *value);	/* value must outlive the caller */
/* Fills in who; false: a token that is nobody's. */
bool caller_authenticate(struct caller *c, struct world *w);
void caller_release(struct caller *c);

#endif
