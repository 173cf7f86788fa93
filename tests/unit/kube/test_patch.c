/* The three patches as text pairs; errors and orders are those of the wire sessions c-patch-json, -merge and -strategic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kube/patch.h"

struct pair {
	const char *name, *before, *patch;
	const char *after;		/* NULL: refused */
	int code;
	const char *message;
};

typedef int (*apply_fn)(json **target, const json *patch, struct status *why);

static json *tree(const char *text)
{
	struct err err = ERR_INIT;
	json *j = json_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", err.text, text);
	return j;
}

static int strategic_set(json **target, const json *patch, struct status *why)
{
	return patch_strategic(*target, patch, schema_message("apps.StatefulSet"), why);
}

static int strategic_pod(json **target, const json *patch, struct status *why)
{
	return patch_strategic(*target, patch, schema_message("core.Pod"), why);
}

static void check(const struct pair *p, apply_fn apply)
{
	_cleanup_(json_freep) json *target = tree(p->before), *patch = tree(p->patch);
	_cleanup_(status_release) struct status why = STATUS_INIT;
	_cleanup_(freep) char *after = NULL;
	int r = apply(&target, patch, &why);

	if (p->after) {
		after = json_text(target);
		if (r < 0 || !streq(after, p->after))
			fail_msg("%s: wanted\n  %s\ngot\n  %s", p->name, p->after, r < 0 ? why.message : after);
		return;
	}
	if (r >= 0)
		fail_msg("%s was not refused", p->name);
	assert_int_equal(r, -p->code);
	assert_int_equal(why.code, p->code);
	if (p->message)
		assert_string_equal(why.message, p->message);
}

static void check_all(const struct pair *pairs, size_t n, apply_fn apply)
{
	for (size_t i = 0; i < n; i++)
		check(&pairs[i], apply);
}

#define REJECTED "the server rejected our request due to an error in our request"

static void json_patches(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "replace", "{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]", "{\"a\":2}", 0, NULL },
		{ "replace adds", "{}", "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]", "{\"a\":2}", 0, NULL },
		{ "replace an item", "{\"a\":[1,2,3]}", "[{\"op\":\"replace\",\"path\":\"/a/1\",\"value\":9}]", "{\"a\":[1,9,3]}", 0, NULL },
		{ "replace the last", "{\"a\":[1,2,3]}", "[{\"op\":\"replace\",\"path\":\"/a/-1\",\"value\":9}]", "{\"a\":[1,2,9]}", 0, NULL },
		{ "add at the end", "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/-\",\"value\":2}]", "{\"a\":[1,2]}", 0, NULL },
		{ "add before", "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/0\",\"value\":2}]", "{\"a\":[2,1]}", 0, NULL },
		{ "add at -1", "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/-1\",\"value\":2}]", "{\"a\":[1,2]}", 0, NULL },
		{ "add beyond", "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/5\",\"value\":2}]", NULL, 422, REJECTED },
		{ "escapes", "{\"m\":{}}", "[{\"op\":\"add\",\"path\":\"/m/a.b~1c~0\",\"value\":\"d\"}]", "{\"m\":{\"a.b/c~\":\"d\"}}", 0, NULL },
		{ "add into nothing", "{}", "[{\"op\":\"add\",\"path\":\"/m/a\",\"value\":1}]", NULL, 422, REJECTED },
		{ "remove", "{\"a\":1,\"b\":2}", "[{\"op\":\"remove\",\"path\":\"/a\"}]", "{\"b\":2}", 0, NULL },
		{ "remove nothing", "{}", "[{\"op\":\"remove\",\"path\":\"/a\"}]", NULL, 422, REJECTED },
		{ "move", "{\"a\":{\"x\":1},\"b\":{}}", "[{\"op\":\"move\",\"from\":\"/a/x\",\"path\":\"/b/y\"}]", "{\"a\":{},\"b\":{\"y\":1}}", 0,
		  NULL },
		{ "copy", "{\"a\":1}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}]", "{\"a\":1,\"b\":1}", 0, NULL },
		{ "test holds", "{\"a\":3}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":3}]", "{\"a\":3}", 0, NULL },
		{ "test fails", "{\"a\":3}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":4}]", NULL, 422, REJECTED },
		{ "test for null", "{}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":null}]", "{}", 0, NULL },
		{ "no value", "{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/a\"}]", "{\"a\":null}", 0, NULL },
		{ "no slash", "{\"a\":{\"b\":1}}", "[{\"op\":\"replace\",\"path\":\"a/b\",\"value\":2}]", "{\"a\":{\"b\":1},\"b\":2}", 0, NULL },
		{ "the whole", "{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"z\":1}}]", "{\"z\":1}", 0, NULL },
		{ "unknown", "{}", "[{\"op\":\"frob\",\"path\":\"/a\"}]", NULL, 422, REJECTED },
		{ "null", "{\"a\":1}", "null", "{\"a\":1}", 0, NULL },
		{ "no list", "{}", "{\"op\":\"add\"}", NULL, 400,
		  "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp" },
		{ "no text", "{}", "[{\"op\":1}]", NULL, 400,
		  "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string" },
	};

	check_all(pairs, COUNT(pairs), patch_json);
}

static void too_many_operations(void **state UNUSED)
{
	_cleanup_(json_freep) json *target = json_object(), *patch = json_array();
	_cleanup_(status_release) struct status why = STATUS_INIT;

	for (int i = 0; i <= 10000; i++)
		json_push(patch, json_format("{'op':'test','path':'/a','value':null}"));
	assert_int_equal(patch_json(&target, patch, &why), -413);
	assert_string_equal(why.message, "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
	json_drop(patch, json_first(patch));
	assert_int_equal(patch_json(&target, patch, &why), 0);
}

static void merge_patches(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "value", "{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":3}}", "{\"a\":{\"b\":3,\"c\":2}}", 0, NULL },
		{ "null deletes", "{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":null}}", "{\"a\":{\"c\":2}}", 0, NULL },
		{ "null of nothing", "{\"a\":1}", "{\"z\":null}", "{\"a\":1}", 0, NULL },
		{ "lists are replaced", "{\"a\":[1,2]}", "{\"a\":[3]}", "{\"a\":[3]}", 0, NULL },
		{ "new without nulls", "{}", "{\"a\":{\"b\":null,\"c\":[1,null]}}", "{\"a\":{\"c\":[1]}}", 0, NULL },
		{ "object over text", "{\"a\":\"x\"}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}", 0, NULL },
		{ "null", "{}", "null", NULL, 400, "Invalid JSON Patch" },
		{ "list", "{}", "[]", NULL, 400,
		  "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}" },
	};

	check_all(pairs, COUNT(pairs), patch_merge);
}

#define META(inside) "{\"metadata\":{" inside "}}"
#define SPEC(inside) "{\"spec\":{" inside "}}"
#define AB "\"containers\":[{\"name\":\"a\",\"image\":\"a:1\"},{\"name\":\"b\",\"image\":\"b:1\"}]"

static void strategic_lists(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "by key", SPEC(AB), SPEC("\"containers\":[{\"name\":\"b\",\"image\":\"b:2\"}]"),
		  SPEC("\"containers\":[{\"name\":\"a\",\"image\":\"a:1\"},{\"name\":\"b\",\"image\":\"b:2\"}]"), 0, NULL },
		{ "new ones come first", SPEC(AB), SPEC("\"containers\":[{\"name\":\"n\"}]"),
		  SPEC("\"containers\":[{\"name\":\"n\"},{\"name\":\"a\",\"image\":\"a:1\"},{\"name\":\"b\",\"image\":\"b:1\"}]"), 0, NULL },
		{ "delete", SPEC(AB), SPEC("\"containers\":[{\"name\":\"a\",\"$patch\":\"delete\"}]"),
		  SPEC("\"containers\":[{\"name\":\"b\",\"image\":\"b:1\"}]"), 0, NULL },
		{ "replace", SPEC(AB), SPEC("\"containers\":[{\"name\":\"n\"},{\"$patch\":\"replace\"}]"),
		  SPEC("\"containers\":[{\"name\":\"n\"}]"), 0, NULL },
		{ "order", SPEC(AB), SPEC("\"$setElementOrder/containers\":[{\"name\":\"b\"},{\"name\":\"a\"}],"
					  "\"containers\":[{\"name\":\"a\",\"image\":\"a:2\"}]"),
		  SPEC("\"containers\":[{\"name\":\"b\",\"image\":\"b:1\"},{\"name\":\"a\",\"image\":\"a:2\"}]"), 0, NULL },
		{ "order of one", SPEC(AB), SPEC("\"$setElementOrder/containers\":[{\"name\":\"a\"}]"), SPEC(AB), 0, NULL },
		{ "atomic", SPEC("\"tolerations\":[{\"key\":\"a\"}]"), SPEC("\"tolerations\":[{\"key\":\"b\"}]"),
		  SPEC("\"tolerations\":[{\"key\":\"b\"}]"), 0, NULL },
		{ "null", SPEC(AB), SPEC("\"containers\":null"), SPEC(""), 0, NULL },
		{ "texts", META("\"finalizers\":[\"x/1\",\"x/2\"]"), META("\"finalizers\":[\"x/3\"]"),
		  META("\"finalizers\":[\"x/3\",\"x/1\",\"x/2\"]"), 0, NULL },
		{ "texts deleted", META("\"finalizers\":[\"x/1\",\"x/2\"]"), META("\"$deleteFromPrimitiveList/finalizers\":[\"x/1\"]"),
		  META("\"finalizers\":[\"x/2\"]"), 0, NULL },
		{ "no key", SPEC(AB), SPEC("\"containers\":[{\"image\":\"x\"}]"), NULL, 500,
		  "map: map[image:x] does not contain declared merge key: name" },
		{ "unknown directive", SPEC(AB), SPEC("\"containers\":[{\"name\":\"a\",\"$patch\":\"frob\"}]"), NULL, 500,
		  "unknown patch type: frob in map: map[$patch:frob name:a]" },
		{ "order without an item", SPEC(AB), SPEC("\"$setElementOrder/containers\":[{\"name\":\"b\"}],"
							  "\"containers\":[{\"name\":\"a\",\"image\":\"a:3\"}]"), NULL, 500,
		  "The order in patch list:\n[map[image:a:3 name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n" },
	};

	check_all(pairs, COUNT(pairs), strategic_pod);
}

static void strategic_maps(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "merge", SPEC("\"replicas\":3,\"updateStrategy\":{\"type\":\"RollingUpdate\"}"),
		  SPEC("\"updateStrategy\":{\"rollingUpdate\":{\"partition\":2}}"),
		  SPEC("\"replicas\":3,\"updateStrategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":2}}"), 0, NULL },
		{ "null deletes", META("\"labels\":{\"a\":\"1\",\"b\":\"2\"}"), META("\"labels\":{\"a\":null}"),
		  META("\"labels\":{\"b\":\"2\"}"), 0, NULL },
		{ "replace", META("\"labels\":{\"a\":\"1\"}"), META("\"labels\":{\"$patch\":\"replace\",\"c\":\"3\"}"),
		  META("\"labels\":{\"c\":\"3\"}"), 0, NULL },
		{ "delete", META("\"labels\":{\"a\":\"1\"}"), META("\"labels\":{\"$patch\":\"delete\"}"), META("\"labels\":{}"), 0, NULL },
		{ "retain", SPEC("\"template\":{\"spec\":{\"volumes\":[{\"name\":\"e\",\"emptyDir\":{}}]}}"),
		  SPEC("\"template\":{\"spec\":{\"volumes\":[{\"$retainKeys\":[\"name\",\"hostPath\"],\"name\":\"e\",\"hostPath\":{\"path\":\"/x\"}}]}}"),
		  SPEC("\"template\":{\"spec\":{\"volumes\":[{\"name\":\"e\",\"hostPath\":{\"path\":\"/x\"}}]}}"), 0, NULL },
		{ "retain too little", SPEC("\"template\":{}"), SPEC("\"template\":{\"$retainKeys\":[],\"spec\":{}}"), NULL, 400,
		  "invalid patch format of retainKeys" },
		{ "claims are atomic", SPEC("\"volumeClaimTemplates\":[{\"kind\":\"x\"}]"), SPEC("\"volumeClaimTemplates\":[{}]"),
		  SPEC("\"volumeClaimTemplates\":[{}]"), 0, NULL },
		{ "nothing", SPEC("\"replicas\":3"), "{}", SPEC("\"replicas\":3"), 0, NULL },
	};

	check_all(pairs, COUNT(pairs), strategic_set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_patches),	   cmocka_unit_test(too_many_operations), cmocka_unit_test(merge_patches),
		cmocka_unit_test(strategic_lists), cmocka_unit_test(strategic_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
