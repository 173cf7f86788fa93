/*
 * What kubectl printed, against what it was recorded printing: placeholders stand for what varies, runs of blanks count as one, and
 * what the recording's README says varies may stand in another order or come again.
 */
#ifndef TESTS_REPLAY_PRINTED_H
#define TESTS_REPLAY_PRINTED_H

#include "tests/tools/replay/wire.h"

/* Differences go to why, as lines -expected and +printed. */
bool printed_match(struct bindings *b, const char *what, const char *expected, const char *printed, struct str *why);
/* The output of a watch (get -w): repeats of a line count as one, and lines of different objects may change places. */
bool printed_match_watch(struct bindings *b, const char *expected, const char *printed, struct str *why);

#endif
