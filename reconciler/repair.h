/* The scratch of rules/repair_identity.c: one pod being put right. */
#ifndef RECONCILER_REPAIR_H
#define RECONCILER_REPAIR_H

#include "base/json.h"

struct repair {
	json *pod;			/* the working copy */
	const struct object *cached;	/* what it was copied from; NULL: a pod just made */
	bool identity_right, storage_right;
	bool dirty;			/* this attempt */
	bool tried;			/* a PUT was sent in some attempt */
};

void repair_free(struct repair *r);	/* NULL is fine */

#endif
