/*
 * What `ordinal rehearse` can rehearse: a row a verb, each made by the same code as the console's action of that name.
 */
#ifndef CMD_REHEARSE_VERBS_H
#define CMD_REHEARSE_VERBS_H

#include "cmd/flags.h"
#include "jobs/job.h"

/* What the command line says; borrowed. NULL or -1: not said. */
struct rehearse_flags {
	struct config_flags config;
	const char *verb, *kind, *name;	/* kind NULL: the verb's own */
	const char *image, *steps, *cascade;
	int64_t replicas, partition, grace_s;
	bool claims, force, lose_scratch, json, help;
	bool narrow;			/* found out: pods of other namespaces may not be read */
};

struct rehearse_verb {
	const char *name;		/* "scale" */
	const char *usage;		/* "sts/NAME --replicas N" */
	const struct kind *kind;
	const struct kind *const *needs;	/* in the cache; its own kind first; NULL-ended */
	bool everywhere;		/* of all namespaces */
	/* One of both is made: a request to be sent, or a job to be run. NULL with err set: neither. */
	int (*make)(const struct rehearse_flags *f, struct cache *cache, const struct object *o, int64_t now_s,
		    struct request *ret, struct job **ret_job, struct err *err);
};

const struct rehearse_verb *rehearse_verb(const char *name, const struct kind *k);	/* NULL: there is none */
void rehearse_verb_usage(struct str *out);		/* a line each */

#endif
