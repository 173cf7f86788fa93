/*
 * Recorded HTTP sessions with a real API server: placeholders (${uid:1}) are bound at their first appearance in an answer and
 * must be the same later (the recording's README has the list).
 */
#ifndef TESTS_REPLAY_WIRE_H
#define TESTS_REPLAY_WIRE_H

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"

struct bindings {
	struct map values;		/* "uid:1" -> char * */
	int64_t now_s;			/* for ${now+N} */
	VEC(const char *) recent;	/* names that this match bound: taken back if it fails */
};

void bindings_release(struct bindings *b);
/* Text with the placeholders' values put in; owned by the caller. */
char *wire_fill(const struct bindings *b, const char *text);
/* Compares an answer with the recorded one, binding as it goes; what differs goes to why, a line each, with its path. */
bool wire_match(struct bindings *b, const char *path, const json *expected, const json *got, struct str *why);
bool wire_match_text(struct bindings *b, const char *pattern, const char *text);
/* The same, leaving no binding behind where it does not match. */
bool wire_try_text(struct bindings *b, const char *pattern, const char *text);

#endif
