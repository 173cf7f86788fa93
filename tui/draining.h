/*
 * What a person chooses of a drain before it begins: on the screen of its plan, by actions of their own keys, and then
 * handed through the dialog as one number.
 */
#ifndef TUI_DRAINING_H
#define TUI_DRAINING_H

#include "jobs/drain_plan.h"
#include "tui/action.h"

struct app;

enum draining_what { DRAINING_FORCE, DRAINING_LOSE, DRAINING_DAEMONS, DRAINING_GRACE, DRAINING_CHOICES };

struct draining {
	uint8_t chosen[DRAINING_CHOICES];	/* an index into that choice's words */
};

struct draining_choice {
	const char *label;
	size_t n;
	const struct choice *words;
};

const struct draining_choice *draining_choice(enum draining_what what);
int64_t draining_pack(const struct draining *d);
struct draining draining_unpack(int64_t value);
/* narrow: pods of other namespaces may not be read. */
struct drain_options draining_options(const struct draining *d, struct cache *cache, bool narrow);
/* What kubectl is told of them, a space before each. */
void draining_flags(const struct draining *d, struct str *out);
/* Why nothing may begin as it was chosen, or nothing. */
void draining_refusal(const struct draining *d, const struct drain_plan *plan, struct str *out);

/* What is chosen on the plan that is on top; NULL where that is not. */
struct draining *draining_of(struct app *app);
/* The next word of that choice. */
void draining_turn(struct app *app, enum draining_what what);

#endif
