/*
 * The server model behind the recorded answers: objects of one namespace by resource and name, injected faults, no
 * admission, no validation (the recording's README, section 3).
 */
#ifndef TESTS_REPLAY_SERVER_H
#define TESTS_REPLAY_SERVER_H

#include "base/map.h"
#include "kube/request.h"
#include "kube/status.h"

struct stand_in {
	struct map objects;		/* "pods/web-0" -> const struct object *, references */
	struct map counts;		/* "create/pods//web-0" -> how often it was asked */
	const json *faults;		/* borrowed */
	uint64_t version;
};

/* The answer; object is borrowed from the model and only given to a GET. */
struct stand_in_answer {
	int code;
	struct status status;
	const struct object *object;
	bool fault;
};

/* From the case's snapshot overlaid with what is live. */
void stand_in_init(struct stand_in *m, const json *c, const char *namespace);
void stand_in_release(struct stand_in *m);
void stand_in_put(struct stand_in *m, const struct object *o);		/* the reference is taken */
/* name: of the object, which a create has in its body only. */
struct stand_in_answer stand_in_handle(struct stand_in *m, const struct request *r, const char *name);

#endif
