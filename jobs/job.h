/*
 * struct job: long work as a state machine. What it does next follows from the cluster as the cache has it, from the
 * answers to what it asked, and from the time: it does no I/O, so that the same job runs on a live cluster, in a
 * rehearsal on a private one, from a command line and in tests. jobs/runner.h drives it.
 *
 * A kind of job is one file in jobs/kinds/: NAME.c defines `const struct job_class NAME_job`, registered by existing,
 * and a function that makes one (jobs/NAME.h). It reads job->cache and job->now_ms in `step`, asks with job_send, and
 * says in job->waits what it waits for; all that a person sees of it is in this struct.
 */
#ifndef JOBS_JOB_H
#define JOBS_JOB_H

#include "base/str.h"
#include "base/vec.h"
#include "kube/cache.h"
#include "kube/port.h"

struct job;

enum job_phase {
	JOB_RUNNING,			/* works, or waits for the cluster */
	JOB_HELD,			/* waits for a person: RESUME goes on */
	JOB_REFUSED,			/* the server refused a step: RESUME tries it again */
	JOB_DONE,			/* over, from here on: it reached its end */
	JOB_STOPPED,			/* a person ended it */
	JOB_FAILED,			/* it cannot be finished: why is the last line of its story */
};

enum job_order { JOB_HOLD, JOB_RESUME, JOB_UNDO, JOB_STOP, JOB_ORDERS };

enum job_tone { JOB_PLAIN, JOB_GOOD, JOB_WARN, JOB_BAD };

/* One line of what happened; text is owned, cluster text and all: sanitised where it is shown. */
struct job_line {
	int64_t at_ms;			/* the cluster's wall time */
	enum job_tone tone;
	char *text;
};

#define JOB_CELLS 5

enum job_mark { MARK_WAITS, MARK_BUSY, MARK_DONE, MARK_STAYS, MARK_BLOCKED };

/* One row of what it works through: a pod to be evicted, a step of a rollout. Cells are owned, NULL for none. */
struct job_item {
	enum job_mark mark;
	char *cells[JOB_CELLS];
	int64_t since_ms;		/* since when it waits, told beside its last cell; 0: not told */
	const struct kind *kind;	/* what it is about, or NULL */
	char *namespace, *name;
};

/* A request that the job wants sent. */
struct job_request {
	int about;			/* the class's own number for it, handed back with the answer */
	struct request request;
};

struct job_class {
	const char *name;		/* "drain" */
	const char *help;		/* one sentence */
	const char *columns[JOB_CELLS];	/* heads of its items' cells; NULL: fewer */
	const struct kind *const *needs;	/* what it reads in the cache; NULL-ended */
	bool everywhere;		/* of all namespaces, wherever the console is */
	size_t state_size;
	/* Looks at the cluster and moves on: when it begins, when something in the cache or the clock has changed, and
	 * after each answer. Never called once it is over. */
	void (*step)(struct job *j);
	/* An answer to what was sent with this number; `step` follows. */
	void (*answered)(struct job *j, int about, const struct answer *a);
	/* What this order does now, in a few words for a key and a question ("stop, keeping the cordon"); NULL: it is
	 * not possible now. */
	const char *(*offers)(const struct job *j, enum job_order order);
	/* Obeys an order that was offered; `step` follows. */
	void (*obey)(struct job *j, enum job_order order);
	void (*release)(struct job *j);	/* what its state owns; may be NULL */
};

struct job {
	const struct job_class *class;
	uint64_t id;			/* of its runner, from 1: to find it again by; 0: not started */
	char *title;			/* "drain node-b" */
	/* What it is about; the uid tells a namesake apart. */
	const struct kind *kind;
	char *namespace, *name, *uid;
	enum job_phase phase;
	int done, total;		/* progress; total 0: cannot be counted */
	struct str waits;		/* what it waits for, in words; empty: for nothing */
	int64_t waits_since_ms;		/* since when: set by job_wait */
	int64_t wake_ms;		/* step at this cluster time though nothing changed; -1: no need */
	int64_t began_ms, ended_ms;	/* cluster time; 0: not yet */
	VEC(struct job_item) items;
	VEC(struct job_line) story;	/* oldest first; the last one of a job that is over is its result */
	/* Set by whoever drives it, before each call. */
	struct cache *cache;
	int64_t now_ms;
	/* Taken by whoever drives it, after each call. */
	VEC(struct job_request) out;
	int asked;			/* requests sent and not answered yet */
	void *state;			/* class->state_size bytes, zeroed at first */
};

/* All owned by the job; about is read, not kept. */
struct job *job_new(const struct job_class *class, const struct object *about, const char *title);
void job_free(struct job *j);		/* NULL is fine */

bool job_over(const struct job *j);
/* What this order does now, or NULL where it is not possible. */
const char *job_offers(const struct job *j, enum job_order order);
/* "drain node-b: 1 of 4; waits for pg-pdb (22 s)": the line for the footer. */
void job_brief(const struct job *j, struct str *out);
const char *job_phase_word(enum job_phase phase);

/* --- for the classes --- */
void job_send(struct job *j, int about, struct request *r);	/* takes the request's contents */
void job_say(struct job *j, enum job_tone tone, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Says what it waits for; the same text again keeps the time since when. fmt NULL: for nothing. */
void job_wait(struct job *j, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Asks to be stepped at this cluster time at the latest; of two the earlier counts until the next step. */
void job_wake(struct job *j, int64_t at_ms);
/* Ends it, with the sentence that is its result. */
void job_end(struct job *j, enum job_phase phase, const char *fmt, ...) PRINTF_LIKE(3, 4);
struct job_item *job_item_add(struct job *j, const struct object *about);	/* about may be NULL */
/* Replaces a cell's text. */
void job_cell(struct job_item *i, size_t cell, const char *fmt, ...) PRINTF_LIKE(3, 4);

#define X(file) extern const struct job_class file##_job;
#include "jobs.inc"
#undef X

#endif
