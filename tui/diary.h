/*
 * The journal: each write of this console and the result of each job, one line of JSON each, appended to a file (0600)
 * that outlives it. It says when, where (context), who, what for, method, url, the uid insisted on, the code answered
 * and the reason of a refusal; no bodies and no answers, so no secrets. At DIARY_BYTES the file becomes FILE.1, and
 * the one before goes.
 */
#ifndef TUI_DIARY_H
#define TUI_DIARY_H

#include "base/vec.h"
#include "jobs/runner.h"

#define DIARY_BYTES (1 << 20)
#define DIARY_LINES 500		/* kept in memory, those of earlier sessions among them */

struct app;
struct diary;

/* path NULL: kept in memory only. who: a person's name on this machine; may be NULL. Both are copied. Never fails: what
 * cannot be written is said by diary_trouble. */
struct diary *diary_new(const char *path, const char *who);
void diary_free(struct diary *j);		/* NULL is fine */
/* A write that was answered, or that nobody waited for (code 0). what: "scaled web to 3". */
void diary_write(struct app *app, const char *what, const struct write *w, const struct answer *a);
void diary_result(struct app *app, const struct job *job);	/* of a job that is over */
size_t diary_count(const struct diary *j);
const char *diary_at(const struct diary *j, size_t index);	/* a line of JSON, the oldest first; borrowed */
const char *diary_path(const struct diary *j);		/* NULL: none */
const char *diary_trouble(const struct diary *j);		/* why it is not written to its file; NULL: it is */

#endif
