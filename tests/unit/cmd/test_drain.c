/* Drains of nodes of a bundled world, judged by the log of what was asked for and answered. */
#include "jobs/drain.h"
#include "kube/kinds/node.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/kinds/statefulset.h"
#include "tests/unit/jobs/place.h"

#define NODE "node-0"

static void budget(struct world *w, const char *name, const char *rule)
{
	_cleanup_(freep) char *yaml =
	    xasprintf("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: %s}\n"
		      "spec: {%s, selector: {matchLabels: {app: web}}}\n", name, rule);

	apply(w, yaml);
	settle(w);
}

/* A set whose pods are all on one node, with the other nodes open again. */
static void crowd(struct world *w, int replicas, const char *pod)
{
	static const char *const others[] = { "node-1", "node-2", "node-3" };
	struct set_options o = { .replicas = replicas, .pod = pod };

	for (size_t i = 0; i < COUNT(others); i++)
		cordon(w, others[i], true);
	apply_set(w, &o);
	settle(w);
	for (size_t i = 0; i < COUNT(others); i++)
		cordon(w, others[i], false);
	settle(w);
}

static struct job *start(struct place *p, const struct drain_options *o)
{
	static const struct drain_options none = { 0 };

	return runner_start(p->runner, drain_new(must_find(p->world, KIND(node), NODE), o ? o : &none));
}

static void expect_over(const struct job *j, enum job_phase phase)
{
	if (j->phase != phase)
		print_job(j);
	assert_int_equal(j->phase, phase);
}

static const struct job_item *item(const struct job *j, const char *pod)
{
	vec_each(&j->items, i) {
		if (streq(i->name, pod))
			return i;
	}
	print_job(j);
	fail_msg("no item %s", pod);
	return NULL;
}

static void expect_says(const struct job *j, const char *pod, const char *text)
{
	const char *why = item(j, pod)->cells[3];

	if (!strstr(why, text))
		print_job(j);
	assert_non_null(strstr(why, text));
}

/* --- the log --- */

/* Ready pods of the budget that are not on their way out: what the disruption controller counts. */
static int healthy(struct world *w)
{
	object_vec pods = VEC_INIT;
	int n = 0;

	cache_list(world_cache(w), KIND(pod), NS, NULL, &pods);
	vec_each(&pods, p)
		n += pod_of(*p)->ready && !(*p)->deleted;
	vec_release(&pods);
	return n;
}

static void check_budget(struct place *p, const char *url)
{
	if (strstr(url, "/eviction"))
		assert_true(healthy(p->world) >=
			    poddisruptionbudget_of(must_find(p->world, KIND(poddisruptionbudget), "pdb"))->desired);
}

/* Nothing is asked for sooner than kubectl would after a 429. Returns how many there were. */
static int check_waits(const struct place *p)
{
	int refused = 0;

	for (size_t i = 0; i < p->log.len; i++) {
		const struct sent *s = &p->log.items[i];

		if (s->code != 429)
			continue;
		refused++;
		for (size_t k = i + 1; k < p->log.len; k++) {
			if (streq(p->log.items[k].url, s->url)) {
				assert_true(p->log.items[k].at_ms - s->at_ms >= DRAIN_RETRY_MS);
				break;
			}
		}
	}
	return refused;
}

static void drain_ten(struct world *w, const struct drain_options *o, bool refused)
{
	struct place p;
	struct job *j;

	crowd(w, 10, "      terminationGracePeriodSeconds: 5\n");
	budget(w, "pdb", "maxUnavailable: 2");
	place_open(&p, w);
	p.granted = check_budget;
	j = start(&p, o);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	assert_int_equal(j->done, 10);
	assert_int_equal(place_count(&p, "/eviction", 201), 10);
	assert_int_equal(place_count(&p, "/nodes/", 200), 1);
	assert_int_equal(check_waits(&p) > 0, refused);
	assert_int_equal(p.log.len, 11 + check_waits(&p));
	place_close(&p);
}

static void test_ten_pods_one_budget(void **state)
{
	drain_ten(*state, NULL, false);
}

/* The same without knowing of the budget: the server refuses, and is asked again as kubectl does. */
static void test_ten_pods_blind(void **state)
{
	struct drain_options o = { .no_budgets = true };

	drain_ten(*state, &o, true);
}

/* --- who goes and who does not --- */

static void test_budget_at_zero(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 2, NULL);
	budget(w, "pdb", "minAvailable: 2");
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + 3 * MINUTE);
	expect_over(j, JOB_RUNNING);
	expect_says(j, "web-1", "blocked: pdb wants 2 of 2");
	assert_int_equal(place_count(&p, "/eviction", 0), 0);
	must(w, 200, VERB_PATCH, KIND(poddisruptionbudget), "pdb", "{spec: {minAvailable: 1}}");
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	assert_int_equal(place_count(&p, "/eviction", 201), 2);
	place_close(&p);
}

static void test_waits_for_budget(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 3, NULL);
	budget(w, "pdb", "maxUnavailable: 1");
	cordon(w, "node-1", true);
	cordon(w, "node-2", true);
	cordon(w, "node-3", true);
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + 3 * MINUTE);
	expect_over(j, JOB_RUNNING);
	assert_non_null(strstr(item(j, "web-2")->cells[3], "no node for it yet"));
	expect_says(j, "web-1", "needs 2, has 2");
	expect_says(j, "web-1", "web-2 is not ready");
	/* The cache says no; the server is asked all the same, once a minute. */
	assert_in_range(place_count(&p, "/eviction", 429), 1, 3);
	cordon(w, "node-1", false);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	place_close(&p);
}

static void test_two_budgets(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 2, NULL);
	budget(w, "one", "maxUnavailable: 1");
	budget(w, "two", "maxUnavailable: 1");
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + MINUTE);
	expect_says(j, "web-0", "blocked by one and two");
	assert_string_equal(item(j, "web-0")->cells[2], "one + two");
	assert_int_equal(place_count(&p, "/eviction", 0), 0);
	must(w, 200, VERB_DELETE, KIND(poddisruptionbudget), "two", NULL);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	place_close(&p);
}

static const char lone[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: lone}\nspec: {nodeName: node-0, containers: [{name: a, "
			   "image: nginx:1}]}\n";

static void test_what_is_left(void **state)
{
	struct world *w = *state;
	struct drain_options force = { .force = true, .lose_scratch = true };
	struct place p;
	struct job *j;

	crowd(w, 1, "      volumes: [{name: tmp, emptyDir: {}}]\n");
	apply(w, lone);
	settle(w);
	place_open(&p, w);
	j = start(&p, NULL);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	expect_says(j, "lone", "needs force");
	expect_says(j, "web-0", "emptyDir would be lost");
	assert_int_equal(place_count(&p, "/eviction", 0), 0);
	assert_non_null(strstr(vec_last(&j->story).text, "left: default/lone"));
	j = start(&p, &force);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	assert_int_equal(place_count(&p, "/eviction", 201), 2);
	assert_null(find(w, KIND(pod), "lone"));
	place_close(&p);
}

/* Of a set that nobody guards the next pod goes when the one before is back, or when a person says so. */
static void test_set_without_budget(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 3, NULL);
	cordon(w, "node-1", true);
	cordon(w, "node-2", true);
	cordon(w, "node-3", true);
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + 2 * MINUTE);
	assert_int_equal(place_count(&p, "/eviction", 201), 1);
	expect_says(j, "web-1", "web-2 is not ready again");
	assert_true(runner_order(p.runner, j, JOB_RESUME));
	world_advance(w, world_now(w) + 2 * MINUTE);
	assert_int_equal(place_count(&p, "/eviction", 201), 2);
	cordon(w, "node-1", false);
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	place_close(&p);
}

/* --- orders and refusals --- */

static void test_stop_and_undo(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 2, NULL);
	budget(w, "pdb", "minAvailable: 2");
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + MINUTE);
	assert_true(runner_order(p.runner, j, JOB_HOLD));
	assert_int_equal(j->phase, JOB_HELD);
	assert_false(runner_order(p.runner, j, JOB_HOLD));
	assert_true(runner_order(p.runner, j, JOB_STOP));
	expect_over(j, JOB_STOPPED);
	assert_true(node_of(must_find(w, KIND(node), NODE))->unschedulable);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + MINUTE);
	assert_true(runner_order(p.runner, j, JOB_UNDO));
	place_run(&p, j);
	expect_over(j, JOB_STOPPED);
	assert_false(node_of(must_find(w, KIND(node), NODE))->unschedulable);
	assert_int_equal(place_count(&p, "/eviction", 0), 0);
	place_close(&p);
}

/* A refusal in the middle stops it at that step, and RESUME takes it up there. */
static void test_refused_midway(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 2, NULL);
	place_open(&p, w);
	j = start(&p, NULL);
	p.refuse = 403;
	place_run(&p, j);
	expect_over(j, JOB_REFUSED);
	assert_string_equal(vec_last(&j->story).text, "evicting default/web-1 was refused: not today");
	assert_string_equal(job_offers(j, JOB_RESUME), "try it again");
	assert_non_null(job_offers(j, JOB_UNDO));
	assert_true(runner_order(p.runner, j, JOB_RESUME));
	place_run(&p, j);
	expect_over(j, JOB_DONE);
	place_close(&p);
}

static void test_uncordoned_by_another(void **state)
{
	struct world *w = *state;
	struct place p;
	struct job *j;

	crowd(w, 2, NULL);
	budget(w, "pdb", "minAvailable: 2");
	place_open(&p, w);
	j = start(&p, NULL);
	world_advance(w, world_now(w) + MINUTE);
	cordon(w, NODE, false);
	world_advance(w, world_now(w) + 1000);
	expect_over(j, JOB_HELD);
	assert_true(runner_order(p.runner, j, JOB_RESUME));
	world_advance(w, world_now(w) + 1000);
	expect_over(j, JOB_RUNNING);
	assert_true(node_of(must_find(w, KIND(node), NODE))->unschedulable);
	place_close(&p);
}

/* --- the plan --- */

static void test_plan(void **state)
{
	struct world *w = *state;
	struct drain_options o = { 0 };
	struct drain_plan plan;
	_cleanup_(str_release) struct str told = STR_INIT, budgets = STR_INIT, full = STR_INIT;

	crowd(w, 3, NULL);
	budget(w, "pdb", "maxUnavailable: 1");
	apply(w, lone);
	settle(w);
	drain_plan_make(&plan, world_cache(w), must_find(w, KIND(node), NODE), &o);
	assert_int_equal(plan.rows.len, 4);
	assert_string_equal(plan.rows.items[0].pod->name, "web-2");
	assert_int_equal(plan.rows.items[0].fate, DRAIN_GOES);
	drain_plan_budget(&plan.rows.items[0], &budgets);
	assert_string_equal(budgets.buf, "pdb 1→0");
	assert_string_equal(plan.rows.items[1].why.buf, "after web-2");
	assert_string_equal(plan.rows.items[2].why.buf, "after web-1");
	for (int i = 0; i < 3; i++)
		assert_int_equal(plan.rows.items[i].wave, i + 1);
	assert_int_equal(plan.rows.items[3].wave, 0);
	drain_plan_budget_long(&plan.rows.items[0], &full);
	assert_string_equal(full.buf, "pdb 1→0, has 3, needs 2");
	assert_string_equal(plan.rows.items[3].pod->name, "lone");
	drain_plan_tell(&plan, &told);
	assert_string_equal(told.buf, "1 goes, 2 wait, 1 left behind");
	drain_plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_ten_pods_one_budget),
		WORLD_TEST(test_ten_pods_blind),
		WORLD_TEST(test_budget_at_zero),
		WORLD_TEST(test_waits_for_budget),
		WORLD_TEST(test_two_budgets),
		WORLD_TEST(test_what_is_left),
		WORLD_TEST(test_set_without_budget),
		WORLD_TEST(test_stop_and_undo),
		WORLD_TEST(test_refused_midway),
		WORLD_TEST(test_uncordoned_by_another),
		WORLD_TEST(test_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
