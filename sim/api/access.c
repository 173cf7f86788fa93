/*
 * Who asks, and whether he may: identity, impersonation, authorization, in this order. Controllers of this process are
 * trusted, and the administrator's group is not looked up. Texts: truth/wire c-auth.
 */
#include "sim/api/call.h"

#include "sim/access/impersonate.h"
#include "sim/access/rbac.h"

static int check(struct call *c, const struct attributes *a)
{
	_cleanup_(str_release) struct str reason = STR_INIT;
	int r = c->req->as ? impersonate(c->storage, &c->who, c->req->as, a, &c->status) : 0;

	if (r < 0 || rbac_allows(c->storage, &c->who, a, &reason))
		return r;
	return attributes_forbid(a, c->who.name, reason.buf, &c->status);
}

int access_check(struct call *c)
{
	struct attributes a;
	int r;

	if (c->req->trusted)
		return 0;
	if (c->req->who)
		identity_copy(c->req->who, &c->who);
	else
		identity_of_name(c->req->user, &c->who);
	if (!c->req->as && identity_in(&c->who, GROUP_MASTERS))
		return 0;
	attributes_of_request(c->req, &a);
	r = check(c, &a);
	attributes_release(&a);
	return r;
}
