/*
 * Sets removed on the bundled cluster in each way, with claims and without; refusals in the middle, other people, going
 * back; and an orphaning one undone.
 */
#include "jobs/adopt.h"
#include "jobs/remove.h"
#include "jobs/remove_plan.h"
#include "kube/kinds/statefulset.h"
#include "tests/unit/jobs/place.h"

#define SET                                                                                                            \
	"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web, namespace: default}\n"                          \
	"spec:\n  replicas: 3\n  serviceName: web\n  selector: {matchLabels: {app: web}}\n"                            \
	"  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: 'reg/web:1'}]}}\n"          \
	"  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce],\n"                      \
	"    resources: {requests: {storage: 1Gi}}}}]\n"

static const struct object *the_set(struct place *p)
{
	return cache_get(world_cache(p->world), KIND(statefulset), NS, "web");
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	place_open(p, new_world(1, NULL));
	apply(p->world, SET);
	settle(p->world);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	place_close(p);
	world_free(p->world);
	free(p);
	return 0;
}

static struct job *begin(struct place *p, enum remove_way way, bool claims)
{
	return runner_start(p->runner, remove_new(world_cache(p->world), the_set(p), way, claims));
}

static void resize(struct place *p, int replicas)
{
	_cleanup_(freep) char *body = xasprintf("{\"spec\":{\"replicas\":%d}}", replicas);

	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web", body);
}

static void assert_over(struct job *j, enum job_phase phase, const char *text)
{
	if (j->phase != phase || !strstr(vec_last(&j->story).text, text))
		print_job(j);
	assert_int_equal(j->phase, phase);
	assert_non_null(strstr(vec_last(&j->story).text, text));
}

static void assert_held(struct job *j, enum job_phase phase, const char *text)
{
	if (j->phase != phase || !strstr(j->waits.buf, text))
		print_job(j);
	assert_int_equal(j->phase, phase);
	assert_non_null(strstr(j->waits.buf, text));
}

/* Turns the clock until the job has come so far, or waits for a person. */
static void run_until(struct place *p, struct job *j, int done)
{
	while (j->phase == JOB_RUNNING && j->done < done && world_step(p->world))
		;
	assert_int_equal(j->phase, JOB_RUNNING);
}

/* One pod after the other from the highest, then the set, then the claims. */
static void test_in_order(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, REMOVE_ORDER, true);

	assert_string_equal(j->items.items[0].cells[0], "pod web-2");
	assert_string_equal(j->items.items[3].cells[0], "set web");
	run_until(p, j, 1);
	expect_names(p->world, KIND(pod), "web-0 web-1");
	place_run(p, j);
	assert_over(j, JOB_DONE, "the set, 3 pods and 3 claims are gone");
	assert_int_equal(j->done, 7);
	expect_names(p->world, KIND(pod), "");
	expect_names(p->world, KIND(persistentvolumeclaim), "");
	assert_int_equal(place_count(p, "/statefulsets/web", 200), 2);
	assert_int_equal(place_count(p, "/persistentvolumeclaims/", 200), 3);
}

static void test_cascades_keep_claims(void **state)
{
	struct place *p = *state;

	for (enum remove_way way = REMOVE_BACKGROUND; way <= REMOVE_FOREGROUND; way++) {
		struct job *j = begin(p, way, false);

		place_run(p, j);
		assert_over(j, JOB_DONE, "the set and 3 pods are gone");
		expect_names(p->world, KIND(pod), "");
		expect_names(p->world, KIND(persistentvolumeclaim), "data-web-0 data-web-1 data-web-2");
		apply(p->world, SET);
		settle(p->world);
	}
}

/* Claims of ordinals scaled away are the set's; one that another pod uses is not. */
static void test_claims_of_its_own(void **state)
{
	struct place *p = *state;
	object_vec claims = VEC_INIT;
	struct job *j;

	resize(p, 1);
	settle(p->world);
	apply(p->world, "apiVersion: v1\nkind: Pod\nmetadata: {name: reader, namespace: default}\n"
	                "spec: {containers: [{name: c, image: 'reg/web:1'}], volumes: [{name: d, "
	                "persistentVolumeClaim: {claimName: data-web-1}}]}\n");
	remove_plan_claims(world_cache(p->world), the_set(p), &claims);
	assert_int_equal(claims.len, 2);
	assert_string_equal(claims.items[0]->name, "data-web-2");
	assert_string_equal(claims.items[1]->name, "data-web-0");
	vec_release(&claims);
	j = begin(p, REMOVE_BACKGROUND, true);
	place_run(p, j);
	assert_over(j, JOB_DONE, "the set, 1 pod and 2 claims are gone");
	expect_names(p->world, KIND(persistentvolumeclaim), "data-web-1");
}

static void test_undo_while_emptying(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, REMOVE_ORDER, true);

	run_until(p, j, 1);
	assert_non_null(job_offers(j, JOB_UNDO));
	assert_true(runner_order(p->runner, j, JOB_UNDO));
	place_run(p, j);
	assert_over(j, JOB_STOPPED, "scaled back to 3");
	settle(p->world);
	expect_names(p->world, KIND(pod), "web-0 web-1 web-2");
}

/* Somebody scales it up meanwhile: a person is asked, and what is there then goes. */
static void test_scaled_up_meanwhile(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, REMOVE_ORDER, false);

	run_until(p, j, 1);
	resize(p, 2);
	place_run(p, j);
	assert_held(j, JOB_HELD, "somebody scaled it to 2");
	assert_true(runner_order(p->runner, j, JOB_RESUME));
	place_run(p, j);
	assert_over(j, JOB_DONE, "are gone");
	expect_names(p->world, KIND(pod), "");
}

static void test_refusals_are_tried_again(void **state)
{
	struct place *p = *state;
	struct job *j;

	p->refuse = 403;
	j = begin(p, REMOVE_ORDER, false);
	place_run(p, j);
	assert_held(j, JOB_REFUSED, "scaling to 0 was refused: not today");
	runner_order(p->runner, j, JOB_RESUME);
	run_until(p, j, 2);
	p->refuse = 403;
	place_run(p, j);
	assert_held(j, JOB_REFUSED, "deleting the set was refused: not today");
	assert_non_null(the_set(p));
	runner_order(p->runner, j, JOB_RESUME);
	place_run(p, j);
	assert_over(j, JOB_DONE, "are gone");
}

/* A namesake's pods would find the claims: they are not touched. */
static void test_namesake_keeps_claims(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, REMOVE_BACKGROUND, true);

	run_until(p, j, 3);
	runner_order(p->runner, j, JOB_HOLD);
	settle(p->world);
	apply(p->world, SET);
	settle(p->world);
	runner_order(p->runner, j, JOB_RESUME);
	place_run(p, j);
	assert_held(j, JOB_HELD, "another set of this name");
	expect_names(p->world, KIND(persistentvolumeclaim), "data-web-0 data-web-1 data-web-2");
}

static void test_orphan_and_adopt(void **state)
{
	struct place *p = *state;
	_cleanup_(freep) char *before = text_at(p->world, KIND(pod), "web-1", "metadata.uid");
	struct job *j = begin(p, REMOVE_ORPHAN, true);
	const struct object *kept;

	place_run(p, j);
	assert_over(j, JOB_DONE, "3 pods run on without it");
	assert_null(the_set(p));
	kept = remove_kept(j);
	assert_non_null(kept);
	j = runner_start(p->runner, adopt_new(world_cache(p->world), kept));
	place_run(p, j);
	assert_over(j, JOB_DONE, "3 pods adopted with the same uid and no restart");
	settle(p->world);
	assert_int_equal(statefulset_of(the_set(p))->replicas, 3);
	expect_text(p->world, KIND(pod), "web-1", "metadata.uid", before);
}

/* A pod that is gone meanwhile is not called adopted. */
static void test_adopts_what_is_left(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, REMOVE_ORPHAN, false), *again;

	place_run(p, j);
	again = adopt_new(world_cache(p->world), remove_kept(j));
	must(p->world, 200, VERB_DELETE, KIND(pod), "web-0", NULL);
	settle(p->world);
	runner_start(p->runner, again);
	place_run(p, again);
	assert_over(again, JOB_DONE, "2 pods adopted");
	assert_non_null(strstr(vec_last(&again->story).text, "web-0"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_order), TEST(cascades_keep_claims), TEST(claims_of_its_own), TEST(undo_while_emptying),
		TEST(scaled_up_meanwhile), TEST(refusals_are_tried_again), TEST(namesake_keeps_claims),
		TEST(orphan_and_adopt), TEST(adopts_what_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
