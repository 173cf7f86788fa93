/*
 * Copies of what an action on one object may concern, read from a cluster through a port with nothing but GETs: its
 * namespace's sets, pods, claims, revisions, services and budgets, the nodes, the volumes and their classes; and of the
 * pods elsewhere, where they are few, what they take of the nodes' room. For a node everything is read in all
 * namespaces.
 */
#ifndef CMD_COPYING_H
#define CMD_COPYING_H

#include "kube/cache.h"
#include "kube/port.h"
#include "tui/action.h"

struct copying;

struct copies {
	object_vec objects;		/* references, with bytes */
	note_vec notes;			/* what could not be read, and what is taken for granted instead */
	char *failure;			/* why it is of no use; NULL: it is */
};

/* Asks for all of it and calls done once, with the copies to be taken over; it may be called before this returns. */
struct copying *copying_start(struct port *port, const struct object *about,
			      void (*done)(void *arg, struct copies *c), void *arg);
/* Answers that still come are dropped and done is not called; NULL is fine. */
void copying_stop(struct copying *c);
bool copying_over(const struct copying *c);	/* no answer is to come */
void copying_free(struct copying *c);		/* when it is over, or the port is gone */
void copies_release(struct copies *c);

#endif
