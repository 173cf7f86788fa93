/* What becomes of claims and volumes when pods go: told before anything is done. Pure functions of what a cache holds.
 */
#ifndef TUI_CLAIM_FATE_H
#define TUI_CLAIM_FATE_H

#include "jobs/remove.h"
#include "tui/action.h"

/* Notes for the ordinals [from, to) of the set going away by scaling down. */
void claim_fate_scaled(struct cache *cache, const struct object *set, int32_t from, int32_t to, note_vec *notes);
/* Notes for new ordinals [from, to): which claims are made, which old ones are found again with their data. */
void claim_fate_created(struct cache *cache, const struct object *set, int32_t from, int32_t to, note_vec *notes);
/* Notes for the set itself going this way. claims: with those that are its own. */
void claim_fate_removed(struct cache *cache, const struct object *set, enum remove_way way, bool claims,
			note_vec *notes);
/* A note for the volume of one claim that is deleted. */
void claim_fate_claim(struct cache *cache, const struct object *claim, note_vec *notes);

#endif
