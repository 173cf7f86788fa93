/*
 * One ordinal of a set as the console shows it: its state as word, short word, glyph and role; its revision; its
 * claims. Pure functions of what a cache holds.
 */
#ifndef TUI_SLOT_H
#define TUI_SLOT_H

#include "kube/cache.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "tui/role.h"

enum slot_state { SLOT_READY, SLOT_STARTING, SLOT_NOT_READY, SLOT_STOPPING, SLOT_FAILED, SLOT_MISSING, SLOT_CONDEMNED,
	SLOT_UNKNOWN			/* pods are not in sight */
};

struct slot_look {
	const char *word;		/* "starting" */
	const char *brief;		/* five letters at most, for narrow boxes */
	const char *glyph;
	enum role role;
};

const struct slot_look *slot_look(enum slot_state state);

struct slot {
	int32_t ordinal;
	const struct object *pod;	/* borrowed from the cache; NULL: missing */
	enum slot_state state;
	bool updated;			/* runs the update revision */
	char hash[5];			/* the last four of its revision's name; "" unknown */
	bool in_range;			/* desired; else condemned or left over */
};

/* A pod's state; wanted: its ordinal lies in the set's range (true for pods of no set). */
enum slot_state slot_state_of(const struct object *pod, bool wanted, int64_t now_s);
/* Sets everything but pod from set and pod. */
void slot_fill(struct slot *s, const struct object *set, int64_t now_s);
/* The last four characters of a revision's name, "" if it has none. */
void revision_short(const char *revision, char ret[5]);
/* What the slot's claims are, briefly: "10Gi", "pending", "no claim yet", "" without templates. */
void slot_claim(struct cache *cache, const struct object *set, int32_t ordinal, struct str *out);
enum role slot_claim_role(struct cache *cache, const struct object *set, int32_t ordinal);

#endif
