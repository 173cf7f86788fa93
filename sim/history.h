/*
 * struct history: the last changes of one kind in a ring, numbered from 0 on. The oldest fall out when there are
 * LIMIT_HISTORY_EVENTS of them, or when their objects have LIMIT_HISTORY_BYTES.
 */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include "sim/storage.h"

struct history {
	struct change *items;		/* made on the first change */
	uint64_t first, end;		/* numbers of what there is */
	uint64_t compacted;		/* revision of the newest change that was dropped */
	uint64_t bytes;			/* of the objects after these changes */
};

/* Takes the references in c. */
void history_push(struct history *h, const struct change *c);
/* NULL: gone, or not yet there. */
const struct change *history_at(const struct history *h, uint64_t number);
/* The number of the first change after a revision; -ERANGE if changes after it are gone already. */
int history_after(const struct history *h, uint64_t rv, uint64_t *ret);
void history_clear(struct history *h);			/* forgets them all, as a compaction does */
void history_release(struct history *h);

#endif
