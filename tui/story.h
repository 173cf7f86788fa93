/* The reconciler's explanation in the console's sentences. */
#ifndef TUI_STORY_H
#define TUI_STORY_H

#include "reconciler/explain.h"
#include "tui/role.h"

/* Explains the set, or, where what that is made from is not in sight, says so and concludes nothing. As explain_set. */
int story_explain(struct cache *cache, const struct object *set, int64_t now_s, struct explanation *ret);
/* "web-1: waiting for readiness, 12 s": the most telling reason and how long it holds. */
void story_next(const struct explanation *x, int64_t now_s, struct str *out);
/* The same for a list: that a staged rollout stands half way is told where nothing else keeps the set from going on. */
void story_brief(const struct object *set, const struct explanation *x, int64_t now_s, struct str *out);
enum role story_brief_role(const struct object *set, const struct explanation *x);
/* "canary at step 1 of 3; c goes on": the staged rollout whose annotation the set carries, whoever drives it; nothing
 * and false if it has none. */
bool story_rollout(const struct object *set, struct str *out);
/* How worrying that is. */
enum role story_role(const struct explanation *x);
/* "replace pg-2, then pg-1, then pg-0"; nothing when nothing moves. */
void story_plan(const struct explanation *x, struct str *out);

#endif
