/* Sets of fields and server-side apply as text pairs. What the answers must be is in structured-merge-diff's own tests and in truth/wire c-apply-server-side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kube/apply/managed.h"
#include "kube/typed.h"

static json *tree(const char *text)
{
	struct err err = ERR_INIT;
	json *j = json_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", err.text, text);
	return j;
}

static void expect(const char *name, const char *want, const char *have)
{
	if (!streq(want, have))
		fail_msg("%s: wanted\n  %s\ngot\n  %s", name, want, have);
}

static void expect_set(const char *name, const char *want, const struct fieldset *s)
{
	_cleanup_(json_freep) json *fields = fieldset_json(s);
	_cleanup_(freep) char *text = json_text(fields);

	expect(name, want, text);
}

/* --- sets --- */

struct sets {
	const char *name;
	const struct fieldset *(*fn)(struct pool *p, const struct fieldset *a, const struct fieldset *b);
	const char *a, *b, *result;
};

static void sets_are_combined(void **state)
{
	static const struct sets rows[] = {
		{ "union", fieldset_union, "{\"f:a\":{},\"f:b\":{\"f:c\":{}}}", "{\"f:b\":{\".\":{},\"f:d\":{}}}",
		  "{\"f:a\":{},\"f:b\":{\".\":{},\"f:c\":{},\"f:d\":{}}}" },
		{ "common", fieldset_common, "{\"f:a\":{},\"f:b\":{\".\":{},\"f:c\":{}}}", "{\"f:b\":{\"f:c\":{},\"f:x\":{}}}", "{\"f:b\":{\"f:c\":{}}}" },
		{ "a child stays when its parent goes", fieldset_minus, "{\"f:a\":{\".\":{},\"f:b\":{}}}", "{\"f:a\":{}}", "{\"f:a\":{\"f:b\":{}}}" },
		{ "but not when the parent is cut off", fieldset_prune, "{\"f:a\":{\".\":{},\"f:b\":{}},\"f:c\":{}}", "{\"f:a\":{}}", "{\"f:c\":{}}" },
		{ "numbers in keys are told apart by size", fieldset_union, "{\"k:{\\\"port\\\":443}\":{}}", "{\"k:{\\\"port\\\":80}\":{}}",
		  "{\"k:{\\\"port\\\":80}\":{},\"k:{\\\"port\\\":443}\":{}}" },
		{ "keys in another order are the same", fieldset_minus, "{\"k:{\\\"a\\\":1,\\\"b\\\":2}\":{}}", "{\"k:{\\\"b\\\":2,\\\"a\\\":1}\":{}}", "{}" },
		{ "nothing", fieldset_minus, "{\"f:a\":{}}", "{}", "{\"f:a\":{}}" },
		{ "elements of unknown type are dropped", fieldset_union, "{\"z:a\":{},\"v:\\\"x\\\"\":{}}", "{\"i:0\":{}}", "{\"v:\\\"x\\\"\":{},\"i:0\":{}}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(pool_release) struct pool p = POOL_INIT;
		_cleanup_(json_freep) json *ja = tree(rows[i].a), *jb = tree(rows[i].b);
		const struct fieldset *a = NULL, *b = NULL;

		assert_int_equal(fieldset_parse(&p, ja, &a), 0);
		assert_int_equal(fieldset_parse(&p, jb, &b), 0);
		expect_set(rows[i].name, rows[i].result, rows[i].fn(&p, a, b));
	}
}

static void sets_that_are_none(void **state)
{
	static const char *const texts[] = { "[]", "{\"x\":{}}", "{\"f:a\":1}", "{\"k:x\":{}}", "{\"k:[]\":{}}", "{\"i:x\":{}}", "{\"\":{}}", "{\"f:a\":{\"v:\":{}}}" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		_cleanup_(pool_release) struct pool p = POOL_INIT;
		_cleanup_(json_freep) json *j = tree(texts[i]);
		const struct fieldset *s;

		if (fieldset_parse(&p, j, &s) == 0)
			fail_msg("taken: %s", texts[i]);
	}
}

/* --- comparing --- */

#define POD(spec) "{\"kind\":\"Pod\",\"spec\":" spec "}"

static void trees_are_compared(void **state)
{
	static const struct {
		const char *name, *from, *to, *added, *removed, *modified;
	} rows[] = {
		{ "an item by its key", POD("{\"containers\":[{\"name\":\"a\",\"image\":\"x\"}]}"), POD("{\"containers\":[{\"name\":\"b\"},{\"name\":\"a\",\"image\":\"y\"}]}"),
		  "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"b\\\"}\":{\".\":{},\"f:name\":{}}}}}", "{}",
		  "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{}}}}}" },
		{ "a key's default", POD("{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}]}]}"),
		  POD("{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":80}]}]}"), "{}",
		  "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:ports\":{\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\"f:protocol\":{}}}}}}}", "{}" },
		{ "atomic lists are one leaf", POD("{\"tolerations\":[{\"key\":\"a\"}]}"), POD("{\"tolerations\":[]}"), "{}", "{}", "{\"f:spec\":{\"f:tolerations\":{}}}" },
		{ "sets by value", "{\"metadata\":{\"finalizers\":[\"a/b\"]}}", "{\"metadata\":{\"finalizers\":[\"c/d\"]}}", "{\"f:metadata\":{\"f:finalizers\":{\"v:\\\"c/d\\\"\":{}}}}",
		  "{\"f:metadata\":{\"f:finalizers\":{\"v:\\\"a/b\\\"\":{}}}}", "{}" },
		{ "a map that comes is a member itself", "{\"metadata\":{}}", "{\"metadata\":{\"labels\":{\"a\":\"1\"}}}", "{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:a\":{}}}}", "{}", "{}" },
		{ "null is not absence", POD("{\"volumes\":null}"), POD("{\"volumes\":[{\"name\":\"v\"}]}"), "{\"f:spec\":{\"f:volumes\":{\"k:{\\\"name\\\":\\\"v\\\"}\":{\".\":{},\"f:name\":{}}}}}", "{}", "{}" },
		{ "an item twice is one leaf", POD("{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"E\"}]}]}"),
		  POD("{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"E\"},{\"name\":\"E\"}]}]}"),
		  "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:env\":{\"k:{\\\"name\\\":\\\"E\\\"}\":{}}}}}}",
		  "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:env\":{\"k:{\\\"name\\\":\\\"E\\\"}\":{\".\":{},\"f:name\":{}}}}}}}", "{}" },
		{ "nothing", POD("{}"), POD("{}"), "{}", "{}", "{}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(pool_release) struct pool p = POOL_INIT;
		_cleanup_(json_freep) json *from = tree(rows[i].from), *to = tree(rows[i].to);
		struct comparison c = walk_compare(&p, schema_message("core.Pod"), from, to);

		expect_set(rows[i].name, rows[i].added, c.added);
		expect_set(rows[i].name, rows[i].removed, c.removed);
		expect_set(rows[i].name, rows[i].modified, c.modified);
	}
}

/* --- merging --- */

static char *names_of(const json *pod)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *i = json_first(json_at(pod, "spec.containers")); i; i = json_next(i))
		str_addf(&out, "%s%s", out.len > 0 ? " " : "", json_str_or(json_get(i, "name"), "?"));
	return str_take(&out);
}

static json *pod_of_names(const char *names)
{
	json *pod = json_format("{'spec':{'containers':[]}}");

	for (const char *p = names; *p; p += strcspn(p, " "), p += *p == ' ') {
		_cleanup_(freep) char *name = xstrndup(p, strcspn(p, " "));

		json_push(json_at(pod, "spec.containers"), json_format("{'name':%q}", name));
	}
	return pod;
}

static void items_are_ordered(void **state)
{
	static const struct {
		const char *live, *patch, *merged;
	} rows[] = {
		{ "a b c", "b", "a b c" }, { "a b c", "c a", "b c a" }, { "a b", "c", "a b c" }, { "a b", "c a", "c a b" },
		{ "a b c d", "d x b", "a c d x b" }, { "", "b a", "b a" }, { "a", "", "a" }, { "a b c", "a x b y c z", "a x b y c z" },
		{ "1 2 3 4", "4 3 2 1", "4 3 2 1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(pool_release) struct pool p = POOL_INIT;
		_cleanup_(json_freep) json *live = pod_of_names(rows[i].live), *patch = pod_of_names(rows[i].patch), *merged = NULL;
		_cleanup_(str_release) struct str why = STR_INIT;
		_cleanup_(freep) char *names = NULL;

		assert_int_equal(walk_merge(&p, schema_message("core.Pod"), live, patch, &merged, &why), 0);
		names = names_of(merged);
		expect(rows[i].patch, rows[i].merged, names);
	}
}

static void patches_are_checked(void **state)
{
	static const struct {
		const char *patch, *why;
	} rows[] = {
		{ POD("{\"foo\":1}"), ".spec.foo: field not declared in schema" },
		{ POD("{\"containers\":{}}"), ".spec.containers: expected list, got &{map[]}" },
		{ POD("\"x\""), ".spec: expected map, got &{x}" },
		{ POD("{\"nodeName\":1}"), ".spec.nodeName: expected string, got &value.valueUnstructured{Value:1}" },
		{ POD("{\"hostNetwork\":\"yes\"}"), ".spec.hostNetwork: expected boolean, got &{yes}" },
		{ POD("{\"priority\":\"x\"}"), ".spec.priority: expected numeric (int or float), got string" },
		{ POD("{\"containers\":[{\"name\":\"a\"},{\"name\":\"a\"}]}"), ".spec.containers: duplicate entries for key [name=\"a\"]" },
		{ POD("{\"containers\":[{\"image\":\"a\"}]}"), ".spec.containers: element 0: associative list with keys has an element that omits all key fields [\"name\"] "
		  "(and doesn't have default values for any key fields)" },
		{ POD("{\"containers\":[null]}"), ".spec.containers: element 0: associative list with keys may not have a null element" },
		{ "{\"metadata\":{\"finalizers\":[\"a\",\"a\"]}}", ".metadata.finalizers: duplicate entries for key [=\"a\"]" },
		{ POD("{\"tolerations\":[{\"key\":1}]}"), ".spec.tolerations[0].key: expected string, got &value.valueUnstructured{Value:1}" },
		{ POD("{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":\"x\"}]}]}"),
		  ".spec.containers[name=\"a\"].ports[containerPort=\"x\",protocol=\"TCP\"].containerPort: expected numeric (int or float), got string" },
		{ POD("{\"containers\":null,\"securityContext\":null}"), NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(pool_release) struct pool p = POOL_INIT;
		_cleanup_(json_freep) json *patch = tree(rows[i].patch);
		_cleanup_(str_release) struct str why = STR_INIT;
		int r = walk_check(&p, schema_message("core.Pod"), patch, &why);

		assert_int_equal(r, rows[i].why ? -EINVAL : 0);
		expect(rows[i].patch, rows[i].why ? rows[i].why : "", why.buf);
	}
}

/* --- whole writes on one ConfigMap --- */

struct step {
	const char *manager;
	bool apply, force;
	const char *data;		/* applied, or the whole new data */
	const char *after;		/* data after it; NULL: refused */
	const char *owners;		/* "one:a,b two:c"; or the refusal's message */
};

static json *blank(void)
{
	json *j = tree("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}");

	typed_complete(j, schema_message("core.ConfigMap"));
	return j;
}

static char *owners_of(const json *object)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *m = json_first(json_at(object, "metadata.managedFields")); m; m = json_next(m)) {
		const char *comma = ":";

		str_addf(&out, "%s%s", out.len > 0 ? " " : "", json_str_or(json_get(m, "manager"), "?"));
		for (const json *f = json_first(json_get(json_get(m, "fieldsV1"), "f:data")); f; f = json_next(f), comma = ",")
			str_addf(&out, "%s%s", comma, json_key(f)[0] == '.' ? "." : json_key(f) + 2);
	}
	return str_take(&out);
}

static void play_step(const struct step *s, json **object)
{
	_cleanup_(pool_release) struct pool p = POOL_INIT;
	_cleanup_(json_freep) json *empty = blank(), *data = tree(s->data), *now = NULL;
	_cleanup_(status_release) struct status why = STATUS_INIT;
	_cleanup_(freep) char *text = NULL, *owners = NULL;
	struct managed_write w = { .pool = &p, .type = schema_message("core.ConfigMap"), .kind = KIND(configmap), .version = "v1",
				   .manager = s->manager, .subresource = "", .time = "2026-01-15T12:00:00Z", .blank = empty };
	int r = 0;

	if (s->apply) {
		_cleanup_(json_freep) json *config = tree("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}");

		json_set(config, "data", json_copy(data));
		r = managed_apply(&w, *object, config, s->force, &now, &why);
	} else {
		now = *object ? json_copy(*object) : json_copy(empty);
		json_set(now, "data", json_copy(data));
		managed_update(&w, *object, now);
	}
	if (!s->after) {
		assert_int_equal(r, -409);
		expect(s->data, s->owners, why.message);
		return;
	}
	assert_int_equal(r, 0);
	text = json_text(json_get(now, "data"));
	owners = owners_of(now);
	expect("data", s->after, text);
	expect("owners", s->owners, owners);
	json_free(*object);
	*object = take(now);
}

static void play(const struct step *steps, size_t n)
{
	_cleanup_(json_freep) json *object = NULL;

	for (size_t i = 0; i < n; i++)
		play_step(&steps[i], &object);
}

static void appliers_meet(void **state)
{
	static const struct step steps[] = {
		{ "one", true, false, "{\"a\":\"1\",\"b\":\"1\"}", "{\"a\":\"1\",\"b\":\"1\"}", "one:a,b" },
		{ "two", true, false, "{\"b\":\"1\",\"c\":\"1\"}", "{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"}", "one:a,b two:b,c" },
		{ "two", true, false, "{\"b\":\"2\"}", NULL, "Apply failed with 1 conflict: conflict with \"one\": .data.b" },
		{ "two", true, true, "{\"b\":\"2\"}", "{\"a\":\"1\",\"b\":\"2\"}", "one:a two:b" },
		{ "one", true, false, "{}", "{\"b\":\"2\"}", "one two:b" },
		{ "edit", false, false, "{\"b\":\"3\",\"d\":\"1\"}", "{\"b\":\"3\",\"d\":\"1\"}", "one edit:b,d" },
		{ "two", true, false, "{\"b\":\"4\",\"d\":\"4\"}", NULL, "Apply failed with 2 conflicts: conflicts with \"edit\" using v1:\n- .data.b\n- .data.d" },
		{ "two", true, true, "{\"b\":\"4\"}", "{\"b\":\"4\",\"d\":\"1\"}", "one two:b edit:d" },
	};

	(void)state;
	play(steps, COUNT(steps));
}

static void before_the_first_apply(void **state)
{
	_cleanup_(json_freep) json *object = tree("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\"},\"data\":{\"a\":\"1\"}}");
	static const struct step steps[] = {
		{ "edit", false, false, "{\"a\":\"2\"}", "{\"a\":\"2\"}", "" },
		{ "one", true, false, "{\"a\":\"3\"}", NULL, "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a" },
		{ "one", true, false, "{\"b\":\"1\"}", "{\"a\":\"2\",\"b\":\"1\"}", "one:b before-first-apply:.,a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++)
		play_step(&steps[i], &object);
}

static void old_updates_are_merged(void **state)
{
	_cleanup_(json_freep) json *object = NULL, *data = json_object();

	(void)state;
	for (int i = 0; i < 13; i++) {
		_cleanup_(freep) char *name = xasprintf("m%02d", i), *key = xasprintf("k%02d", i), *text = NULL, *all = NULL;
		struct step s = { .manager = name };

		json_set_str(data, key, "1");
		text = json_text(data);
		s.data = s.after = text;
		all = object ? owners_of(object) : NULL;
		if (i < 10) {
			_cleanup_(freep) char *owners = xasprintf("%s%s%s:%s%s", all ? all : "", all ? " " : "", name, all ? "" : ".,", key);

			s.owners = owners;
			play_step(&s, &object);
			continue;
		}
		s.owners = i == 10 ? "ancient-changes:.,k00,k01 m02:k02 m03:k03 m04:k04 m05:k05 m06:k06 m07:k07 m08:k08 m09:k09 m10:k10" :
			   i == 11 ? "ancient-changes:.,k00,k01,k02 m03:k03 m04:k04 m05:k05 m06:k06 m07:k07 m08:k08 m09:k09 m10:k10 m11:k11" :
				     "ancient-changes:.,k00,k01,k02,k03 m04:k04 m05:k05 m06:k06 m07:k07 m08:k08 m09:k09 m10:k10 m11:k11 m12:k12";
		play_step(&s, &object);
	}
}

static void a_scale_has_its_own_entries(void **state)
{
	_cleanup_(pool_release) struct pool p = POOL_INIT;
	_cleanup_(json_freep) json *parent = tree("[{\"manager\":\"one\",\"operation\":\"Apply\",\"apiVersion\":\"apps/v1\",\"fieldsType\":\"FieldsV1\","
						  "\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{},\"f:template\":{}}}}]");
	_cleanup_(json_freep) json *scale = managed_to_scale(&p, parent, "apps/v1"), *kept = managed_from_scale(&p, parent, scale, "apps/v1");
	_cleanup_(json_freep) json *other = tree("[{\"manager\":\"two\",\"operation\":\"Update\",\"apiVersion\":\"autoscaling/v1\",\"time\":\"2026-01-15T12:00:00Z\","
						 "\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}},\"subresource\":\"scale\"}]");
	_cleanup_(json_freep) json *stolen = managed_from_scale(&p, parent, other, "apps/v1");
	_cleanup_(freep) char *a = json_text(scale), *b = json_text(kept), *c = json_text(stolen), *was = json_text(parent);

	(void)state;
	expect("scale", "[{\"manager\":\"one\",\"operation\":\"Apply\",\"apiVersion\":\"autoscaling/v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}}}]", a);
	expect("kept", was, b);
	expect("stolen", "[{\"manager\":\"one\",\"operation\":\"Apply\",\"apiVersion\":\"apps/v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:template\":{}}}},"
			 "{\"manager\":\"two\",\"operation\":\"Update\",\"apiVersion\":\"apps/v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}},\"subresource\":\"scale\"}]", c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_combined),
		cmocka_unit_test(sets_that_are_none),
		cmocka_unit_test(trees_are_compared),
		cmocka_unit_test(items_are_ordered),
		cmocka_unit_test(patches_are_checked),
		cmocka_unit_test(appliers_meet),
		cmocka_unit_test(before_the_first_apply),
		cmocka_unit_test(old_updates_are_merged),
		cmocka_unit_test(a_scale_has_its_own_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
