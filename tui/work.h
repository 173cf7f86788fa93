/*
 * Jobs of the console: the runner on its connection, the line in the footer while something is under way, what was
 * written in the log. Owned by the app; a job ends with its connection.
 */
#ifndef TUI_WORK_H
#define TUI_WORK_H

#include "jobs/runner.h"
#include "tui/role.h"

struct app;

void work_open(struct app *app);	/* after the connection */
void work_close(struct app *app);	/* before it goes */
void work_free(struct app *app);	/* after it is gone */

/* Takes the job and begins it; refused, with a sentence, where nothing may be written: then NULL, and it is freed. */
struct job *work_start(struct app *app, struct job *j);
/* The line about what is under way, and its role; false: nothing is. */
bool work_line(struct app *app, struct str *out, enum role *ret_role);
enum role work_role(enum job_phase phase);

#endif
