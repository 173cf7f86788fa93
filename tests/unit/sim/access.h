/* Requests as they come over HTTP, from anybody, for the tests of what he may do. */
#ifndef TESTS_UNIT_SIM_ACCESS_H
#define TESTS_UNIT_SIM_ACCESS_H

#include "tests/unit/sim/drive.h"

#include "sim/access/impersonate.h"
#include "sim/access/tokens.h"
#include "sim/api/api.h"
#include "sim/route.h"

struct http {
	const char *user;		/* "admin", "system:serviceaccount:..." */
	const char *token;		/* in place of a user; NULL: none */
	const char *groups;		/* JSON, in place of those that follow from the name; NULL: none */
	struct impersonation as;
	bool acts;
};

static inline int http(struct world *w, const struct http *h, const char *method, const char *url, const char *body, json **ret)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct identity who = { 0 };
	struct api_request req = { .who = &who, .as = h->acts ? &h->as : NULL, .body = body ? body : "",
				   .len = body ? strlen(body) : 0, .content_type = TYPE_JSON, .user_agent = "test" };
	int code;

	if (streq(method, "PATCH"))
		req.content_type = TYPE_MERGE_PATCH;
	if (h->token && !tokens_check(api_tokens(world_api(w)), w, h->token, NULL, &who, NULL))
		return 401;
	if (!h->token)
		identity_of_name(h->user, &who);
	if (h->groups) {
		json_free(who.groups);
		who.groups = json_parse(h->groups, strlen(h->groups), NULL);
	}
	route_parse(&route, method, url, &req);
	api_handle(world_api(w), &req, &res);
	code = res.code;
	if (ret)
		*ret = res.object ? object_tree(res.object) : json_parse(res.body.buf, res.body.len, NULL);
	api_response_release(&res);
	identity_release(&who);
	return code;
}

/* The code and message of a refusal: "403 pods is forbidden: ..."; "201" where it went well. */
static inline void expect(struct world *w, const struct http *h, const char *method, const char *url, const char *body,
			  const char *expected)
{
	_cleanup_(json_freep) json *answer = NULL;
	int code = http(w, h, method, url, body, &answer);
	const char *message = code >= 400 ? json_get_str(answer, "message") : NULL;
	_cleanup_(freep) char *got = message ? xasprintf("%d %s", code, message) : xasprintf("%d", code);

	assert_string_equal(got, expected);
}

static const struct http admin = { .user = "admin" };

static inline void grant(struct world *w, const char *url, const char *body)
{
	expect(w, &admin, "POST", url, body, "201");
}

#define ROLES "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles"
#define BINDINGS "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings"
#define CLUSTER_ROLES "/apis/rbac.authorization.k8s.io/v1/clusterroles"
#define CLUSTER_BINDINGS "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
#define GROUP "rbac.authorization.k8s.io"

static inline int cluster_setup(void **state)
{
	struct world_options o = { .start_ms = START, .seed = 1, .controllers = "roles,quota,namespaces" };

	*state = world_new(&o, NULL);
	grant(*state, "/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
	return 0;
}

static inline int cluster_teardown(void **state)
{
	world_free(*state);
	return 0;
}

#endif
