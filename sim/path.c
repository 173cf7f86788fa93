/* Placeholder. */
#include "sim/call.h"

int api_path(struct call *c)
{
	return status_set(&c->status, 404, "NotFound", "the server could not find the requested resource");
}
