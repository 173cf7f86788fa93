/*
 * What a container writes: lines at its start, one after another while it runs, and some at its end. Every line is a
 * function of the run and of its number, so that a log is made when somebody reads it and costs nothing before.
 *
 * In a line {pod}, {container}, {image}, {code}, {n} (which of the lines it is) and {ms} (some number) stand for what
 * they say.
 */
#ifndef SIM_LOGS_SPEECH_H
#define SIM_LOGS_SPEECH_H

#include "base/json.h"

struct speech {
	const json *start, *lines, *end, *fail;	/* lists of texts, borrowed; NULL: none */
	int64_t every_ms;			/* between two of `lines` */
};

/* One run of a container, from its start to its end. Texts are borrowed. */
struct run {
	const struct speech *says;
	const char *pod, *container, *image;
	uint64_t seed;
	int64_t begun_ms, ended_ms;	/* virtual wall ms; ended_ms -1: it runs */
	int64_t exit_code;
};

/* Reads the member `log` of an image's file; what it does not say stays. The tree must outlive it. */
int speech_read(struct speech *s, const json *log, struct err *err);
/* How many lines there are by now; the last LIMIT_LOG_KEPT of them can still be read. */
int64_t run_count(const struct run *r, int64_t now_ms);
int64_t run_first(const struct run *r, int64_t now_ms);		/* the oldest that was not rotated away */
int64_t run_time(const struct run *r, int64_t line);		/* when it was written; never falls with the number */
void run_line(const struct run *r, int64_t line, struct str *out);	/* without the newline */
/* When the next line after these comes, or -1: none will. */
int64_t run_next(const struct run *r, int64_t count);

#endif
