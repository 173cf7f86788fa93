/* Who stands at the door: the bearer token, and whether the request comes from a program on this machine or from a
 * web page. */
#ifndef SIM_GUARD_H
#define SIM_GUARD_H

#include "base/base.h"

struct guard {
	const char *token;		/* the administrator's */
	const char *authorization, *host, *origin;	/* headers; NULL: not sent */
};

/* False if Host is no name of loopback (DNS rebinding) or there is an Origin of elsewhere (a web page). */
bool guard_place(const struct guard *g);
/* False for a wrong token. Without any the user is "" (anonymous). */
bool guard_user(const struct guard *g, const char **ret_user);

#endif
