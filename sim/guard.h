/* Who stands at the door: whether the request comes from a program on this machine or from a web page, and the bearer
 * token that it shows. Whose token that is: sim/access/tokens.h. */
#ifndef SIM_GUARD_H
#define SIM_GUARD_H

#include "base/base.h"

struct guard {
	const char *authorization, *host, *origin, *fetch_site;	/* headers; NULL: not sent */
};

/* False if Host is no name of loopback (DNS rebinding) or there is an Origin of elsewhere (a web page). */
bool guard_place(const struct guard *g);
/* The token in *ret, NULL without any (anonymous); false for credentials that are no bearer token. */
bool guard_bearer(const struct guard *g, const char **ret);

#endif
