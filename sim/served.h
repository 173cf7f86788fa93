/* What is served under a group-version, in the order of discovery: kinds and reviews sorted by their plural names. */
#ifndef SIM_SERVED_H
#define SIM_SERVED_H

#include "sim/api/path.h"
#include "sim/resource.h"

#define SERVED_MOST 64			/* of one group-version */

/* One of the two. */
struct served {
	const struct resource *resource;
	const struct review *review;
};

/* ret has room for SERVED_MOST; how many there are. */
size_t served_list(const struct group_version *gv, struct served *ret);

#endif
