/* Event of events.k8s.io: the same events as those of v1, in the form that newer recorders write. */
#include "kube/kind.h"

const struct kind newevent_kind = {
	.group = "events.k8s.io",
	.version = "v1",
	.name = "Event",
	.plural = "events",
	.singular = "event",
	.shorts = { "ev" },
	.schema = "events.Event",
	.stored_as = KIND(event),
	.namespaced = true,
};
