/* The typed facts of a Secret: never its values. */
#ifndef KUBE_KINDS_SECRET_H
#define KUBE_KINDS_SECRET_H

#include "kube/object.h"

struct secret {
	const char *type;		/* "Opaque" */
	int32_t keys;
};

static inline const struct secret *secret_of(const struct object *o)
{
	return o->facts;
}

#endif
