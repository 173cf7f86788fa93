/*
 * One kind of recorded truth that build/replay plays: a file in tests/tools/replay/kinds/, registered by existing (decide.c defines
 * `const struct replay decide_replay`). A recording is JSON lines, one case a line.
 */
#ifndef TESTS_REPLAY_H
#define TESTS_REPLAY_H

#include "base/json.h"

struct replay {
	const char *name;		/* as the command line has it */
	const char *help;
	bool whole;			/* a file is one case over many lines */
	/* Plays one case. True if it is equal; else `why` says what differs, a line each. */
	bool (*play)(const json *c, struct str *why);
	/* Or, where the lines of a file belong together (a session): begin makes its state, step plays one line (1: equal, 0: not,
	 * -1: a line that is no case), end frees it. */
	void *(*begin)(void);
	int (*step)(void *session, const json *c, struct str *why);
	void (*end)(void *session);
	/* What a case is called, for the report; NULL: its "id". */
	void (*title)(const json *c, struct str *out);
};

/* Adds "what: expected X, got Y" to why unless the trees are equal. */
bool expect_equal(const char *what, const json *expected, const json *got, struct str *why);
/* The same for texts; NULL is null. */
bool expect_text(const char *what, const char *expected, const char *got, struct str *why);
bool expect_int(const char *what, int64_t expected, int64_t got, struct str *why);
/* "2026-01-15T12:00:00.5Z" in ms; dies if it is not a time. */
int64_t case_time(const json *text);
bool case_has_tag(const json *c, const char *tag);

#define X(file) extern const struct replay file##_replay;
#include "replays.inc"
#undef X

#endif
