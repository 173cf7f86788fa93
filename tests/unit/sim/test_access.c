/* Who may do what: rules, names, subresources, paths, groups, accounts and their tokens, impersonation, escalation. */
#include "tests/unit/sim/access.h"

static void bind(struct world *w, const char *of_kind, const char *role, const char *subject)
{
	_cleanup_(freep) char *body = xasprintf("{\"metadata\":{\"generateName\":\"b-\"},\"subjects\":[%s],\"roleRef\":"
		"{\"apiGroup\":\"" GROUP "\",\"kind\":\"%s\",\"name\":\"%s\"}}", subject, of_kind, role);

	grant(w, BINDINGS, body);
}

static void add_role(struct world *w, const char *name, const char *rules)
{
	_cleanup_(freep) char *body = xasprintf("{\"metadata\":{\"name\":\"%s\"},\"rules\":[%s]}", name, rules);

	grant(w, ROLES, body);
}

static void test_rules(void **state)
{
	struct world *w = *state;
	const struct http ann = { .user = "ann" };

	add_role(w, "r", "{\"apiGroups\":[\"\"],\"resources\":[\"pods\",\"*/log\"],\"verbs\":[\"get\",\"list\"]},"
			 "{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"resourceNames\":[\"mine\"],\"verbs\":[\"*\"]}");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods", NULL,
	       "403 pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace "
	       "\"default\"");
	bind(w, "Role", "r", "{\"kind\":\"User\",\"name\":\"ann\"}");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods", NULL, "200");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods?watch=1", NULL,
	       "403 pods is forbidden: User \"ann\" cannot watch resource \"pods\" in API group \"\" in the namespace "
	       "\"default\"");
	expect(w, &ann, "GET", "/api/v1/pods", NULL,
	       "403 pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" at the cluster scope");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods/p/log", NULL, "404 pods \"p\" not found");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods/p/exec", NULL,
	       "403 pods \"p\" is forbidden: User \"ann\" cannot get resource \"pods/exec\" in API group \"\" in the "
	       "namespace \"default\"");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/configmaps/mine", NULL, "404 configmaps \"mine\" not found");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dmine", NULL, "200");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/configmaps/other", NULL,
	       "403 configmaps \"other\" is forbidden: User \"ann\" cannot get resource \"configmaps\" in API group \"\" in "
	       "the namespace \"default\"");
	expect(w, &ann, "GET", "/apis/x.y/v1/namespaces/n/things/t", NULL,
	       "403 things.x.y \"t\" is forbidden: User \"ann\" cannot get resource \"things\" in API group \"x.y\" in the "
	       "namespace \"n\"");
	expect(w, &ann, "GET", "/metrics", NULL, "403 forbidden: User \"ann\" cannot get path \"/metrics\"");
	expect(w, &ann, "GET", "/apis/apps/v1", NULL, "200");
}

static void test_missing_role(void **state)
{
	struct world *w = *state;
	const struct http ann = { .user = "ann" };

	bind(w, "Role", "nope", "{\"kind\":\"User\",\"name\":\"ann\"}");
	expect(w, &ann, "GET", "/api/v1/namespaces/default/pods", NULL,
	       "403 pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace "
	       "\"default\": RBAC: role." GROUP " \"nope\" not found");
}

static void test_groups_and_aggregation(void **state)
{
	struct world *w = *state;
	const struct http dev = { .user = "dan", .groups = "[\"devs\",\"system:authenticated\"]" };

	bind(w, "ClusterRole", "view", "{\"kind\":\"Group\",\"name\":\"devs\"}");
	expect(w, &dev, "GET", "/apis/apps/v1/namespaces/default/statefulsets", NULL, "200");
	expect(w, &dev, "GET", "/api/v1/namespaces/default/secrets", NULL,
	       "403 secrets is forbidden: User \"dan\" cannot list resource \"secrets\" in API group \"\" in the namespace "
	       "\"default\"");
	grant(w, CLUSTER_ROLES,
	      "{\"metadata\":{\"name\":\"more\",\"labels\":{\"" GROUP "/aggregate-to-view\":\"true\"}},\"rules\":[{"
	      "\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"list\"]}]}");
	world_settle(w, START + MINUTE);
	expect(w, &dev, "GET", "/api/v1/namespaces/default/secrets", NULL, "200");
	expect(w, &admin, "DELETE", CLUSTER_ROLES "/more", NULL, "200");
	world_settle(w, START + 2 * MINUTE);
	assert_int_equal(http(w, &dev, "GET", "/api/v1/namespaces/default/secrets", NULL, NULL), 403);
}

/* --- accounts --- */

static char *token_of(struct world *w, const char *body)
{
	_cleanup_(json_freep) json *answer = NULL;
	int code = http(w, &admin, "POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", body, &answer);

	assert_int_equal(code, 201);
	return xstrdup(json_str_or(json_at(answer, "status.token"), ""));
}

static void test_tokens(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *token = NULL, *other = NULL;
	struct http robot = { 0 };

	grant(w, "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
	add_role(w, "r", "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]}");
	bind(w, "Role", "r", "{\"kind\":\"ServiceAccount\",\"name\":\"robot\"}");
	token = token_of(w, "{\"spec\":{\"expirationSeconds\":600}}");
	other = token_of(w, "{\"spec\":{\"audiences\":[\"elsewhere\"]}}");
	robot.token = other;
	assert_int_equal(http(w, &robot, "GET", "/api/v1/namespaces/default/pods", NULL, NULL), 401);
	robot.token = token;
	expect(w, &robot, "GET", "/api/v1/namespaces/default/pods", NULL, "200");
	assert_int_equal(http(w, &robot, "GET", "/api/v1/namespaces/default/secrets", NULL, NULL), 403);
	token[strlen(token) - 3] ^= 1;
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 401);
	token[strlen(token) - 3] ^= 1;
	world_advance(w, START + 599000);
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 200);
	world_advance(w, START + 600000);
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 401);
}

/* A token ends with its account, even if another of its name comes, and with the pod that it is bound to. */
static void test_tokens_end(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *token = NULL, *bound = NULL;
	struct http robot = { 0 };

	grant(w, "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
	grant(w, "/api/v1/namespaces/default/pods",
	      "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"serviceAccountName\":\"robot\",\"containers\":[{\"name\":\"c\","
	      "\"image\":\"i:1\"}]}}");
	token = token_of(w, "{\"spec\":{}}");
	bound = token_of(w, "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"p\"}}}");
	robot.token = bound;
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 200);
	expect(w, &admin, "DELETE", "/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0", NULL, "200");
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 401);
	robot.token = token;
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 200);
	expect(w, &admin, "DELETE", "/api/v1/namespaces/default/serviceaccounts/robot", NULL, "200");
	grant(w, "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"robot\"}}");
	assert_int_equal(http(w, &robot, "GET", "/version", NULL, NULL), 401);
	expect(w, &admin, "POST", "/api/v1/namespaces/default/serviceaccounts/robot/token",
	       "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"p\"}}}",
	       "404 pods \"p\" not found");
}

/* --- impersonation --- */

static void test_impersonation(void **state)
{
	struct world *w = *state;
	struct http as = { .user = "ann", .acts = true, .as = { .user = "bob", .uid = "" } };

	expect(w, &as, "GET", "/api/v1/namespaces/default/pods", NULL,
	       "403 pods is forbidden: User \"ann\" cannot impersonate-on:user-info:list resource \"pods\" in API group "
	       "\"\" in the namespace \"default\"");
	grant(w, CLUSTER_ROLES, "{\"metadata\":{\"name\":\"be-bob\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"users\"],"
				"\"resourceNames\":[\"bob\"],\"verbs\":[\"impersonate\"]}]}");
	grant(w, CLUSTER_BINDINGS, "{\"metadata\":{\"name\":\"x\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"ann\"}],"
				   "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"be-bob\"}}");
	expect(w, &as, "GET", "/api/v1/namespaces/default/pods", NULL,
	       "403 pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace "
	       "\"default\"");
	as.as.groups = json_format("['system:masters']");
	assert_int_equal(http(w, &as, "GET", "/api/v1/namespaces/default/pods", NULL, NULL), 403);
	as.user = "admin";
	expect(w, &as, "GET", "/api/v1/namespaces/default/pods", NULL, "200");
	as.as.user = "";
	assert_int_equal(http(w, &as, "GET", "/api/v1/namespaces/default/pods", NULL, NULL), 400);
	json_free(as.as.groups);
}

/* --- nobody gives what he does not have --- */

static void test_escalation(void **state)
{
	struct world *w = *state;
	const struct http ann = { .user = "ann" };

	add_role(w, "writer", "{\"apiGroups\":[\"" GROUP "\"],\"resources\":[\"roles\",\"rolebindings\"],\"verbs\":[\"create\","
			      "\"update\",\"patch\"]},{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}");
	bind(w, "Role", "writer", "{\"kind\":\"User\",\"name\":\"ann\"}");
	expect(w, &ann, "POST", ROLES, "{\"metadata\":{\"name\":\"ok\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":"
	       "[\"pods\"],\"verbs\":[\"get\"]}]}", "201");
	expect(w, &ann, "POST", ROLES, "{\"metadata\":{\"name\":\"esc\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":"
	       "[\"secrets\",\"pods\"],\"verbs\":[\"get\",\"list\"]}]}",
	       "403 roles." GROUP " \"esc\" is forbidden: user \"ann\" (groups=[\"system:authenticated\"]) is attempting to "
	       "grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"list\"]}\n"
	       "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}");
	expect(w, &ann, "PATCH", ROLES "/ok", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}", "200");
	assert_int_equal(http(w, &ann, "PATCH", ROLES "/ok", "{\"rules\":[{\"apiGroups\":[\"*\"],\"resources\":[\"*\"],"
							     "\"verbs\":[\"*\"]}]}", NULL), 403);
	assert_int_equal(http(w, &ann, "POST", BINDINGS, "{\"metadata\":{\"name\":\"b\"},\"subjects\":[],\"roleRef\":{\"kind\":"
							 "\"ClusterRole\",\"name\":\"cluster-admin\"}}", NULL), 403);
	expect(w, &ann, "POST", BINDINGS, "{\"metadata\":{\"name\":\"b\"},\"roleRef\":{\"kind\":\"Role\",\"name\":\"nope\"}}",
	       "404 roles." GROUP " \"nope\" not found");
	expect(w, &ann, "POST", BINDINGS, "{\"metadata\":{\"name\":\"b\"},\"roleRef\":{\"kind\":\"Role\",\"name\":\"ok\"}}",
	       "201");
}

int main(void)
{
#define EACH(fn) cmocka_unit_test_setup_teardown(fn, cluster_setup, cluster_teardown)
	const struct CMUnitTest tests[] = {
		EACH(test_rules),	 EACH(test_missing_role),  EACH(test_groups_and_aggregation), EACH(test_tokens),
		EACH(test_tokens_end), EACH(test_impersonation), EACH(test_escalation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
