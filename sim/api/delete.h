/* Deleting one object as DeleteOptions say: preconditions, finalizers, grace. For DELETE, deletecollection and
 * eviction. */
#ifndef SIM_API_DELETE_H
#define SIM_API_DELETE_H

#include "sim/api/call.h"

enum propagation { PROPAGATION_DEFAULT, PROPAGATION_BACKGROUND, PROPAGATION_FOREGROUND, PROPAGATION_ORPHAN };

struct delete_options {
	int64_t grace;			/* -1: not given */
	enum propagation propagation;
	bool orphan_false;		/* orphanDependents=false was said */
	char *uid, *version;		/* preconditions; NULL: none */
};

void delete_options_release(struct delete_options *o);
/* From a DeleteOptions tree (NULL: none) and the query; 422. Sets c->dry_run. */
int delete_options_read(struct call *c, const json *tree, struct delete_options *ret);
/* The preconditions alone: 0 or 409. */
int delete_check(struct call *c, const struct object *o, const struct delete_options *options);
/* *ret: a reference to the last state; *ret_gone: it is removed and not only marked. */
int delete_object(struct call *c, const struct object *o, const struct delete_options *options,
                  const struct object **ret, bool *ret_gone);

#endif
