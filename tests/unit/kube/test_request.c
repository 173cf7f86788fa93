/* Requests: paths, methods, and which of them write. */
#include "tests/unit/kube/data.h"
#include "kube/request.h"

static void urls(void **state UNUSED)
{
	static const struct {
		enum verb verb;
		const char *kind, *namespace, *name, *sub, *key, *value, *url, *method;
	} cases[] = {
		{ VERB_GET, "pods", "shop", "web-0", NULL, NULL, NULL, "/api/v1/namespaces/shop/pods/web-0", "GET" },
		{ VERB_LIST, "pods", NULL, NULL, NULL, "labelSelector", "app=web,tier in (a b)",
		  "/api/v1/pods?labelSelector=app%3Dweb%2Ctier%20in%20%28a%20b%29", "GET" },
		{ VERB_WATCH, "sts", "shop", NULL, NULL, "resourceVersion", "7",
		  "/apis/apps/v1/namespaces/shop/statefulsets?watch=true&resourceVersion=7", "GET" },
		{ VERB_WATCH, "pv", NULL, NULL, NULL, NULL, NULL, "/api/v1/persistentvolumes?watch=true", "GET" },
		{ VERB_CREATE, "pdb", "shop", NULL, NULL, "dryRun", "All",
		  "/apis/policy/v1/namespaces/shop/poddisruptionbudgets?dryRun=All", "POST" },
		{ VERB_UPDATE, "sts", "shop", "web", "status", NULL, NULL,
		  "/apis/apps/v1/namespaces/shop/statefulsets/web/status", "PUT" },
		{ VERB_PATCH, "node", "ignored", "n/../x", NULL, NULL, NULL, "/api/v1/nodes/n%2F..%2Fx", "PATCH" },
		{ VERB_DELETE, "lease", "", "l", NULL, NULL, NULL, "/apis/coordination.k8s.io/v1/leases/l", "DELETE" },
		{ VERB_DELETECOLLECTION, "ev", "shop", NULL, NULL, NULL, NULL, "/api/v1/namespaces/shop/events",
		  "DELETE" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(request_release) struct request r;
		_cleanup_(str_release) struct str url = STR_INIT;

		request_init(&r, cases[i].verb, kind_find(cases[i].kind), cases[i].namespace, cases[i].name);
		if (cases[i].sub)
			request_sub(&r, cases[i].sub);
		if (cases[i].key)
			request_param(&r, cases[i].key, cases[i].value);
		request_url(&r, &url);
		assert_string_equal(url.buf, cases[i].url);
		assert_string_equal(request_method(&r), cases[i].method);
	}
}

static void queries(void **state UNUSED)
{
	_cleanup_(request_release) struct request r, moved;
	_cleanup_(str_release) struct str url = STR_INIT;

	request_init(&r, VERB_GET, NULL, NULL, NULL);
	r.path = xstrdup("/version");
	request_param(&r, "a", "b&c");
	request_param(&r, "d", "\303\244");
	request_move(&moved, &r);
	assert_null(r.query);
	request_url(&moved, &url);
	assert_string_equal(url.buf, "/version?a=b%26c&d=%C3%A4");
}

static void writes(void **state UNUSED)
{
	static const struct {
		enum verb verb;
		const char *kind, *sub, *path, *query, *body;
		bool writes;
	} cases[] = {
		{ VERB_GET, "pod", NULL, NULL, NULL, NULL, false },
		{ VERB_LIST, "pod", NULL, NULL, "limit=1", NULL, false },
		{ VERB_WATCH, "pod", NULL, NULL, NULL, NULL, false },
		{ VERB_GET, "pod", "log", NULL, NULL, NULL, false },
		{ VERB_GET, "pod", "exec", NULL, NULL, NULL, true },
		{ VERB_GET, "pod", "attach", NULL, NULL, NULL, true },
		{ VERB_GET, "pod", "portforward", NULL, NULL, NULL, true },
		{ VERB_GET, "service", "proxy", NULL, NULL, NULL, true },
		{ VERB_GET, "pod", "proxy/x", NULL, NULL, NULL, true },
		{ VERB_GET, NULL, NULL, "/version", NULL, NULL, false },
		{ VERB_GET, NULL, NULL, "/api/v1/namespaces/a/pods/b/exec?command=ls", NULL, NULL, true },
		{ VERB_GET, NULL, NULL, "/api/v1/namespaces/a/pods/b/%65xec", NULL, NULL, true },
		{ VERB_GET, NULL, NULL, "/api/v1/nodes/n/proxy/metrics", NULL, NULL, true },
		{ VERB_GET, NULL, NULL, "/api/v1/namespaces/a/pods/executor", NULL, NULL, false },
		{ VERB_CREATE, "pod", NULL, NULL, NULL, "{}", true },
		{ VERB_CREATE, "pod", NULL, NULL, "dryRun=All", "{}", false },
		{ VERB_CREATE, "pod", "exec", NULL, "dryRun=All", NULL, true },
		{ VERB_CREATE, "pod", "eviction", NULL, "dryRun=All", "{}", false },
		{ VERB_CREATE, "pod", NULL, NULL, "dryRun=All&dryRun=", "{}", true },
		{ VERB_CREATE, "pod", NULL, NULL, "dryRun=All&fieldManager=x", "{}", true },
		{ VERB_CREATE, "pod", NULL, NULL, "dryrun=All", "{}", true },
		{ VERB_UPDATE, "sts", "scale", NULL, NULL, "{}", true },
		{ VERB_PATCH, "sts", NULL, NULL, "dryRun=All", "{}", false },
		{ VERB_DELETE, "pod", NULL, NULL, NULL, NULL, true },
		{ VERB_DELETE, "pod", NULL, NULL, "dryRun=All", NULL, false },
		{ VERB_DELETE, "pod", NULL, NULL, "dryRun=All", "{\"gracePeriodSeconds\":5}", true },
		{ VERB_DELETE, "pod", NULL, NULL, "dryRun=All", "{\"dryRun\":[\"All\"]}", false },
		{ VERB_DELETE, "pod", NULL, NULL, NULL, "{\"dryRun\":[\"All\"]}", true },
		{ VERB_DELETE, "pod", NULL, NULL, "dryRun=All", "{\"dryRun\":[]}", true },
		{ VERB_DELETECOLLECTION, "pod", NULL, NULL, NULL, NULL, true },
		{ VERB_CREATE, NULL, NULL, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", NULL, "{}",
		  false },
		{ VERB_CREATE, NULL, NULL, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", NULL, "{}", false },
		{ VERB_CREATE, NULL, NULL, "/apis/authentication.k8s.io/v1/selfsubjectreviews", NULL, "{}", false },
		{ VERB_CREATE, NULL, NULL, "/apis/authorization.k8s.io/v1/subjectaccessreviews", NULL, "{}", true },
		{ VERB_DELETE, NULL, NULL, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", NULL, NULL, true },
		{ VERB_CREATE, NULL, NULL, "/api/v1/pods?x=y", "dryRun=All", "{}", true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(request_release) struct request r;

		request_init(&r, cases[i].verb, cases[i].kind ? kind_find(cases[i].kind) : NULL, "shop", "x");
		r.subresource = xstrdup(cases[i].sub);
		r.path = xstrdup(cases[i].path);
		r.query = xstrdup(cases[i].query);
		str_add(&r.body, cases[i].body ? cases[i].body : "");
		if (request_writes(&r) != cases[i].writes)
			fail_msg("case %zu", i);
	}
}

static void decodes(void **state UNUSED)
{
	static const struct {
		const char *text;
		bool plus;
		const char *decoded;
	} cases[] = {
		{ "a%20b+c", true, "a b c" }, { "a%20b+c", false, "a b+c" }, { "%zz%4", true, "%zz%4" },
		{ "%C3%a4", true, "\303\244" },
		{ "", true, "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		url_decode(cases[i].text, strlen(cases[i].text), cases[i].plus, &s);
		assert_string_equal(s.buf, cases[i].decoded);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls),
		cmocka_unit_test(queries),
		cmocka_unit_test(writes),
		cmocka_unit_test(decodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
