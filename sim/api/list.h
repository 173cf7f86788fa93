/* Choosing what a list holds: present or past state, selectors, pages. For GET of a collection and for
 * deletecollection. */
#ifndef SIM_API_LIST_H
#define SIM_API_LIST_H

#include "sim/api/select.h"

struct listing {
	object_vec objects;		/* references */
	uint64_t rv;			/* of the list */
	struct str token;		/* "" without more pages */
	int64_t remaining;		/* -1: not told */
};

int listing_read(struct call *c, struct listing *ret);
void listing_release(struct listing *l);
/* Prints the list in the client's form. */
void respond_list(struct call *c, const struct listing *l);

#endif
