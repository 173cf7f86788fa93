/* See impersonate.h. */
#include "sim/access/impersonate.h"

#include "kube/status.h"
#include "sim/access/rbac.h"

#define NODE_PREFIX "system:node:"
#define MANY 4			/* so many groups are asked for at once first */
#define NEW_GROUP "authentication.k8s.io"

struct trial {
	struct storage *s;
	const struct identity *who;		/* who asks */
	const struct impersonation *wanted;
	const struct attributes *a;		/* of his request */
	struct status *why;			/* of the first refusal */
};

/* A way to be another: verbs "impersonate:MODE" and "impersonate-on:MODE:VERB", or the old verb alone. */
struct mode {
	const char *name;			/* NULL: the old way */
	bool (*fits)(const struct trial *t);
};

static int ask(const struct trial *t, const struct attributes *a)
{
	_cleanup_(str_release) struct str reason = STR_INIT;

	if (rbac_allows(t->s, t->who, a, &reason))
		return 0;
	if (t->why->code == 0)
		attributes_forbid(a, t->who->name, reason.buf, t->why);
	return -403;
}

static int refuse(const struct trial *t, const struct attributes *a, const char *text)
{
	if (t->why->code == 0)
		attributes_forbid(a, t->who->name, text, t->why);
	return -403;
}

/* --- which modes fit --- */

static bool user_alone(const struct impersonation *w)
{
	return !*w->uid && json_len(w->groups) == 0 && json_len(w->extra) == 0;
}

static bool is_account_name(const char *user)
{
	char namespace[256], name[256];

	return identity_account(user, namespace, name, sizeof(name));
}

static bool is_node_name(const char *user)
{
	return starts_with(user, NODE_PREFIX) && user[strlen(NODE_PREFIX)];
}

static bool fits_own_node(const struct trial *t)
{
	const json *names = json_get(t->who->extra, "authentication.kubernetes.io/node-name");

	return user_alone(t->wanted) && is_node_name(t->wanted->user) && json_len(names) == 1 &&
	       is_account_name(t->who->name) &&
	       streq0(json_str(json_item(names, 0)), t->wanted->user + strlen(NODE_PREFIX));
}

static bool fits_node(const struct trial *t)
{
	return user_alone(t->wanted) && is_node_name(t->wanted->user);
}

static bool fits_account(const struct trial *t)
{
	return user_alone(t->wanted) && is_account_name(t->wanted->user);
}

static bool fits_user(const struct trial *t)
{
	return !is_node_name(t->wanted->user) && !is_account_name(t->wanted->user);
}

static bool fits_all(const struct trial *t UNUSED)
{
	return true;
}

static const struct mode modes[] = {
	{ "associated-node", fits_own_node }, { "arbitrary-node", fits_node }, { "serviceaccount", fits_account },
	{ "user-info", fits_user },           { NULL, fits_all },
};

/* --- each of the rights --- */

static struct attributes right(const char *verb, const char *group, const char *resource, const char *name)
{
	return (struct attributes){ .is_resource = true, .verb = verb, .group = group, .version = "v1",
		.resource = resource, .subresource = "", .namespace = "", .name = name, .path = "" };
}

static int ask_user(const struct trial *t, const struct mode *m, const char *verb)
{
	const char *user = t->wanted->user;
	struct attributes a = right(verb, m->name ? NEW_GROUP : "", "users", user);
	char namespace[256], name[256];

	if (m->name && is_node_name(user)) {
		a.resource = "nodes";
		a.name = streq(m->name, "associated-node") ? "*" : user + strlen(NODE_PREFIX);
	}
	if (identity_account(user, namespace, name, sizeof(name))) {
		a.resource = "serviceaccounts";
		a.namespace = namespace;
		a.name = name;
	}
	return ask(t, &a);
}

static int ask_groups(const struct trial *t, const struct mode *m, const char *verb)
{
	struct attributes a = right(verb, m->name ? NEW_GROUP : "", "groups", "");
	const json *groups = t->wanted->groups;

	for (const json *g = m->name ? json_first(groups) : NULL; g; g = json_next(g)) {
		if (streq0(json_str(g), ""))
			return refuse(t, &a, "impersonating the empty string group is not allowed");
		if (streq0(json_str(g), GROUP_MASTERS)) {
			a.name = GROUP_MASTERS;
			return refuse(t, &a, "impersonating the system:masters group is not allowed");
		}
	}
	a.name = "*";
	if (m->name && json_len(groups) >= MANY && rbac_allows(t->s, t->who, &a, NULL))
		return 0;
	for (const json *g = json_first(groups); g; g = json_next(g)) {
		a.name = json_str_or(g, "");
		if (ask(t, &a) < 0)
			return -403;
	}
	return 0;
}

static int ask_extra(const struct trial *t, const char *verb)
{
	struct attributes a = right(verb, NEW_GROUP, "userextras", "");

	for (const json *e = json_first(t->wanted->extra); e; e = json_next(e))
		for (const json *v = json_first(e); v; v = json_next(v)) {
			a.subresource = json_key(e);
			a.name = json_str_or(v, "");
			if (ask(t, &a) < 0)
				return -403;
		}
	return 0;
}

static int try_mode(const struct trial *t, const struct mode *m)
{
	_cleanup_(freep) char *verb = m->name ? xasprintf("impersonate:%s", m->name) : xstrdup("impersonate");
	_cleanup_(freep) char *on = m->name ? xasprintf("impersonate-on:%s:%s", m->name, t->a->verb) : NULL;
	struct attributes uid = right(verb, NEW_GROUP, "uids", t->wanted->uid), action = *t->a;
	int r = 0;

	if (on) {
		action.verb = on;
		r = ask(t, &action);
	}
	if (r == 0)
		r = ask_user(t, m, verb);
	if (r == 0 && *t->wanted->uid)
		r = ask(t, &uid);
	if (r == 0)
		r = ask_groups(t, m, verb);
	return r == 0 ? ask_extra(t, verb) : r;
}

/* --- who it then is --- */

static void become(struct identity *who, const struct impersonation *wanted, const struct mode *m)
{
	struct identity as;

	identity_of_name(wanted->user, &as);
	free(as.uid);
	as.uid = xstrdup(wanted->uid);
	if (json_len(wanted->groups) > 0 || !is_account_name(wanted->user)) {
		json_free(as.groups);
		as.groups = wanted->groups ? json_copy(wanted->groups) : json_array();
	}
	if (m->name && is_node_name(wanted->user))
		identity_add_group(&as, "system:nodes");
	if (streq(as.name, USER_ANONYMOUS))
		identity_add_group(&as, GROUP_UNAUTHENTICATED);
	else if (!identity_in(&as, GROUP_UNAUTHENTICATED))
		identity_add_group(&as, GROUP_AUTHENTICATED);
	if (json_len(wanted->extra) > 0)
		as.extra = json_copy(wanted->extra);
	identity_release(who);
	*who = as;
}

int impersonate(struct storage *s, struct identity *who, const struct impersonation *wanted,
                const struct attributes *a, struct status *why)
{
	struct trial t = { s, who, wanted, a, why };

	if (!*wanted->user) {
		if (!*wanted->uid && json_len(wanted->groups) == 0 && json_len(wanted->extra) == 0)
			return 0;
		return status_set(why, 400, "BadRequest",
				  "requested an impersonation without impersonating a user name");
	}
	for (size_t i = 0; i < COUNT(modes); i++)
		if (modes[i].fits(&t) && try_mode(&t, &modes[i]) == 0) {
			become(who, wanted, &modes[i]);
			status_release(why);
			return 0;
		}
	return -403;
}
