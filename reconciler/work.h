/*
 * What the rules work on: the inside of one sync (reconciler/step.h). A phase has units (a slot, a condemned pod, or
 * the set as a whole); a task takes one unit down the phase's rules, in their order, until one of them stops it. A rule
 * that needs an answer sends a request with what is to go on when it comes, and returns VERDICT_WAIT; no rule waits
 * otherwise.
 *
 * A rule is a file in reconciler/rules/, registered by existing: create_missing.c defines `const struct rule
 * create_missing_rule`.
 */
#ifndef RECONCILER_WORK_H
#define RECONCILER_WORK_H

#include "reconciler/pod_template.h"
#include "reconciler/revision.h"
#include "reconciler/step.h"

enum verdict {
	VERDICT_NEXT,		/* nothing in the way: the next rule looks */
	VERDICT_STOP,		/* this unit is done for now; under OrderedReady nothing after it is touched */
	VERDICT_FAIL,		/* it went wrong: task_fail said how */
	VERDICT_WAIT		/* a request is on its way */
};

struct task;
typedef enum verdict (*rule_fn)(struct task *t);
typedef enum verdict (*reply_fn)(struct task *t, const struct reply *r);

struct rule {
	const char *name;
	const char *says;	/* one line for a person */
	enum phase phase;
	int order;		/* within the phase, from 1 */
	rule_fn apply;
};

/* One ordinal that the set wants, or a condemned pod. */
struct slot {
	int32_t ordinal;
	const char *name;		/* of the pod: the pod's own, or made */
	char *made;
	const struct object *pod;	/* NULL: missing, to be made */
	const struct member *member;	/* what is known of the pod; NULL with it */
	const struct revision *revision;	/* of a missing pod */
};

struct task {
	struct sync *sync;
	uint32_t id;
	int32_t unit;			/* the ordinal; -1: the whole set */
	struct slot *slot;		/* NULL: the whole set */
	size_t rule;			/* the next one of the phase */
	enum verdict verdict;		/* of the rule it came to */
	struct failures failures;
	/* What goes on when an answer comes, and after a procedure of several requests. */
	reply_fn answered;
	rule_fn then;
	/* Scratch of the rule at work. */
	size_t at;			/* position in a list that is walked */
	bool checked;			/* the set was looked at live, and may adopt */
	int64_t budget;			/* how many more may be deleted */
	char *refusal;			/* why a POST was refused, until it may be told */
	int attempt;			/* of a write that is retried on conflict, from 0 */
	struct failures step_failures;	/* of the procedure at work */
	bool step_conflict;		/* its failure was a 409: worth another attempt */
	const char *victim;			/* name of the pod that is deleted, borrowed from its slot */
	struct repair *repair;		/* see rules/repair_identity.c */
};

struct work {
	struct snapshot *snapshot;
	struct gates gates;
	int64_t now_ms;
	enum phase phase;
	uint32_t serial, next_id;
	/* The phase at work. */
	VEC(const struct rule *) rules;	/* in their order */
	size_t next_unit, batch;	/* the batch at work is of so many units, up to the next one */
	VEC(struct task) tasks;		/* of the batch at work: those that wait, or did not just pass; by id */
	size_t waiting;			/* so many of them wait */
	/* Found on the way. */
	VEC(const struct member *) claimed;	/* of the snapshot's members */
	size_t astray;			/* so many of them are neither in a slot nor condemned */
	VEC(struct revision *) revisions;	/* sorted, as they were at the beginning */
	struct revision *made;		/* one that was created, re-numbered or fetched; NULL: none */
	const struct revision *current, *update;	/* NULL: not known */
	const struct pod_template *current_template, *update_template;
	int32_t collisions;
	VEC(struct slot) slots, condemned;
	const struct object *first_unavailable;		/* NULL: none, or one not yet made */
	bool counted;			/* the status was counted over slots and condemned pods */
};

/* --- for rules --- */
static inline const struct object *task_set(const struct task *t)
{
	return t->sync->work->snapshot->set;
}

static inline const struct statefulset *task_spec(const struct task *t)
{
	return statefulset_of(task_set(t));
}

static inline struct work *task_work(const struct task *t)
{
	return t->sync->work;
}

/* Sends the request (its contents are taken); `then` gets the answer. Returns VERDICT_WAIT. */
enum verdict task_send(struct task *t, struct request *r, reply_fn then);
/* The same, after a delay: another attempt of a write that met a conflict. */
enum verdict task_send_later(struct task *t, struct request *r, int32_t delay_ms, reply_fn then);
/* Records why; returns VERDICT_FAIL. */
enum verdict task_fail(struct task *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum verdict task_fail_all(struct task *t, struct failures *f);		/* f is empty after */
/* Records why nothing is done (the reason is taken); returns VERDICT_STOP. */
enum verdict task_hold(struct task *t, struct reason r);
void task_reason(struct task *t, struct reason r);
void task_event(struct task *t, bool warning, const char *reason, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The body of the slot's pod: the cached one as it is if the server has not given it a phase, else a new one. */
void slot_body(const struct sync *s, const struct slot *slot, struct str *out);
/* "Create Pod web-0 in StatefulSet web successful", or "... failed error: <text>" when error is not NULL. verb:
 * "Create". */
void task_pod_event(struct task *t, const char *verb, const char *pod, const char *error);

static inline bool reply_ok(const struct reply *r)
{
	return r->code >= 200 && r->code < 300;
}

bool reply_is(const struct reply *r, int code, const char *reason);
const char *reply_text(const struct reply *r);
/* How long to wait before attempt 1, 2, 3: 10 ms, growing fivefold (pods, claims) or not at all (status). */
int32_t retry_delay_ms(int attempt, int growth);

#endif
