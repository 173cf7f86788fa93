/*
 * What `why` and `plan` have in common: flags, one look at one StatefulSet, the reconciler's explanation of it, the
 * exit code. Nothing is written to the cluster: the client refuses.
 */
#ifndef CMD_LOOK_H
#define CMD_LOOK_H

#include "base/str.h"
#include "reconciler/explain.h"

struct sight {
	const struct object *set;
	struct explanation explanation;
	int64_t now_s;			/* the cluster's time */
};

struct look {
	const char *command;		/* "why" */
	const char *help;
	void (*text)(const struct sight *s, struct str *out);
	json *(*tree)(const struct sight *s);
	int (*code)(const struct sight *s);		/* exit code once it was answered */
};

/* Appends cluster text so that a terminal can only show it. */
void look_text(const char *text, struct str *out);
/* {"namespace":..., "name":..., "settled":..., "stuck":...}: how both answers begin. */
json *look_tree(const struct sight *s);
json *look_reasons(const struct explanation *x);
bool look_stuck(const struct explanation *x);
/* The subcommand whole. Returns its exit code. */
int look_run(const struct look *l, int argc, char **argv);

#endif
