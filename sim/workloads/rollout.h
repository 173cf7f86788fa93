/*
 * struct rollout: one sync of a Deployment: its state, the ReplicaSets it controls, and what is done to them. Source:
 * pkg/controller/deployment of Kubernetes 1.36, whose functions ours follow one by one.
 */
#ifndef SIM_WORKLOADS_ROLLOUT_H
#define SIM_WORKLOADS_ROLLOUT_H

#include "sim/workloads/conditions.h"
#include "sim/workloads/crew.h"

#define HASH_LABEL "pod-template-hash"
#define REVISION "deployment.kubernetes.io/revision"

/* A ReplicaSet of the Deployment. */
struct replicas {
	const struct object *object;		/* a reference */
	json *tree;
	int64_t wanted;				/* spec.replicas */
	int64_t there, ready, available;	/* of its status */
};

struct rollout {
	struct crew *crew;
	const struct object *deployment;	/* a reference */
	json *tree;				/* of the deployment; its annotations and status may be ahead */
	json *written;				/* the status as it is stored */
	VEC(struct replicas) sets;		/* oldest first */
	int newest;				/* the one of today's template; -1: none */
	int64_t wanted;				/* spec.replicas */
	int64_t surge, unavailable;		/* maxSurge and maxUnavailable as numbers */
	bool rolling;				/* strategy RollingUpdate */
	bool failed;				/* something was refused: look again */
};

/* Reads the Deployment and its sets; false if it is gone. */
bool rollout_read(struct rollout *r, struct crew *crew, const char *key);
void rollout_release(struct rollout *r);

/* --- replicas.c --- */
struct replicas *rollout_new_set(struct rollout *r);		/* NULL: none */
bool rollout_is_old(const struct rollout *r, const struct replicas *s);
int64_t rollout_total(const struct rollout *r);			/* spec.replicas of all sets */
/* Sets the size; with `force` its annotations are kept right as well. True if the size was changed. */
bool rollout_scale_set(struct rollout *r, struct replicas *s, int64_t size, bool force);
/* Deletes sets beyond the history limit. */
void rollout_clean(struct rollout *r);
/* How large the new set may be now. */
int64_t rollout_new_size(const struct rollout *r, int64_t size);

/* PUTs the set's tree (taken) and reads what was answered. */
bool rollout_update_set(struct rollout *r, struct replicas *s, json *tree);
void rollout_add_set(struct rollout *r, const struct object *o);
/* One more than the greatest revision of the old sets. */
int64_t rollout_next_revision(const struct rollout *r);
/* What the new set's annotations are to be: the Deployment's, the revision, the sizes. True if they were changed. */
bool replicas_annotate(const struct rollout *r, json *annotations, int64_t revision);
bool replicas_note_sizes(const struct rollout *r, json *annotations);
json *tree_annotations(json *tree);				/* made if there are none */
bool annotation_set(json *annotations, const char *key, const char *text);
bool template_equal(const json *a, const json *b);		/* but for the hash label */

/* --- revise.c --- */
/* Writes revision and annotations of the new set and the Deployment, and makes the set if `create`. False: the sync
 * ends here. */
bool rollout_revise(struct rollout *r, bool create);

/* --- scaling.c --- */
bool rollout_is_scaling(struct rollout *r);			/* spec.replicas has changed meanwhile */
void rollout_scale(struct rollout *r);				/* to spec.replicas, in proportion */
void rollout_roll(struct rollout *r);				/* one step of RollingUpdate */
void rollout_recreate(struct rollout *r);			/* one step of Recreate */

/* --- progress.c --- */
bool rollout_is_complete(const struct rollout *r, const json *status);
bool rollout_has_deadline(const struct rollout *r);
void rollout_pause(struct rollout *r);				/* the condition of paused and resumed rollouts */
/* Writes the status: counts and Available; with `progress` what there is to say of Progressing, too. */
void rollout_write_status(struct rollout *r, bool progress);
/* Writes status and annotations as they are in r->tree. */
bool rollout_put_status(struct rollout *r);

/* The label of a template's ReplicaSet and pods. collisions: NULL if the status has none. */
void template_hash(const json *pod_template, const json *collisions, char ret[16]);

#endif
