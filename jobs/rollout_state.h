/*
 * What a staged rollout is made of: shared by its machine (jobs/kinds/rollout.c) and the parts of it, and by nobody
 * else. One part a file: what it sends and what comes of it (rollout_send.c), what others did meanwhile
 * (rollout_ground.c), what a person may order (rollout_orders.c), how one is made (rollout_make.c).
 */
#ifndef JOBS_ROLLOUT_STATE_H
#define JOBS_ROLLOUT_STATE_H

#include "jobs/rollout.h"
#include "jobs/rollout_health.h"

enum rollout_cell { CELL_STEP, CELL_PARTITION, CELL_REPLACES, CELL_STATE };

struct rollout {
	struct rollout_record record, next;	/* as it is on the set; as the write under way has it */
	int sent;				/* what is not answered yet; 0: nothing */
	enum rollout_held held;
	uint64_t version;			/* the set must have been seen at this version or a later one */
	baseline_vec base;
	int64_t step_ms, healthy_ms;		/* the step is counted from then; healthy since, 0: it is not */
	int again;				/* writes in a row that are to be tried again */
	bool taken;				/* the annotation says that it is this one who drives */
	bool wants_hold, wants_next, wants_undo, undone;
	bool ending;				/* the annotation was asked to go */
	char *forced;				/* uid of the pod that was forced back last */
};

static inline struct rollout *rollout_of(const struct job *j)
{
	return j->state;
}

static inline size_t rollout_steps(const struct rollout *x)
{
	return x->record.partitions.len;
}

/* Waits for a person. */
void rollout_hold(struct job *j, enum rollout_held why, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* What the step in force looks like. */
void rollout_item(struct job *j, enum job_mark mark, const char *text);

/* --- rollout_send.c --- */
/* Takes it up: from now on whoever drove it before is told to leave it. */
void rollout_send_take(struct job *j, const struct object *set);
/* The partition above the top. */
void rollout_send_stage(struct job *j, const struct object *set);
void rollout_send_template(struct job *j, const struct object *set);
void rollout_send_step(struct job *j, const struct object *set, int32_t step);
/* Takes the annotation off, with this partition. */
void rollout_send_end(struct job *j, const struct object *set, int32_t partition, const char *why);
/* The template before; holds where it is not there any more. */
void rollout_send_undo(struct job *j, const struct object *set);
void rollout_send_force(struct job *j, const struct object *pod);
void rollout_answered(struct job *j, int about, const struct answer *a);
/* It is over, and the annotation off. */
void rollout_end(struct job *j);
/* The ground moved, or nobody knows what became of the write: the annotation tells, once it is seen. */
void rollout_read_again(struct job *j);

/* --- rollout_ground.c --- */
/* False once it is over: the set is gone, or the rollout is not ours any more. */
bool rollout_still_ours(struct job *j, const struct object *set);
/* Learns the name of the revision that the last change of the template made; false: it is not known yet. */
bool rollout_learn(struct job *j, const struct object *set);
/* True when somebody else moved what this rollout moves: it holds and says so. */
bool rollout_meddled(struct job *j, const struct object *set);
/* What somebody else made of it is taken as the ground to go on from. */
void rollout_accept(struct job *j);

/* --- rollout_orders.c --- */
const char *rollout_offers(const struct job *j, enum job_order order);
void rollout_obey(struct job *j, enum job_order order);

#endif
