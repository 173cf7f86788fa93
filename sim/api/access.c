/*
 * Who may do what: the bearer of the token is a cluster administrator, the controllers of this process are trusted, and
 * everyone else may ask for the version and the health only. Texts: truth/wire c-auth.
 */
#include "sim/api/path.h"

static const char *const public_paths[] = { "/version", "/healthz", "/livez", "/readyz" };

static bool is_public(const char *path)
{
	for (size_t i = 0; path && i < COUNT(public_paths); i++) {
		size_t len = strlen(public_paths[i]);

		if (starts_with(path, public_paths[i]) && (path[len] == '\0' || path[len] == '/'))
			return true;
	}
	return false;
}

/* What everyone may ask who is somebody: what there is, and what he may do. */
static bool is_open(const char *path)
{
	static const char *const prefixes[] = { "/api", "/apis", "/openapi" };

	for (size_t i = 0; i < reviews_count(); i++)
		if (strstr(path, reviews_at(i)->plural))
			return true;
	for (size_t i = 0; i < COUNT(prefixes); i++)
		if (streq(path, prefixes[i]) ||
		    (starts_with(path, prefixes[i]) && path[strlen(prefixes[i])] == '/' && i == 2))
			return true;
	return false;
}

static const char *const verb_names[] = {
	[VERB_GET] = "get",       [VERB_LIST] = "list",
	[VERB_WATCH] = "watch",   [VERB_CREATE] = "create",
	[VERB_UPDATE] = "update", [VERB_PATCH] = "patch",
	[VERB_DELETE] = "delete", [VERB_DELETECOLLECTION] = "deletecollection",
};

static void add_scope(const struct api_request *req, struct str *out)
{
	const char *namespace = req->namespace;

	if (req->kind == KIND(namespace) && req->name)
		namespace = req->name;
	if (namespace)
		str_addf(out, "in the namespace \"%s\"", namespace);
	else
		str_add(out, "at the cluster scope");
}

static int refuse_kind(struct call *c, const char *user)
{
	const struct api_request *req = c->req;
	_cleanup_(str_release) struct str text = STR_INIT;
	char resource[128];
	const char *name = req->verb == VERB_CREATE && !req->subresource ? NULL : req->name;

	kind_resource(c->kind, resource, sizeof(resource));
	str_add(&text, resource);
	if (name)
		str_addf(&text, " \"%s\"", name);
	str_addf(&text, " is forbidden: User \"%s\" cannot %s resource \"%s%s%s\" in API group \"%s\" ", user,
	         verb_names[req->verb], c->kind->plural, req->subresource ? "/" : "",
	         req->subresource ? req->subresource : "", c->kind->group);
	add_scope(req, &text);
	status_set(&c->status, 403, "Forbidden", "%s", text.buf);
	status_details(&c->status, c->kind->plural, c->kind->group, name);
	return -403;
}

int access_check(struct call *c)
{
	const char *user = c->req->user;

	if (c->req->trusted || streq0(user, "admin") || (!c->kind && is_public(c->req->path)))
		return 0;
	if (user && *user && !c->kind && is_open(c->req->path))
		return 0;
	if (!user || !*user)
		user = "system:anonymous";
	if (c->kind)
		return refuse_kind(c, user);
	status_set(&c->status, 403, "Forbidden", "forbidden: User \"%s\" cannot %s path \"%s\"", user,
		streq0(c->req->method, "POST") ? "post" : "get", c->req->path);
	status_details(&c->status, "", NULL, NULL);
	return -403;
}
