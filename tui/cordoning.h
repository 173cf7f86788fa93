/* What cordon and uncordon share: a node's schedulability is set, and nobody moves. */
#ifndef TUI_CORDONING_H
#define TUI_CORDONING_H

#include "tui/action.h"

/* "stays: web-0, web-2 and 3 other pods run on": a cordon moves nobody. */
void cordoning_explain(const struct intent *i, note_vec *notes);
int cordoning_build(const struct intent *i, struct request *ret, struct err *err);
void cordoning_done(const struct intent *i, struct str *out);

/* The part of their rows that is the same. */
#define CORDONING                                                                                                      \
	.on = KIND(node), .needs_object = true, .danger = DANGER_ASK, .build = cordoning_build, .done = cordoning_done

#endif
