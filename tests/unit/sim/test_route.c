/* URLs into requests, Accept headers into forms, who is let in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "sim/access/tokens.h"
#include "sim/api/api.h"
#include "sim/caller.h"
#include "sim/api/negotiate.h"
#include "sim/route.h"

/* "VERB resource namespace/name/subresource", "-" for what is not there; "path" if it is no object. */
static void expect(const char *method, const char *url, const char *expected)
{
	static const char *const verbs[] = { "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection" };
	_cleanup_(route_release) struct route route = { 0 };
	struct api_request req = { 0 };
	_cleanup_(str_release) struct str got = STR_INIT;

	route_parse(&route, method, url, &req);
	if (!req.kind)
		str_add(&got, "path");
	else
		str_addf(&got, "%s %s %s/%s/%s", req.bad_method ? "405" : verbs[req.verb], req.kind->plural,
			req.namespace ? req.namespace : "-", req.name ? req.name : "-", req.subresource ? req.subresource : "-");
	assert_string_equal(got.buf, expected);
}

static void test_routes(void **state)
{
	(void)state;
	expect("GET", "/api/v1/pods", "list pods -/-/-");
	expect("GET", "/api/v1/namespaces/play/pods?watch=true", "watch pods play/-/-");
	expect("GET", "/api/v1/namespaces/play/pods?watch=false", "list pods play/-/-");
	expect("GET", "/api/v1/watch/namespaces/play/pods", "watch pods play/-/-");
	expect("GET", "/api/v1/namespaces/play/pods/web-0/?watch=true", "get pods play/web-0/-");
	expect("GET", "/api/v1/namespaces", "list namespaces -/-/-");
	expect("GET", "/api/v1/namespaces/play", "get namespaces -/play/-");
	expect("PUT", "/api/v1/namespaces/play/finalize", "update namespaces -/play/finalize");
	expect("POST", "/api/v1/namespaces/play/pods/web-0/eviction", "create pods play/web-0/eviction");
	expect("DELETE", "/apis/apps/v1/namespaces/play/statefulsets", "deletecollection statefulsets play/-/-");
	expect("PATCH", "/apis/apps/v1/namespaces/play/statefulsets/web/scale", "patch statefulsets play/web/scale");
	expect("GET", "/api/v1/namespaces/a%2Fb/pods", "list pods a/b/-/-");
	expect("POST", "/api/v1/namespaces/play/pods/web-0", "405 pods play/web-0/-");
	expect("BREW", "/api/v1/nodes", "405 nodes -/-/-");
	expect("GET", "/api/v1/pods/web-0", "path");
	expect("GET", "/api/v1/namespaces/play/nodes", "path");
	expect("GET", "//api/v1/pods", "path");
	expect("GET", "/apis/apps/v2/statefulsets", "path");
	expect("GET", "/version", "path");
	expect("GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", "path");
}

static void form(const char *accept, int code, enum form_as as, enum form_media media)
{
	_cleanup_(status_release) struct status why = STATUS_INIT;
	struct form f = { 0 };

	assert_int_equal(negotiate(accept, ALLOW_TRANSFORMS, &f, &why), code ? -code : 0);
	assert_int_equal(why.code, code);
	assert_int_equal(f.as, as);
	assert_int_equal(f.media, media);
}

static void test_forms(void **state)
{
	(void)state;
	form(NULL, 0, FORM_OBJECT, MEDIA_JSON);
	form("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", 0, FORM_TABLE, MEDIA_JSON);
	form("application/json;as=Table;v=v9;g=meta.k8s.io, application/json", 0, FORM_OBJECT, MEDIA_JSON);
	form("application/vnd.kubernetes.protobuf,application/json", 0, FORM_OBJECT, MEDIA_PROTOBUF);
	form("APPLICATION/YAML", 0, FORM_OBJECT, MEDIA_YAML);
	form("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", 0, FORM_PARTIAL, MEDIA_JSON);
	form("application/*", 406, FORM_OBJECT, MEDIA_JSON);
	form("application/json;foo", 406, FORM_OBJECT, MEDIA_JSON);
}

static void door(const char *authorization, const char *host, const char *origin, const char *user)
{
	struct world_options options = { .start_ms = 1768478400000, .seed = 1, .controllers = "" };
	struct world *w = world_new(&options, NULL);
	struct caller c = { 0 };
	struct identity admin;
	const char *got = "elsewhere";

	identity_of_name("admin", &admin);
	tokens_add(api_tokens(world_api(w)), "secret", &admin);
	identity_release(&admin);
	if (authorization)
		caller_header(&c, "authorization", authorization);
	caller_header(&c, "Host", host);
	if (origin)
		caller_header(&c, "Origin", origin);
	if (guard_place(&c.guard))
		got = caller_authenticate(&c, w) ? c.who.name : "unknown";
	assert_string_equal(got, user);
	caller_release(&c);
	world_free(w);
}

static void test_door(void **state)
{
	(void)state;
	door("Bearer secret", "127.0.0.1:6443", NULL, "admin");
	door("bearer secret", "LOCALHOST", NULL, "admin");
	door("Bearer secret", "[::1]:1", "https://127.0.0.1:6443", "admin");
	door(NULL, "127.0.0.1", NULL, "system:anonymous");
	door("Bearer secrets", "127.0.0.1", NULL, "unknown");
	door("Bearer secre", "127.0.0.1", NULL, "unknown");
	door("Bearer ", "127.0.0.1", NULL, "unknown");
	door("Basic c2VjcmV0", "127.0.0.1", NULL, "unknown");
	door("Bearer secret", "evil.example.com", NULL, "elsewhere");
	door("Bearer secret", "127.0.0.1.example.com", NULL, "elsewhere");
	door("Bearer secret", "127.0.0.1", "https://evil.example.com", "elsewhere");
	door("Bearer secret", "127.0.0.1", "null", "elsewhere");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_door),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
