/* The checks of lessons: each predicate false and true on small clusters, time in its hand, and what is said of mistakes. */
#include "objects.h"

#include "tui/lesson.h"

static const struct kind *const kinds[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim), KIND(event),
					    NULL };

struct bench {
	struct list_cache cache;
	struct record record;
	int64_t now_ms;
};

static void pod(struct bench *b, const char *name, const char *uid, bool ready, const char *image)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: %s, resourceVersion: '1'}\n"
	    "spec: {containers: [{name: c, image: '%s'}]}\nstatus: %s\n", name, uid, image,
	    ready ? READY : "{phase: Pending}");

	list_cache_add(&b->cache, make(KIND(pod), yaml));
}

static void claim(struct bench *b, const char *name, const char *phase)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: u-%s, resourceVersion: '1'}\n"
	    "spec: {accessModes: [ReadWriteOnce]}\nstatus: {phase: %s}\n", name, name, phase);

	list_cache_add(&b->cache, make(KIND(persistentvolumeclaim), yaml));
}

static void event(struct bench *b, const char *name, const char *reason, const char *about)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: u-%s, resourceVersion: '1'}\n"
	    "involvedObject: {kind: Pod, namespace: shop, name: %s}\nreason: %s\nmessage: container c is told to stop\n",
	    name, name, about, reason);

	list_cache_add(&b->cache, make(KIND(event), yaml));
}

static void begin(struct bench *b)
{
	record_begin(&b->record, &b->cache.base, "shop", kinds, b->now_ms);
}

/* A set of three, web-0 ready at image :1, web-1 pending at :2, a bound claim and a lost one. */
static struct bench *bench(void)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	b->record = (struct record)RECORD_INIT;
	b->now_ms = (int64_t)NOW_S * 1000;
	list_cache_init(&b->cache);
	add_set(&b->cache, 3, "  minReadySeconds: 5\n", ONE_REVISION);
	pod(b, "web-0", "a", true, "reg/web:1");
	pod(b, "web-1", "b", false, "reg/web:2");
	claim(b, "data-web-0", "Bound");
	claim(b, "data-web-1", "Lost");
	begin(b);
	return b;
}

static void drop(struct bench *b, const struct kind *k, const char *name)
{
	for (size_t i = 0; i < b->cache.objects.len; i++) {
		const struct object *o = b->cache.objects.items[i];

		if (o->kind == k && streq(o->name, name)) {
			object_unref(o);
			vec_remove(&b->cache.objects, i);
			return;
		}
	}
	fail_msg("no %s", name);
}

static void end(struct bench *b)
{
	record_release(&b->record);
	list_cache_release(&b->cache);
	free(b);
}

static struct check *read_check(const char *yaml, json **ret_tree, json **ret_places, struct err *err)
{
	struct spot s = { .file = "x.yaml" };

	s.value = *ret_tree = yaml_parse_places(yaml, strlen(yaml), ret_places, err);
	s.place = *ret_places;
	if (!s.value)
		fail_msg("%s in\n%s", err->text, yaml);
	return check_read(&s, "", err);
}

static bool asks(struct bench *b, const char *yaml, int64_t *ret_again)
{
	_cleanup_(json_freep) json *tree = NULL, *places = NULL;
	const struct facts f = { &b->cache.base, "shop", &b->record, b->now_ms };
	struct err err = ERR_INIT;
	struct check *c = read_check(yaml, &tree, &places, &err);
	bool holds;

	if (!c)
		fail_msg("%s", err.text);
	holds = check_holds(c, &f, ret_again);
	check_free(c);
	return holds;
}

static void is(struct bench *b, bool wanted, const char *yaml)
{
	int64_t again = INT64_MAX;

	if (asks(b, yaml, &again) != wanted)
		fail_msg("%s is %s", yaml, wanted ? "false" : "true");
	assert_int_equal(again, INT64_MAX);
}

/* --- predicates --- */

static void test_fields(void **state UNUSED)
{
	struct bench *b = bench();

	is(b, true, "{get: sts/web}");
	is(b, false, "{get: sts/db}");
	is(b, true, "{get: sts/web, path: .spec.replicas, eq: 3}");
	is(b, false, "{get: sts/web, path: .spec.replicas, eq: '3'}");
	is(b, true, "{get: sts/web, path: .spec.replicas, ne: 2}");
	is(b, true, "{get: sts/web, path: .spec.replicas, gt: 2}");
	is(b, false, "{get: sts/web, path: .spec.replicas, gt: 3}");
	is(b, true, "{get: sts/web, path: .spec.replicas, ge: 3}");
	is(b, false, "{get: sts/web, path: .spec.replicas, lt: 3}");
	is(b, true, "{get: sts/web, path: .spec.replicas, le: 3}");
	is(b, true, "{get: sts/web, path: '.spec.template.spec.containers[0].image', match: '*web:*'}");
	is(b, false, "{get: sts/web, path: '.spec.template.spec.containers[1].image', match: '*'}");
	is(b, true, "{get: sts/web, path: .spec.paused, exists: false}");
	is(b, false, "{get: sts/web, path: .spec.replicas, exists: false}");
	is(b, false, "{get: sts/db, path: .spec.replicas, exists: false}");
	is(b, true, "{get: sts/web, path: \".spec.selector.matchLabels['app']\", eq: web}");
	end(b);
}

static void test_counts(void **state UNUSED)
{
	struct bench *b = bench();

	is(b, true, "{pods: 'web-*', count: 2}");
	is(b, true, "{pods: 'web-*', count: 1, ready: true}");
	is(b, true, "{pods: web-1, count: 1, ready: false}");
	is(b, true, "{pods: 'web-*', count: 1, image: '*:2'}");
	is(b, true, "{pods: 'web-*', count: 1, phase: Pending}");
	is(b, true, "{pods: 'db-*', count: 0}");
	is(b, false, "{pods: 'web-*', count: 3}");
	is(b, true, "{claims: 'data-*', count: 2}");
	is(b, true, "{claims: 'data-*', count: 1, phase: Bound}");
	is(b, true, "{absent: pvc/data-web-2}");
	is(b, false, "{absent: pvc/data-web-1}");
	end(b);
}

/* What is the same and what was replaced is told by the uid, since the step began. */
static void test_identity(void **state UNUSED)
{
	struct bench *b = bench();

	is(b, true, "{same: pod/web-0}");
	is(b, false, "{changed: pod/web-0}");
	drop(b, KIND(pod), "web-0");
	is(b, false, "{same: pod/web-0}");
	is(b, false, "{changed: pod/web-0}");
	pod(b, "web-0", "c", true, "reg/web:1");
	is(b, false, "{same: pod/web-0}");
	is(b, true, "{changed: pod/web-0}");
	pod(b, "web-2", "d", true, "reg/web:1");
	is(b, false, "{same: pod/web-2}");
	is(b, false, "{changed: pod/web-2}");
	begin(b);
	is(b, true, "{same: pod/web-2}");
	end(b);
}

static void test_events(void **state UNUSED)
{
	struct bench *b = bench();

	event(b, "before", "Killing", "web-1");
	begin(b);
	is(b, false, "{event: Killing}");
	event(b, "after", "Killing", "web-0");
	is(b, true, "{event: Killing}");
	is(b, true, "{event: Killing, about: pod/web-0}");
	is(b, true, "{event: Killing, about: 'pod/web-*', message: told to stop}");
	is(b, false, "{event: Killing, about: pod/web-1}");
	is(b, false, "{event: Killing, message: never said}");
	is(b, false, "{event: Pulled}");
	end(b);
}

static void change(struct bench *b, enum cache_event what, const char *old, const char *now)
{
	const struct object *o = old ? make(KIND(pod), old) : NULL, *n = now ? make(KIND(pod), now) : NULL;

	record_change(&b->record, what, o, n);
	if (o)
		object_unref(o);
	if (n)
		object_unref(n);
}

#define POD(name, uid, status) "metadata: {name: " name ", namespace: shop, uid: " uid "}\nstatus: " status "\n"
#define WAITING "{phase: Pending}"

static void test_order(void **state UNUSED)
{
	struct bench *b = bench();

	is(b, false, "{order: [web-1], by: ready}");
	change(b, CACHE_UPDATED, POD("web-1", "b", WAITING), POD("web-1", "b", READY));
	is(b, true, "{order: [web-1], by: ready}");
	is(b, false, "{order: [web-1, web-0], by: ready}");
	/* Gone and made anew in one change. */
	change(b, CACHE_UPDATED, POD("web-0", "a", READY), POD("web-0", "c", READY));
	is(b, true, "{order: [web-1, web-0], by: ready}");
	is(b, false, "{order: [web-0, web-1], by: ready}");
	is(b, true, "{order: [web-0], by: gone}");
	is(b, true, "{order: [web-0], by: created}");
	change(b, CACHE_DELETED, POD("web-1", "b", READY), NULL);
	is(b, true, "{order: [web-0, web-1], by: gone}");
	is(b, false, "{order: [web-1], by: unready}");
	end(b);
}

static void test_combinations(void **state UNUSED)
{
	struct bench *b = bench();

	is(b, true, "{all: [{get: sts/web}, {get: pod/web-0}]}");
	is(b, false, "{all: [{get: sts/web}, {get: pod/web-7}]}");
	is(b, true, "{any: [{get: sts/db}, {get: pod/web-0}]}");
	is(b, false, "{any: [{get: sts/db}, {get: pod/web-7}]}");
	is(b, true, "{not: {get: sts/db}}");
	is(b, false, "{not: {any: [{get: sts/db}, {get: sts/web}]}}");
	end(b);
}

/* It is asked again when it may have been so for long enough, and begins anew when it was not so in between. */
static void test_stable(void **state UNUSED)
{
	_cleanup_(json_freep) json *tree = NULL, *places = NULL;
	struct bench *b = bench();
	struct facts f = { &b->cache.base, "shop", &b->record, b->now_ms };
	struct err err = ERR_INIT;
	struct check *c = read_check("{pods: 'web-*', count: 2, stable: 3s}", &tree, &places, &err);
	int64_t again = INT64_MAX;

	assert_false(check_holds(c, &f, &again));
	assert_int_equal(again, 3000);
	f.now_ms += 2999;
	assert_false(check_holds(c, &f, &again));
	assert_int_equal(again, 1);
	drop(b, KIND(pod), "web-1");
	assert_false(check_holds(c, &f, &again));
	pod(b, "web-1", "b", true, "reg/web:2");
	f.now_ms += 1;
	again = INT64_MAX;
	assert_false(check_holds(c, &f, &again));
	assert_int_equal(again, 3000);
	f.now_ms += 3000;
	assert_true(check_holds(c, &f, &again));
	check_reset(c);
	assert_false(check_holds(c, &f, &again));
	check_free(c);
	end(b);
}

/* --- mistakes --- */

static void refused(const char *yaml, const char *wanted)
{
	_cleanup_(json_freep) json *tree = NULL, *places = NULL;
	struct err err = ERR_INIT;
	struct check *c = read_check(yaml, &tree, &places, &err);

	if (c)
		fail_msg("%s is taken", yaml);
	if (!strstr(err.text, wanted))
		fail_msg("%s: %s", yaml, err.text);
}

static void test_mistakes(void **state UNUSED)
{
	refused("{gte: sts/web}", "x.yaml:1: expected a check: one of all, any, not, get");
	refused("\n{get: sts/web,\n path: .spec, eq: 1, count: 2}", "unknown key \"count\" in a check");
	refused("{get: web}", "expected KIND/NAME for \"get\"");
	refused("{get: thing/web}", "there is no kind \"thing\"");
	refused("{get: sts/web, path: .spec.replicas}", "expected a comparison beside \"path\"");
	refused("{get: sts/web, eq: 3}", "expected \"path\" beside \"eq\"");
	refused("{get: sts/web, path: .spec, eq: 3, ne: 4}", "expected one comparison");
	refused("{get: sts/web, path: '.a[x]', eq: 3}", "expected a path as");
	refused("{pods: web-*}", "\"count\"");
	refused("{pods: web-*, count: two}", "\"count\"");
	refused("{order: [web-0], by: born}", "expected created, ready, unready, deleting or gone");
	refused("{order: [1], by: ready}", "expected names of pods");
	refused("{get: sts/web, stable: soon}", "expected a duration for \"stable\"");
	refused("{all: []}", "\"all\"");
	refused("{not: [{get: sts/web}]}", "expected a check");
}

static void test_patterns(void **state UNUSED)
{
	assert_true(glob_match("web-*", "web-10"));
	assert_true(glob_match("*:2*", "reg/web:2.1"));
	assert_true(glob_match("*", ""));
	assert_true(glob_match("a**b", "ab"));
	assert_false(glob_match("web-*", "web"));
	assert_false(glob_match("", "x"));
	assert_false(glob_match("a*b", "abc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),	     cmocka_unit_test(test_counts),
		cmocka_unit_test(test_identity),     cmocka_unit_test(test_events),
		cmocka_unit_test(test_order),	     cmocka_unit_test(test_combinations),
		cmocka_unit_test(test_stable),	     cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
