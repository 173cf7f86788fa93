/* See pods.h. */
#include "sim/pods.h"

bool pod_is_over(const struct object *pod)
{
	return streq(pod_of(pod)->phase, "Succeeded") || streq(pod_of(pod)->phase, "Failed");
}

bool pod_uses_claim(const struct object *pod, const char *claim)
{
	const struct pod *p = pod_of(pod);

	for (size_t i = 0; i < p->nvolumes; i++)
		if (streq(p->volumes[i].claim, claim))
			return true;
	return false;
}
