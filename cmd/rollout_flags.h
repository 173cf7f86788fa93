/* What `ordinal rollout` is told: which set, which template, which steps, by which rule. */
#ifndef CMD_ROLLOUT_FLAGS_H
#define CMD_ROLLOUT_FLAGS_H

#include "cmd/flags.h"
#include "jobs/rollout_plan.h"

enum rollout_way { WAY_START, WAY_RESUME, WAY_UNDO, WAY_STATUS, WAY_FORGET };

#define ROLLOUT_HOLD_S 30		/* after a step, where nobody is there to go on */
#define ROLLOUT_UNSAID INT32_MIN	/* a number of the rule that no flag gave */

/* Borrowed from the command line. */
struct rollout_flags {
	struct config_flags config;
	const char *name, *image, *patch, *steps;
	struct rollout_rule rule;	/* as far as it was given: ROLLOUT_UNSAID */
	enum rollout_way way;
	bool dry_run, on_failure_undo, accept, help;
};

extern const char rollout_flags_help[];

/* -EINVAL with one sentence. */
int rollout_flags_read(int argc, char **argv, struct rollout_flags *ret, struct err *err);
/* The rule `under` with what the flags say over it; a hold that waits for a person becomes one that passes. */
struct rollout_rule rollout_flags_rule(const struct rollout_flags *f, const struct rollout_rule *under);
/* What becomes of the set's template, owned by the caller; NULL with err clear: nothing was said. */
json *rollout_flags_change(const struct rollout_flags *f, const struct object *set, struct err *err);
/* Appends the command line that does this with the same rollout: "ordinal rollout sts/web -n default --resume". */
void rollout_flags_line(const struct rollout_flags *f, const char *way, struct str *out);

#endif
