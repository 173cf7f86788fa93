/*
 * Jobs of the console: the runner on its connection, the line in the footer while something is under way, what was
 * written in the log. Owned by the app; a job ends with its connection.
 */
#ifndef TUI_WORK_H
#define TUI_WORK_H

#include "jobs/runner.h"
#include "tui/key.h"
#include "tui/role.h"

struct app;

void work_open(struct app *app);	/* after the connection */
void work_close(struct app *app);	/* before it goes */
void work_free(struct app *app);	/* after it is gone */

/* Takes the job, begins it and shows it; refused, with a sentence, where nothing may be written: then NULL, and it is
 * freed. */
struct job *work_start(struct app *app, struct job *j);
/* The line about what is under way, and its role; false: nothing is. */
bool work_line(struct app *app, struct str *out, enum role *ret_role);
/* Opens its view. */
void work_show(struct app *app, const struct job *j);
/* Asks whether to give an order that is offered, and gives it on yes; resuming and holding are not asked about. */
void work_order(struct app *app, struct job *j, enum job_order order);
/* The key of an order: "x". */
const char *work_order_key(enum job_order order);
bool work_order_of(struct key k, enum job_order *ret);
/* "x stop, space hold": what the job offers now, for the footer. */
void work_hints(const struct job *j, struct str *out);
/* Leaves, and asks first while jobs are under way. */
void work_leave(struct app *app);
/* True if jobs are under way: it has asked whether to go to this context all the same. */
bool work_keeps(struct app *app, const char *context);
enum role work_role(enum job_phase phase);

#endif
