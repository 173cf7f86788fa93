/*
 * The board of one set as data: its ordinals in a row, where the partition stands, the budget, what comes next and why.
 * Made purely from a cache and the time; drawn by tui/board_draw.c, compared by tests.
 */
#ifndef TUI_BOARD_H
#define TUI_BOARD_H

#include "base/vec.h"
#include "reconciler/explain.h"
#include "kube/budget.h"
#include "tui/slot.h"

#define BOARD_SLOTS 1024		/* more are counted, not shown */

struct board {
	const struct object *set; /* borrowed, as all objects here: a board lives no longer than one draw or key */
	const struct statefulset *facts;
	VEC(struct slot) slots;		/* by ordinal, gaps in the range filled with missing ones */
	int32_t hidden;			/* slots beyond BOARD_SLOTS */
	bool blind;			/* pods are not in sight: a slot without one is unknown, not missing */
	bool claims_hidden;		/* claims are not in sight: they are not counted */
	struct budget budget;
	struct explanation explanation;
	bool two_revisions;		/* current and update differ: the update is not finished */
	char old_hash[5], new_hash[5];
	char *old_image, *new_image;	/* of the first pod found on each; "" unknown */
	int32_t ready, updated;		/* counted from the pods, never from the status counters (kubernetes#121397) */
	size_t claims;			/* bound claims of ordinals in range */
	size_t claims_left;		/* claims of ordinals beyond the range */
};

void board_make(struct board *b, struct cache *cache, const struct object *set, int64_t now_s);
/* Its slots and what is counted from them only: for lists of many sets, since explaining takes nearly all of the
 * time. */
void board_outline(struct board *b, struct cache *cache, const struct object *set, int64_t now_s);
void board_count_claims(struct board *b, struct cache *cache);		/* for an outline, which has not */
void board_release(struct board *b);
/* The slot of an ordinal, or NULL. */
const struct slot *board_slot(const struct board *b, int32_t ordinal);
/* Ordinals that an update to partition `to` replaces, as text: "pg-2", "pg-2, then pg-1"; "nothing" if none. */
void board_partition_effect(const struct board *b, int32_t to, struct str *out);

#endif
