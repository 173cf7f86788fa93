/* The typed facts of a Service. */
#ifndef KUBE_KINDS_SERVICE_H
#define KUBE_KINDS_SERVICE_H

#include "kube/object.h"

struct service {
	const char *type;		/* "ClusterIP" */
	const char *cluster_ip;		/* "None" for a headless one */
	bool headless;
	bool publish_not_ready;		/* publishNotReadyAddresses */
	const char *selector;		/* compact JSON, a map of texts; "" when absent */
};

static inline const struct service *service_of(const struct object *o)
{
	return o->facts;
}

#endif
