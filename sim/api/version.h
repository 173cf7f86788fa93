/* resourceVersion and its companions in queries: reading, waiting, and which combinations are refused (reference
 * 3.4, 3.5). */
#ifndef SIM_API_VERSION_H
#define SIM_API_VERSION_H

#include "sim/api/call.h"

/* "" and NULL give 0. A bad number: 400 on lists, 500 on gets and watches, as upstream. */
int version_read(struct call *c, const char *text, bool list, uint64_t *ret);
/* 504 when the storage has not come that far. */
int version_reached(struct call *c, uint64_t rv);
/* Checks the combination of list or watch options; 422. */
int version_check(struct call *c, bool watch);

#endif
