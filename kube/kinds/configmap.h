/* The typed facts of a ConfigMap. */
#ifndef KUBE_KINDS_CONFIGMAP_H
#define KUBE_KINDS_CONFIGMAP_H

#include "kube/object.h"

struct configmap {
	int32_t keys;			/* of data and binaryData */
};

static inline const struct configmap *configmap_of(const struct object *o)
{
	return o->facts;
}

#endif
