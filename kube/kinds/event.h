/* The typed facts of an Event, whichever of its two generations of fields it was written with. */
#ifndef KUBE_KINDS_EVENT_H
#define KUBE_KINDS_EVENT_H

#include "kube/object.h"

struct event {
	const char *type;		/* "Normal", "Warning" */
	const char *reason;
	const char *message;
	const char *source;		/* source.component or reportingComponent */
	const char *host;		/* source.host */
	const char *object_kind, *object_namespace, *object_name, *object_uid;	/* involvedObject */
	const char *field_path;		/* "spec.containers{web}"; "" for none */
	int32_t count;			/* at least 1; of the series where there is one */
	int64_t first_seen, last_seen;	/* seconds; from eventTime or series where the older fields are absent */
};

static inline const struct event *event_of(const struct object *o)
{
	return o->facts;
}

#endif
