/* An edit as text and as a change: the comments on top, what may be changed, what is sent. */
#include "objects.h"

#include "tui/editing.h"

#define SHOWN                                                                                                          \
	"{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web, namespace: shop, uid: u1, resourceVersion: '7', "  \
	"labels: {a: b}}, spec: {replicas: 3}, status: {replicas: 3}}"

static json *yaml(const char *text)
{
	struct err err = ERR_INIT;
	json *j = yaml_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", err.text, text);
	return j;
}

/* What was shown, with one member set to something else. NULL: the change is refused or nothing. */
static json *change(const char *path, const char *key, const char *value, struct err *err)
{
	_cleanup_(json_freep) json *shown = yaml(SHOWN), *saved = yaml(SHOWN);
	json *at = *path ? json_at(saved, path) : saved;

	if (value)
		json_set(at, key, yaml(value));
	else
		json_del(at, key);
	return editing_change(shown, saved, err);
}

/* The text goes back and forth without the comments, whatever the refusal holds. */
static void test_text(void **state UNUSED)
{
	_cleanup_(str_release) struct str text = STR_INIT, back = STR_INIT;

	editing_text("a: 1\nb: '# no comment'\n", "line one\nb: 2\n", &text);
	assert_non_null(strstr(text.buf, "# line one\n# b: 2\n#\na: 1\n"));
	editing_strip(text.buf, &back);
	assert_string_equal(back.buf, "a: 1\nb: '# no comment'\n");
	/* A last line without its end, and one that is a comment only. */
	str_reset(&back);
	editing_strip("a: 1\n#x\n#y", &back);
	assert_string_equal(back.buf, "a: 1\n");
	str_reset(&back);
	editing_strip("a: 1", &back);
	assert_string_equal(back.buf, "a: 1");
}

static void test_change(void **state UNUSED)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *c = change("spec", "replicas", "5", &err);
	_cleanup_(freep) char *patch = json_text(json_get(c, "patch")), *told = json_text(json_get(c, "changes"));

	assert_string_equal(patch, "{\"spec\":{\"replicas\":5},\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"7\"}}");
	assert_string_equal(told, "[\"spec.replicas: 3 → 5\"]");
}

static void test_nothing(void **state UNUSED)
{
	struct err err = ERR_INIT;

	assert_null(change("spec", "replicas", "3", &err));
	assert_int_equal(err.code, 0);
	/* The version is the server's: what a person makes of it is passed over. */
	assert_null(change("metadata", "resourceVersion", "'99'", &err));
	assert_int_equal(err.code, 0);
}

static void test_refused(void **state UNUSED)
{
	static const struct {
		const char *path, *key, *value, *says;
	} rows[] = {
		{ "metadata", "name", "wob", "an edit cannot change metadata.name" },
		{ "metadata", "namespace", NULL, "an edit cannot change metadata.namespace" },
		{ "metadata", "uid", "u2", "an edit cannot change metadata.uid" },
		{ "", "kind", "Pod", "an edit cannot change kind" },
		{ "", "apiVersion", NULL, "an edit cannot change apiVersion" },
		{ "status", "replicas", "4", "an edit cannot change status: that is what controllers report" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err err = ERR_INIT;

		assert_null(change(rows[i].path, rows[i].key, rows[i].value, &err));
		assert_string_equal(err.text, rows[i].says);
	}
	_cleanup_(json_freep) json *shown = yaml(SHOWN), *list = yaml("[1]");
	struct err err = ERR_INIT;

	assert_null(editing_change(shown, list, &err));
	assert_non_null(strstr(err.text, "this is no object"));
}

/* On the object as somebody else left it: their work stays. */
static void test_apply(void **state UNUSED)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *c = change("spec", "replicas", "5", &err), *moved = yaml(SHOWN);

	json_set(json_at(moved, "metadata.labels"), "by", json_string("somebody"));
	json_set(json_get(json_get(c, "patch"), "metadata"), "resourceVersion", json_string("8"));
	editing_apply(moved, c);
	assert_int_equal(json_int_or(json_at(moved, "spec.replicas"), 0), 5);
	assert_string_equal(json_str_or(json_at(moved, "metadata.labels.by"), ""), "somebody");
	editing_apply(moved, NULL);
	assert_string_equal(json_str_or(json_at(moved, "metadata.resourceVersion"), ""), "8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),    cmocka_unit_test(test_change), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_apply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
