/*
 * Events as client-go's recorder writes them: repeats of one message become a count, from the tenth different message
 * of one reason within ten minutes on they are combined, and one object may have 25 at once, then one in five minutes.
 * Pure: what is to be sent comes out as a request.
 */
#ifndef RECONCILER_RECORDER_H
#define RECONCILER_RECORDER_H

#include "base/map.h"
#include "base/rng.h"
#include "kube/request.h"

struct recorder;

/* What there is to tell; all borrowed. */
struct occurrence {
	const struct object *about;
	bool warning;
	const char *reason, *message;
};

struct recorder *recorder_new(const char *component, struct rng *rng);
void recorder_free(struct recorder *r);				/* NULL is fine */
/*
 * What to send, at now_ms (wall). False: nothing, there were too many. A patch counts up an event that
 * was sent; ret_whole is then the event as a whole, under the same name, for a server that has it no longer. It is
 * empty beside a create.
 */
bool recorder_event(struct recorder *r, const struct occurrence *o, int64_t now_ms, struct request *ret,
		    struct request *ret_whole);

#endif
