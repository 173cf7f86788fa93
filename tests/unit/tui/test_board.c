/* The board as data: which ordinals, in which state, at which revision; claims, budgets, what a line would replace. */
#include "objects.h"

#include "tui/board.h"

static char *slots_text(const struct board *b)
{
	struct str s = STR_INIT;

	vec_each(&b->slots, slot) str_addf(&s, "%s%d %s%s", s.len ? ", " : "", slot->ordinal,
	                                   slot_look(slot->state)->word, slot->updated ? "*" : "");
	return str_take(&s);
}

static void make_board(struct board *b, struct list_cache *c)
{
	board_make(b, &c->base, cache_get(&c->base, KIND(statefulset), "shop", "web"), NOW_S);
}

static void check_slots(struct list_cache *c, const char *wanted)
{
	_cleanup_(board_release) struct board b;
	_cleanup_(freep) char *got = NULL;

	make_board(&b, c);
	got = slots_text(&b);
	assert_string_equal(got, wanted);
}

static void test_no_pods(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;

	list_cache_init(&c);
	add_set(&c, 0, "", ONE_REVISION);
	check_slots(&c, "");
}

/* Ten comes after two, gaps are filled, what lies beyond is condemned. */
static void test_order_gaps_and_condemned(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;

	list_cache_init(&c);
	add_set(&c, 4, "", ONE_REVISION);
	add_pod(&c, "web-10", "web-aaaa1111", READY);
	add_pod(&c, "web-2", "web-aaaa1111", READY);
	add_pod(&c, "web-0", "web-aaaa1111", READY);
	check_slots(&c, "0 ready*, 1 missing, 2 ready*, 3 missing, 10 condemned*");
}

static void test_start_ordinal(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;

	list_cache_init(&c);
	add_set(&c, 2, "  ordinals: {start: 5}\n", ONE_REVISION);
	add_pod(&c, "web-5", "web-aaaa1111", READY);
	check_slots(&c, "5 ready*, 6 missing");
}

static void check_state(const char *status, const char *word)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(freep) char *wanted = xasprintf("0 %s*", word);

	list_cache_init(&c);
	add_set(&c, 1, "", ONE_REVISION);
	add_pod(&c, "web-0", "web-aaaa1111", status);
	check_slots(&c, wanted);
}

#define UNREADY(at) "conditions: [{type: Ready, status: 'False', lastTransitionTime: '" at "'}]"
#define CONTAINER(state) \
	"containerStatuses: [{name: c, ready: false, restartCount: 3, image: x, imageID: x, state: " state "}]"

static void test_states(void **state UNUSED)
{
	check_state(READY, "ready");
	check_state("{phase: Pending}", "starting");
	check_state("{phase: Running, " UNREADY("2026-01-15T11:59:30Z") "}", "starting");
	check_state("{phase: Running, " UNREADY("2026-01-15T11:50:00Z") "}", "starting"); /* created a minute ago */
	check_state("{phase: Failed}", "failed");
	check_state("{phase: Running, " CONTAINER("{waiting: {reason: CrashLoopBackOff}}") "}", "failed");
	check_state("{phase: Pending, " CONTAINER("{waiting: {reason: ImagePullBackOff}}") "}", "failed");
	check_state("{phase: Running, " UNREADY("2026-01-15T11:59:30Z") ", " CONTAINER("{running: {}}") "}",
	            "not ready");
	check_state("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, "
	            "message: no node}]}",
	            "not ready");
}

static void test_revisions_and_partition(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(board_release) struct board b;
	_cleanup_(str_release) struct str at_1 = STR_INIT;
	_cleanup_(str_release) struct str at_3 = STR_INIT;

	list_cache_init(&c);
	add_set(&c, 4, "  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 3}}\n", TWO_REVISIONS);
	add_pod(&c, "web-0", "web-aaaa1111", READY);
	add_pod(&c, "web-1", "web-aaaa1111", READY);
	add_pod(&c, "web-2", "web-aaaa1111", READY);
	add_pod(&c, "web-3", "web-bbbb2222", READY);
	make_board(&b, &c);
	assert_true(b.two_revisions);
	assert_string_equal(b.old_hash, "1111");
	assert_string_equal(b.new_hash, "2222");
	assert_string_equal(b.old_image, "web:1");
	assert_int_equal(b.updated, 1);
	assert_int_equal(b.ready, 4);
	board_partition_effect(&b, 1, &at_1);
	assert_string_equal(at_1.buf, "web-2, then web-1");
	board_partition_effect(&b, 3, &at_3);
	assert_string_equal(at_3.buf, "nothing");
}

/* Claims belong to a set by whole names: web-admin's are not web's (k9s#904). */
static void test_claims_by_whole_names(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(board_release) struct board b;

	list_cache_init(&c);
	add_set(&c, 2, CLAIMS, ONE_REVISION);
	add_claim(&c, "data-web-0", "Bound");
	add_claim(&c, "data-web-1", "Pending");
	add_claim(&c, "data-web-7", "Bound");
	add_claim(&c, "data-web-admin-0", "Bound");
	add_claim(&c, "other-data-web-0", "Bound");
	make_board(&b, &c);
	assert_int_equal(b.claims, 1);
	assert_int_equal(b.claims_left, 1);
}

static void add_budget(struct list_cache *c, const char *name, const char *app, int allowed)
{
	_cleanup_(freep) char *yaml = xasprintf("metadata: {name: %s, namespace: shop, uid: %s}\nspec: {minAvailable: "
	                                        "1, selector: {matchLabels: {app: %s}}}\n"
	                                        "status: {observedGeneration: 1, disruptionsAllowed: %d, "
	                                        "currentHealthy: 2, desiredHealthy: 1, expectedPods: 2}\n",
	                                        name, name, app, allowed);

	list_cache_add(c, make(KIND(poddisruptionbudget), yaml));
}

static void test_budgets(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	struct budget b;

	list_cache_init(&c);
	add_set(&c, 1, "", ONE_REVISION);
	add_pod(&c, "web-0", "web-aaaa1111", READY);
	add_budget(&c, "other", "db", 0);
	b = budget_of_set(&c.base, cache_get(&c.base, KIND(statefulset), "shop", "web"));
	assert_null(b.object);
	add_budget(&c, "wide", "web", 2);
	add_budget(&c, "tight", "web", 1);
	b = budget_of_set(&c.base, cache_get(&c.base, KIND(statefulset), "shop", "web"));
	assert_string_equal(b.object->name, "tight");
	assert_int_equal(b.count, 2);
	assert_int_equal(b.allowed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_pods),
		cmocka_unit_test(test_order_gaps_and_condemned),
		cmocka_unit_test(test_start_ordinal),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_revisions_and_partition),
		cmocka_unit_test(test_claims_by_whole_names),
		cmocka_unit_test(test_budgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
