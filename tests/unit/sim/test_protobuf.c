/* Protobuf bodies: what kubectl sends, decoded by the schema; broken ones refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/str.h"
#include "sim/protobuf.h"

/* --- a small encoder, for the tests only --- */

static void tag(struct str *out, int number, int wire)
{
	str_addc(out, (char)(number << 3 | wire));
}

static void bytes(struct str *out, int number, const char *text, size_t len)
{
	tag(out, number, 2);
	assert_true(len < 128);
	str_addc(out, (char)len);
	str_addn(out, text, len);
}

static void text(struct str *out, int number, const char *value)
{
	bytes(out, number, value, strlen(value));
}

static void varint(struct str *out, int number, uint64_t value)
{
	tag(out, number, 0);
	for (; value >= 0x80; value >>= 7)
		str_addc(out, (char)((value & 0x7f) | 0x80));
	str_addc(out, (char)value);
}

static void envelope(struct str *out, const char *version, const char *kind, const struct str *object)
{
	_cleanup_(str_release) struct str type = STR_INIT;

	text(&type, 1, version);
	text(&type, 2, kind);
	str_addn(out, "k8s\0", 4);
	bytes(out, 1, type.buf, type.len);
	bytes(out, 2, object->buf, object->len);
	text(out, 3, "");
	text(out, 4, "");
}

static void expect(const struct str *body, const char *type, const char *json_expected)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = protobuf_decode(body->buf, body->len, type, &err);
	_cleanup_(freep) char *got = tree ? json_text(tree) : xstrdup(err.text);

	assert_string_equal(got, json_expected);
}

static void test_configmap(void **state)
{
	_cleanup_(str_release) struct str meta = STR_INIT, entry = STR_INIT, object = STR_INIT, body = STR_INIT;

	(void)state;
	text(&meta, 1, "a");
	text(&meta, 3, "play");
	text(&meta, 5, "");			/* uid: a zero value that is dropped */
	text(&entry, 1, "k");
	text(&entry, 2, "v");
	bytes(&object, 1, meta.buf, meta.len);
	bytes(&object, 2, entry.buf, entry.len);
	envelope(&body, "v1", "ConfigMap", &object);
	expect(&body, "core.ConfigMap",
		"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"namespace\":\"play\"},\"data\":{\"k\":\"v\"}}");
}

static void test_numbers(void **state)
{
	_cleanup_(str_release) struct str object = STR_INIT, body = STR_INIT, uid = STR_INIT;

	(void)state;
	varint(&object, 1, 0);			/* gracePeriodSeconds: a pointer, so zero is kept */
	text(&uid, 1, "u-1");
	bytes(&object, 2, uid.buf, uid.len);
	text(&object, 4, "Foreground");
	text(&object, 5, "All");
	envelope(&body, "meta.k8s.io/v1", "DeleteOptions", &object);
	expect(&body, "meta.DeleteOptions", "{\"apiVersion\":\"meta.k8s.io/v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0,"
		"\"preconditions\":{\"uid\":\"u-1\"},\"propagationPolicy\":\"Foreground\",\"dryRun\":[\"All\"]}");
	str_reset(&object);
	str_reset(&body);
	varint(&object, 1, UINT64_MAX);
	envelope(&body, "v1", "DeleteOptions", &object);
	expect(&body, "meta.DeleteOptions", "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":-1}");
}

static void test_special(void **state)
{
	_cleanup_(str_release) struct str object = STR_INIT, spec = STR_INIT, amount = STR_INIT, body = STR_INIT, time = STR_INIT, meta = STR_INIT;

	(void)state;
	varint(&time, 1, 1768478400);
	bytes(&meta, 8, time.buf, time.len);
	varint(&amount, 1, 1);
	text(&amount, 3, "50%");
	bytes(&spec, 1, amount.buf, amount.len);
	bytes(&object, 1, meta.buf, meta.len);
	bytes(&object, 2, spec.buf, spec.len);
	envelope(&body, "policy/v1", "PodDisruptionBudget", &object);
	expect(&body, "policy.PodDisruptionBudget", "{\"apiVersion\":\"policy/v1\",\"kind\":\"PodDisruptionBudget\",\"metadata\":"
		"{\"creationTimestamp\":\"2026-01-15T12:00:00Z\"},\"spec\":{\"minAvailable\":\"50%\"}}");
}

static void test_broken(void **state)
{
	_cleanup_(str_release) struct str object = STR_INIT, body = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_null(protobuf_decode("{}", 2, "core.ConfigMap", &err));
	text(&object, 1, "\xff\xff\xff");
	envelope(&body, "v1", "ConfigMap", &object);
	assert_null(protobuf_decode(body.buf, body.len, "core.ConfigMap", &err));
	for (size_t len = 4; len < body.len; len++)
		json_free(protobuf_decode(body.buf, len, "core.ConfigMap", &err));
	str_reset(&object);
	str_reset(&body);
	varint(&object, 1, 5);			/* a number where a message belongs */
	envelope(&body, "v1", "ConfigMap", &object);
	assert_null(protobuf_decode(body.buf, body.len, "core.ConfigMap", &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_configmap),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_special),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
