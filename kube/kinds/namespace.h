/* The typed facts of a Namespace. */
#ifndef KUBE_KINDS_NAMESPACE_H
#define KUBE_KINDS_NAMESPACE_H

#include "kube/object.h"

struct namespace {
	const char *phase;		/* "Active", "Terminating" */
};

static inline const struct namespace *namespace_of(const struct object *o)
{
	return o->facts;
}

#endif
