/* Addresses of servers taken apart, and HTTP header lines both ways. */
#include "tests/unit/client/fake.h"

#include "client/address.h"
#include "client/headers.h"

static void addresses(void **state)
{
	static const struct {
		const char *server, *name;
		const char *expect;	/* "secure local prefix connect_to host"; NULL: refused */
	} rows[] = {
		{ "https://h", NULL, "1 0 https://h:443 - -" },
		{ "https://h:6443/", NULL, "1 0 https://h:6443 - -" },
		{ "HTTPS://h:6443/k8s/clusters/c-1//", NULL, "1 0 https://h:6443/k8s/clusters/c-1 - -" },
		{ "http://127.0.0.1:8080", NULL, "0 1 http://127.0.0.1:8080 - -" },
		{ "http://LocalHost", NULL, "0 1 http://LocalHost:80 - -" },
		{ "https://[::1]:6443", NULL, "1 1 https://[::1]:6443 - -" },
		{ "https://[fe80::1]", NULL, "1 0 https://[fe80::1]:443 - -" },
		{ "https://10.0.0.1:6443/p", "kubernetes.default", "1 0 https://kubernetes.default:6443/p ::10.0.0.1:6443 10.0.0.1:6443" },
		{ "http://10.0.0.1", "kubernetes.default", "0 0 http://10.0.0.1:80 - -" },
		{ "h:6443", NULL, NULL },
		{ "ftp://h", NULL, NULL },
		{ "https://", NULL, NULL },
		{ "https://:6443", NULL, NULL },
		{ "https://h:", NULL, NULL },
		{ "https://h:port", NULL, NULL },
		{ "https://h:123456", NULL, NULL },
		{ "https://[::1", NULL, NULL },
		{ "https://[::1]x", NULL, NULL },
		{ "https://me@h", NULL, NULL },
		{ "https://h?x=1", NULL, NULL },
		{ "https://h/p#f", NULL, NULL },
		{ "https://h /", NULL, NULL },
		{ "https://h\r\nX: y", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(address_release) struct address a = { 0 };
		_cleanup_(str_release) struct str got = STR_INIT;
		struct err err = ERR_INIT;
		int r = address_parse(rows[i].server, rows[i].name, &a, &err);

		if ((r == 0) != (rows[i].expect != NULL))
			fail_msg("%s: %d %s", rows[i].server, r, err.text);
		if (r < 0)
			continue;
		str_addf(&got, "%d %d %s %s %s", a.secure, a.local, a.prefix, a.connect_to ? a.connect_to : "-", a.host ? a.host : "-");
		assert_string_equal(got.buf, rows[i].expect);
	}
}

static void joined(const name_vec *lines, struct str *out)
{
	for (size_t i = 0; i < lines->len; i++)
		str_addf(out, "%s%s", i ? "|" : "", lines->items[i]);
}

static void lines_of_a_request(void **state)
{
	_cleanup_(json_freep) json *more = json_format("{'uid':'7','groups':['a','b'],'extra':{'acme.com/x y':['1','2']}}");
	struct config jane = { .impersonate = (char *)"jane", .impersonation = more }, nobody = { 0 };
	const struct {
		struct header_options o;
		const char *expect;
	} rows[] = {
		{ { .config = &nobody }, "Accept: application/json" },
		{ { .config = &nobody, .body = true, .content_type = TYPE_MERGE_PATCH, .accept = ACCEPT_TABLE, .token = "t", .host = "h:1" },
		  "Accept: " ACCEPT_TABLE "|Content-Type: application/merge-patch+json|Host: h:1|Authorization: Bearer t" },
		{ { .config = &jane, .body = true },
		  "Accept: application/json|Content-Type: application/json|Impersonate-User: jane|Impersonate-Uid: 7|Impersonate-Group: a|"
		  "Impersonate-Group: b|Impersonate-Extra-acme.com%2Fx%20y: 1|Impersonate-Extra-acme.com%2Fx%20y: 2" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(headers_release) name_vec lines = VEC_INIT;
		_cleanup_(str_release) struct str got = STR_INIT;

		assert_int_equal(headers_make(&rows[i].o, &lines, NULL), 0);
		joined(&lines, &got);
		assert_string_equal(got.buf, rows[i].expect);
	}
}

static void no_value_becomes_a_header(void **state)
{
	_cleanup_(json_freep) json *groups = json_format("{'groups':['a\\r\\nX: y']}");
	struct config nobody = { 0 }, bad_user = { .impersonate = (char *)"a\nX: y" };
	struct config bad_group = { .impersonate = (char *)"a", .impersonation = groups };
	const struct header_options rows[] = {
		{ .config = &nobody, .token = "a\r\nX-Evil: 1" },
		{ .config = &nobody, .token = "a\n" },
		{ .config = &nobody, .accept = "a\rb" },
		{ .config = &bad_user },
		{ .config = &bad_group },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(headers_release) name_vec lines = VEC_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(headers_make(&rows[i], &lines, &err), -EINVAL);
		assert_non_null(strstr(err.text, "line break"));
		assert_null(strstr(err.text, "Evil")); /* Never the value: it may be a secret. */
	}
}

static void lines_of_an_answer(void **state)
{
	static const char *const answer[] = {
		"HTTP/1.1 100 Continue", "Date: Thu, 01 Jan 1970 00:00:01 GMT", "HTTP/1.1 200 OK", "DATE: Thu, 15 Jan 2026 12:00:00 GMT",
		"retry-after:  7", "Warning: 299 - \"say \\\"hi\\\"\" \"date\"", "Warning: plain", "Warnings: no", "X: y", "no colon",
	};
	static const struct {
		const char *line;
		int64_t date_ms;
		int retry_after_s;
	} odd[] = {
		{ "Date: Sun, 31 Feb", 0, -1 },			    { "Date: Thu, 15 Foo 2026 12:00:00 GMT", 0, -1 },
		{ "Date: Thu, 15 anF 2026 12:00:00 GMT", 0, -1 },   { "Date: Sun, 29 Feb 2032 23:59:59 GMT", 1961711999000, -1 },
		{ "Retry-After: soon", 0, -1 },			    { "Retry-After: -5", 0, -1 },
		{ "Retry-After: 99999999999999999999", 0, -1 },	    { "Retry-After: 0", 0, 0 },
		{ "Retry-After:", 0, -1 },
	};
	struct transport_head head = { 0 };
	_cleanup_(headers_release) name_vec warnings = VEC_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(answer); i++)
		headers_read(answer[i], &head, &warnings);
	assert_int_equal(head.date_ms, 1768478400000);
	assert_int_equal(head.retry_after_s, 7);
	assert_int_equal(warnings.len, 2);
	assert_string_equal(warnings.items[0], "say \"hi\"");
	assert_string_equal(warnings.items[1], "plain");
	for (size_t i = 0; i < COUNT(odd); i++) {
		headers_read("HTTP/2 200", &head, &warnings);
		headers_read(odd[i].line, &head, &warnings);
		if (head.date_ms != odd[i].date_ms || head.retry_after_s != odd[i].retry_after_s)
			fail_msg("%s: %" PRId64 " %d", odd[i].line, head.date_ms, head.retry_after_s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(lines_of_a_request),
		cmocka_unit_test(no_value_becomes_a_header),
		cmocka_unit_test(lines_of_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
