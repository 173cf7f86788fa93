/* Timelines: lanes, how few were ready, budgets, and how a moment is told. */
#include "objects.h"

#include "tui/timeline.h"

#define T0 (NOW_S * INT64_C(1000))
#define NOT_READY "{phase: Running, conditions: [{type: Ready, status: 'False'}]}"
#define PENDING "{phase: Pending}"
#define CRASHES                                                                                                        \
	"{phase: Running, containerStatuses: [{name: c, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}}]}"

/* Tells of a pod of the set web as it is `ms` after the beginning. */
static void tell(struct timeline *t, int64_t ms, const char *name, const char *status)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: u, labels: {controller-revision-hash: web-aaaa1111},\n"
	    "  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, uid: set, controller: true}]}\n"
	    "spec: {nodeName: node-a, containers: [{name: c, image: i}]}\nstatus: %s\n", name, status ? status : READY);
	const struct object *pod = make(KIND(pod), yaml);

	timeline_pod(t, T0 + ms, pod, status == NULL);
	object_unref(pod);
}

static void guard(struct timeline *t, int64_t ms, int healthy, int desired)
{
	_cleanup_(freep) char *yaml = xasprintf("metadata: {name: pdb, namespace: shop, uid: b, generation: 1}\n"
						"spec: {minAvailable: %d}\nstatus: {observedGeneration: 1, currentHealthy: "
						"%d, desiredHealthy: %d, expectedPods: 3, disruptionsAllowed: 0}\n",
						desired, healthy, desired);
	const struct object *b = make(KIND(poddisruptionbudget), yaml);

	timeline_budget(t, T0 + ms, b);
	object_unref(b);
}

static void begin(struct timeline *t)
{
	timeline_begin(t, T0);
	tell(t, 0, "web-0", READY);
	tell(t, 0, "web-10", READY);
	tell(t, 0, "web-2", READY);
}

/* By ordinal, not by letter; only those that changed have moved. */
static void test_lanes(void **state UNUSED)
{
	struct timeline t;

	begin(&t);
	tell(&t, 500, "web-2", NULL);
	timeline_end(&t, T0 + 1000);
	assert_int_equal(t.lanes.len, 3);
	assert_string_equal(t.lanes.items[1].name, "web-2");
	assert_string_equal(t.lanes.items[2].name, "web-10");
	assert_true(lane_moved(&t.lanes.items[1]));
	assert_false(lane_moved(&t.lanes.items[2]));
	assert_int_equal(t.last_ms - T0, 500);
	timeline_release(&t);
}

/* A pod that no StatefulSet controls has no lane. */
static void test_others(void **state UNUSED)
{
	const struct object *pod = make(KIND(pod), "metadata: {name: lone, namespace: shop, uid: l}\n"
						   "spec: {nodeName: n, containers: [{name: c, image: i}]}\nstatus: " READY);
	struct timeline t;

	timeline_begin(&t, T0);
	timeline_pod(&t, T0, pod, false);
	assert_int_equal(t.lanes.len, 0);
	assert_int_equal(timeline_lowest(&t).total, 0);
	timeline_release(&t);
	object_unref(pod);
}

static void test_lowest(void **state UNUSED)
{
	struct lowest low;
	struct timeline t;

	begin(&t);
	tell(&t, 100, "web-2", NOT_READY);
	tell(&t, 300, "web-10", NOT_READY);
	tell(&t, 400, "web-2", READY);
	tell(&t, 700, "web-0", NOT_READY);
	tell(&t, 900, "web-0", READY);
	tell(&t, 950, "web-10", READY);
	timeline_end(&t, T0 + 2000);
	low = timeline_lowest(&t);
	assert_int_equal(low.ready, 1);
	assert_int_equal(low.total, 3);
	assert_int_equal(low.at_ms - T0, 300);
	assert_int_equal(low.for_ms, 100 + 200);
	timeline_release(&t);
}

/* What comes at one instant is one moment, but a pod that goes and comes within it has been away. */
static void test_instants(void **state UNUSED)
{
	const struct lane *l;
	struct timeline t;

	begin(&t);
	tell(&t, 100, "web-0", NULL);
	tell(&t, 100, "web-0", PENDING);
	tell(&t, 100, "web-0", READY);
	l = &t.lanes.items[0];
	assert_int_equal(l->moments.len, 3);
	assert_int_equal(l->moments.items[1].state, SLOT_MISSING);
	assert_int_equal(l->moments.items[2].state, SLOT_READY);
	/* The most telling state of a span: the first in it that is not ready. */
	assert_int_equal(lane_within(l, T0, T0 + 50)->state, SLOT_READY);
	assert_int_equal(lane_within(l, T0 + 50, T0 + 250)->state, SLOT_MISSING);
	assert_int_equal(lane_within(l, T0 + 300, T0 + 400)->state, SLOT_READY);
	timeline_release(&t);
}

/* A failure that goes on under another name is no change of what comes to rest. */
static void test_failing(void **state UNUSED)
{
	struct timeline t;

	begin(&t);
	tell(&t, 100, "web-0", CRASHES);
	tell(&t, 5000, "web-0",
	     "{phase: Running, containerStatuses: [{name: c, restartCount: 4, state: {terminated: {reason: Error, exitCode: "
	     "1}}}]}");
	assert_int_equal(t.last_ms - T0, 100);
	timeline_release(&t);
}

static void test_words(void **state UNUSED)
{
	_cleanup_(str_release) struct str words = STR_INIT;
	const struct lane *l;
	struct timeline t;

	begin(&t);
	tell(&t, 100, "web-0", NULL);
	tell(&t, 200, "web-0", PENDING);
	tell(&t, 300, "web-0", READY);
	tell(&t, 400, "web-0", CRASHES);
	l = &t.lanes.items[0];
	for (size_t i = 1; i < l->moments.len; i++) {
		str_addf(&words, "%s", words.len ? "; " : "");
		moment_tell(&l->moments.items[i], &l->moments.items[i - 1], &words);
	}
	assert_string_equal(words.buf, "gone; made as 1111; ready; fails: CrashLoopBackOff");
	timeline_release(&t);
}

static void test_gauge(void **state UNUSED)
{
	const struct gauge *g;
	struct timeline t;

	begin(&t);
	guard(&t, 0, 3, 2);
	guard(&t, 100, 1, 2);
	guard(&t, 400, 2, 2);
	guard(&t, 600, 0, 2);
	timeline_end(&t, T0 + 1000);
	assert_int_equal(t.gauges.len, 1);
	g = &t.gauges.items[0];
	assert_int_equal(g->least, 0);
	assert_int_equal(g->crossed_ms - T0, 100);
	assert_false(g->crossed_first);
	assert_int_equal(g->below_ms, 300 + 400);
	assert_true(g->below_since >= 0);
	timeline_release(&t);
}

/* A budget that was below before anything was done is not what the action crossed. */
static void test_gauge_before(void **state UNUSED)
{
	struct timeline t;

	begin(&t);
	guard(&t, 0, 1, 2);
	guard(&t, 200, 2, 2);
	timeline_end(&t, T0 + 1000);
	assert_true(t.gauges.items[0].crossed_first);
	assert_int_equal(t.gauges.items[0].below_ms, 200);
	timeline_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lanes),    cmocka_unit_test(test_others), cmocka_unit_test(test_lowest),
		cmocka_unit_test(test_instants), cmocka_unit_test(test_failing), cmocka_unit_test(test_words),
		cmocka_unit_test(test_gauge),    cmocka_unit_test(test_gauge_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
