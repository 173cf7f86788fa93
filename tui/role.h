/*
 * What a cell means, never what colour it has: about twenty roles for text and a few grounds to write on. Views choose
 * a role, a theme (themes/NAME.yaml) gives it a colour, and a status is told by word and glyph as well, so that nothing
 * is lost on a terminal without colour.
 */
#ifndef TUI_ROLE_H
#define TUI_ROLE_H

/* X(name, what it is for) */
#define ROLES(X)                                                                                                       \
	X(text, "what is said")                                                                                        \
	X(muted, "what is said more quietly: labels, units, ages")                                                     \
	X(strong, "names, the thing itself")                                                                           \
	X(accent, "where you are")                                                                                     \
	X(ok, "ready, bound, live")                                                                                    \
	X(progress, "starting, moving")                                                                                \
	X(waiting, "not ready yet, pending")                                                                           \
	X(warn, "held, stale, worth a look")                                                                           \
	X(bad, "failed, stuck, refused, lost")                                                                         \
	X(leaving, "stopping, condemned")                                                                              \
	X(old, "the current revision")                                                                                 \
	X(new, "the update revision")                                                                                  \
	X(partition, "the partition line")                                                                             \
	X(rule, "lines that divide")                                                                                   \
	X(border, "boxes of ordinals and dialogs")                                                                     \
	X(key, "a key that can be pressed")                                                                            \
	X(match, "what a filter found")

enum role {
#define X(name, what) ROLE_##name,
	ROLES(X)
#undef X
	ROLE_COUNT
};

/* X(name, what lies on it) */
#define GROUNDS(X)                                                                                                     \
	X(page, "everything")                                                                                          \
	X(selected, "the row or the ordinal under the cursor")                                                         \
	X(raised, "dialogs and help, which float")                                                                     \
	X(field, "where letters are text")                                                                             \
	X(button, "the button that Enter presses")

enum ground {
#define X(name, what) GROUND_##name,
	GROUNDS(X)
#undef X
	GROUND_COUNT
};

enum attribute { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

#endif
