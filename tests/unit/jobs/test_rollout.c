/*
 * Staged rollouts on the bundled cluster: good and bad images, going back, refusals in the middle, other people, and a
 * driver that is lost at every step. The plans by themselves.
 */
#include "jobs/rollout.h"
#include "kube/kinds/statefulset.h"
#include "tests/unit/jobs/place.h"

#define SET                                                                                                            \
	"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web, namespace: default}\n"                          \
	"spec:\n  replicas: 3\n  serviceName: web\n  selector: {matchLabels: {app: web}}\n"                            \
	"  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: 'reg/web:1'}]}}\n"

#define GOOD "reg/web:2"
#define BAD "reg/web:bad"
#define SLOW "reg/web:slow"		/* runs and is never ready */

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

static struct job *begin(struct place *p, const char *image, const char *steps, int32_t hold_s)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *change = image ? rollout_image(the_set(p), image, &err) : NULL;
	struct rollout_wish wish = { .change = change, .steps = steps, .rule = ROLLOUT_RULE };
	struct job *j;

	wish.rule.hold_s = hold_s;
	j = rollout_new(world_cache(p->world), the_set(p), &wish, &err);
	if (!j)
		fail_msg("%s", err.text);
	return runner_start(p->runner, j);
}

static struct job *take_up(struct place *p)
{
	struct err err = ERR_INIT;
	struct job *j = rollout_resume(the_set(p), NULL, false, &err);

	if (!j)
		fail_msg("%s", err.text);
	return runner_start(p->runner, j);
}

/* "1 1 2": the images' last letters, from ordinal 0. */
static void assert_images(struct place *p, const char *wanted)
{
	_cleanup_(str_release) struct str now = STR_INIT;

	for (int i = 0; i < statefulset_of(the_set(p))->replicas; i++) {
		_cleanup_(freep) char *name = xasprintf("web-%d", i);
		const struct object *pod = cache_get(world_cache(p->world), KIND(pod), NS, name);

		str_addf(&now, "%s%s", i ? " " : "", pod ? strrchr(pod_of(pod)->image, ':') + 1 : "none");
	}
	assert_string_equal(now.buf, wanted);
}

static void assert_phase(const struct job *j, enum job_phase phase)
{
	if (j->phase == phase)
		return;
	print_job(j);
	fail_msg("wanted %s", job_phase_word(phase));
}

static void assert_clean(struct place *p, int32_t partition)
{
	settle(p->world);
	assert_null(object_annotation(the_set(p), ROLLOUT_KEY));
	assert_int_equal(statefulset_of(the_set(p))->partition, partition);
	assert_int_equal(statefulset_of(the_set(p))->ready, 3);
}

static void order(struct place *p, struct job *j, enum job_order o)
{
	assert_true(runner_order(p->runner, j, o));
	place_run(p, j);
}

/* --- a good image --- */

static void by_hand(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	assert_phase(j, JOB_HELD);
	assert_images(p, "1 1 2");
	assert_int_equal(statefulset_of(the_set(p))->partition, 2);
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_HELD);
	assert_images(p, "1 2 2");
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_DONE);
	assert_images(p, "2 2 2");
	assert_clean(p, 0);
}

static void by_the_clock(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,all", 30);

	place_run(p, j);
	assert_phase(j, JOB_DONE);
	assert_true(j->ended_ms - j->began_ms >= 30000);
	assert_images(p, "2 2 2");
	assert_clean(p, 0);
}

/* The last step need not be all; the next rollout only moves on. */
static void only_moves(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1", 0);

	place_run(p, j);
	assert_phase(j, JOB_DONE);
	assert_images(p, "1 1 2");
	assert_clean(p, 2);
	j = begin(p, NULL, "1,2", 0);
	assert_int_equal(j->total, 1);		/* the first is done already */
	place_run(p, j);
	assert_phase(j, JOB_DONE);
	assert_images(p, "1 2 2");
	j = begin(p, NULL, "all", 0);
	place_run(p, j);
	assert_phase(j, JOB_DONE);
	assert_images(p, "2 2 2");
	assert_clean(p, 0);
}

/* The same template again: nothing is replaced. */
static void nothing_new(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, "reg/web:1", "1,all", 0);

	place_run(p, j);
	assert_phase(j, JOB_STOPPED);
	assert_images(p, "1 1 1");
	assert_clean(p, 0);
}

/* --- a bad image, and back --- */

static void undo_of(struct place *p, const char *image, const char *there)
{
	struct job *j = begin(p, image, "1,2,all", 0);

	place_run(p, j);
	assert_phase(j, JOB_HELD);
	assert_images(p, there);
	order(p, j, JOB_UNDO);
	assert_phase(j, JOB_STOPPED);
	assert_true(rollout_undone(j));
	assert_images(p, "1 1 1");
	assert_clean(p, 0);
	assert_int_equal(place_count(p, "/pods/web-2", 200), 1);
	assert_int_equal(place_count(p, "persistentvolumeclaims", 0), 0);
}

/* kubernetes#67250: without the delete web-2 would stay as it is for ever. */
static void bad_image(void **state)
{
	undo_of(*state, BAD, "1 1 bad");
}

static void never_ready(void **state)
{
	undo_of(*state, SLOW, "1 1 slow");
}

static void undo_of_a_good_one(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	order(p, j, JOB_RESUME);
	order(p, j, JOB_UNDO);
	assert_phase(j, JOB_STOPPED);
	assert_images(p, "1 1 1");
	assert_clean(p, 0);
	assert_int_equal(place_count(p, "/pods/", 0), 0);
}

/* --- refusals --- */

static void refused_midway(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	p->refuse = 403;
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_REFUSED);
	assert_non_null(strstr(j->waits.buf, "not today"));
	assert_images(p, "1 1 2");
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_HELD);
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_HELD);
	assert_images(p, "1 2 2");
	p->refuse = 403;
	order(p, j, JOB_UNDO);
	assert_phase(j, JOB_REFUSED);
	order(p, j, JOB_UNDO);
	assert_phase(j, JOB_STOPPED);
	assert_clean(p, 0);
	assert_images(p, "1 1 1");
}

/* A write that comes too late is decided anew. */
static void conflict(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	p->refuse = 409;
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_DONE);
	assert_clean(p, 0);
}

/* A server that is ill is asked again, without a person. */
static void ill_server(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	p->refuse = 503;
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_HELD);
	assert_images(p, "1 2 2");
	assert_int_equal(place_count(p, "/statefulsets/web", 503), 1);
}

/* Whichever write it is whose answer is lost: the annotation tells what became of it. */
static void answers_lost(void **state)
{
	(void)state;
	for (size_t write = 1; write <= 6; write++) {
		struct place *p;
		struct job *j;

		setup((void **)&p);
		p->lose = write;
		j = begin(p, GOOD, "1,2,all", 5);
		place_run(p, j);
		assert_phase(j, JOB_DONE);
		assert_images(p, "2 2 2");
		assert_clean(p, 0);
		teardown((void **)&p);
	}
}

/* --- what is rolled out, and by which rule --- */

/* An edit gives a merge patch, which replaces lists whole and takes away with null. */
static void edited_template(void **state)
{
	struct place *p = *state;
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *change =
	    json_format("{'metadata':{'labels':{'tier':'front'}},'spec':{'containers':[{'name':'c','image':%q}]}}", GOOD);
	struct rollout_wish wish = { .change = change, .merge = true, .steps = "1,all", .rule = ROLLOUT_RULE };
	struct job *j;

	wish.rule.hold_s = 0;
	j = rollout_new(world_cache(p->world), the_set(p), &wish, &err);
	assert_non_null(j);
	place_run(p, runner_start(p->runner, j));
	assert_phase(j, JOB_DONE);
	assert_images(p, "2 2 2");
	assert_clean(p, 0);
	_cleanup_(json_freep) json *tree = object_tree(the_set(p));

	assert_string_equal(json_get_str(json_at(tree, "spec.template.metadata.labels"), "tier"), "front");
}

static void restarts_counted(void **state)
{
	struct place *p = *state;
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *change = rollout_image(the_set(p), "reg/web:crash", &err);
	struct rollout_wish wish = { .change = change, .steps = "1,all", .rule = ROLLOUT_RULE };
	struct job *j;

	wish.rule.restarts = 0;
	wish.rule.available_s = 5;
	j = runner_start(p->runner, rollout_new(world_cache(p->world), the_set(p), &wish, &err));
	place_run(p, j);
	assert_phase(j, JOB_HELD);
	assert_int_equal(rollout_held(j), HELD_BROKEN);
	assert_string_equal(j->waits.buf, "web-2 restarted once since the step began");
}

/* Who takes it up may change its rule; who forgets it leaves the rest. */
static void other_rule(void **state)
{
	struct place *p = *state;
	struct rollout_rule rule = { .hold_s = 0, .restarts = ROLLOUT_ANY };
	struct err err = ERR_INIT;
	struct job *j = begin(p, GOOD, "1,2,all", ROLLOUT_BY_HAND);

	place_run(p, j);
	j = runner_start(p->runner, rollout_resume(the_set(p), &rule, false, &err));
	place_run(p, j);
	assert_phase(j, JOB_DONE);
	assert_clean(p, 0);
	assert_null(rollout_resume(the_set(p), &rule, false, &err));
	assert_string_equal(err.text, "no staged rollout was left on web");
}

static void answered(void *arg, const struct answer *a)
{
	*(int *)arg = a->code;
}

static void forgotten(void **state)
{
	struct place *p = *state;
	struct err err = ERR_INIT;
	struct request r;
	int code = 0;

	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{metadata: {annotations: {ordinal.dev/rollout: 'no JSON'}}}");
	assert_null(rollout_resume(the_set(p), NULL, true, &err));
	assert_string_equal(err.text, "the annotation ordinal.dev/rollout of web cannot be read");
	rollout_forget(the_set(p), &r);
	port_submit(&p->port, &r, answered, &code);
	assert_int_equal(code, 200);
	assert_clean(p, 0);
}

/* --- other people --- */

static void partition_moved(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", 60);

	while (!strstr(j->waits.buf, "60 s") && world_step(p->world))
		;
	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{spec: {updateStrategy: {rollingUpdate: {partition: 3}}}}");
	place_run(p, j);
	assert_phase(j, JOB_HELD);
	assert_non_null(strstr(j->waits.buf, "moved the partition from 2 to 3"));
	order(p, j, JOB_RESUME);
	assert_phase(j, JOB_DONE);
	assert_clean(p, 0);
}

static void template_changed(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,2,all", 60);

	while (!strstr(j->waits.buf, "60 s") && world_step(p->world))
		;
	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{spec: {template: {spec: {containers: [{name: c, image: 'reg/web:3'}]}}}}");
	place_run(p, j);
	assert_phase(j, JOB_HELD);
	assert_non_null(strstr(j->waits.buf, "changed the template"));
	order(p, j, JOB_UNDO);
	assert_phase(j, JOB_STOPPED);
	assert_images(p, "1 1 1");
	assert_clean(p, 0);
}

static void set_deleted(void **state)
{
	struct place *p = *state;
	struct job *j = begin(p, GOOD, "1,all", 60);

	while (!strstr(j->waits.buf, "60 s") && world_step(p->world))
		;
	must(p->world, 200, VERB_DELETE, KIND(statefulset), "web", NULL);
	place_run(p, j);
	assert_phase(j, JOB_FAILED);
}

static void taken_over(void **state)
{
	struct place *p = *state;
	struct job *first = begin(p, GOOD, "1,2,all", 60), *second;

	while (!strstr(first->waits.buf, "60 s") && world_step(p->world))
		;
	second = take_up(p);
	place_run(p, second);
	assert_phase(first, JOB_STOPPED);
	assert_phase(second, JOB_DONE);
	assert_clean(p, 0);
}

/* --- a driver that is lost --- */

/* After so many of its writes it is gone; another one finds the annotation and goes on. */
static bool lost_after(struct place *p, size_t writes, const char *image, bool undo)
{
	struct runner *old = p->runner;
	struct runner_place place = { .port = &p->port, .cache = world_cache(p->world), .timers = &p->timers };
	struct job *j = begin(p, image, "1,2,all", 5);
	size_t from = p->log.len > 1 ? p->log.len - 1 : 0;

	while (!job_over(j) && p->log.len - from < writes && world_step(p->world)) {
		if (j->phase == JOB_HELD && undo)
			runner_order(p->runner, j, JOB_UNDO);
	}
	if (job_over(j))
		return false;
	runner_close(old);
	runner_free(old);
	p->runner = runner_new(&place);
	settle(p->world);
	if (!object_annotation(the_set(p), ROLLOUT_KEY))
		return true;		/* the write that ended it was the last */
	j = take_up(p);
	place_run(p, j);
	if (undo && !job_over(j))
		order(p, j, JOB_UNDO);
	assert_phase(j, undo ? JOB_STOPPED : JOB_DONE);
	return true;
}

static void lost(const char *image, bool undo, const char *images)
{
	bool again = true;

	for (size_t writes = 1; again; writes++) {
		struct place *p;

		setup((void **)&p);
		again = lost_after(p, writes, image, undo);
		assert_images(p, images);
		assert_clean(p, 0);
		assert_true(writes < 20);
		teardown((void **)&p);
	}
}

static void lost_driver(void **state)
{
	(void)state;
	lost(GOOD, false, "2 2 2");
}

static void lost_while_undoing(void **state)
{
	(void)state;
	lost(BAD, true, "1 1 1");
}

/* --- plans --- */

static void plan_text(struct place *p, const char *steps, const char *wanted)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *change = json_object();
	struct rollout_wish wish = { .change = change, .steps = steps, .rule = ROLLOUT_RULE };
	_cleanup_(str_release) struct str text = STR_INIT;
	struct rollout_plan plan;

	if (rollout_plan_make(world_cache(p->world), the_set(p), &wish, &plan, &err)) {
		assert_string_equal(err.text, wanted);
		return;
	}
	for (size_t i = 0; i < plan.steps.len; i++) {
		str_addf(&text, "%s%d: ", i ? "; " : "", plan.steps.items[i].partition);
		rollout_step_names(&plan, i, &text);
	}
	assert_string_equal(text.buf, wanted);
	rollout_plan_release(&plan);
}

static void plans(void **state)
{
	struct place *p = *state;

	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web", "{spec: {replicas: 8, ordinals: {start: 2}}}");
	settle(p->world);
	plan_text(p, "1,2,all", "7: web-9; 6: web-8; 0: web-7 down to web-2");
	plan_text(p, "last,half,all", "7: web-9; 4: web-8, web-7, web-6; 0: web-5, web-4, web-3, web-2");
	plan_text(p, "10%, 26%", "7: web-9; 5: web-8, web-7");
	plan_text(p, "web-8,web-2", "6: web-9, web-8; 0: web-7 down to web-2");
	plan_text(p, "1,last,99", "7: web-9; 0: web-8 down to web-2");
	plan_text(p, "2,1", "step 1 goes back: each takes more ordinals than the one before");
	plan_text(p, "web-1", "web-1 is not an ordinal of web");
	plan_text(p, "1,,2", "\"\" is no step: write a number, last, half, all, 25% or web-N");
	plan_text(p, "0", "\"0\" is no step: write a number, last, half, all, 25% or web-N");
	plan_text(p, "101%", "\"101%\" is no step: write a number, last, half, all, 25% or web-N");
}

static void forbidden(struct place *p, const char *patch, struct rollout_wish wish, const char *wanted)
{
	struct err err = ERR_INIT;

	must(p->world, 200, VERB_PATCH, KIND(statefulset), "web", patch);
	settle(p->world);
	assert_null(rollout_new(world_cache(p->world), the_set(p), &wish, &err));
	assert_string_equal(err.text, wanted);
}

static void plans_forbidden(void **state)
{
	struct place *p = *state;
	_cleanup_(json_freep) json *change = json_object();
	struct rollout_wish wish = { .change = change, .steps = "all", .rule = ROLLOUT_RULE }, move = wish, all = wish;

	move.change = NULL;
	all.rule.min_healthy = 3;
	forbidden(p, "{}", move, "no update of web is under way: name a change");
	forbidden(p, "{}", all, "3 of 3 must stay ready, but replacing 1 leaves 2");
	forbidden(p, "{metadata: {annotations: {ordinal.dev/rollout: 'x'}}}", wish,
		  "a staged rollout was left on web: resume it, undo it or forget it");
	forbidden(p, "{metadata: {annotations: null}, spec: {replicas: 0}}", wish,
		  "web has no replicas: there is nothing to replace");
	forbidden(p, "{spec: {replicas: 3, updateStrategy: {type: OnDelete, rollingUpdate: null}}}", wish,
		  "web updates a pod only when it is deleted: it has no partition");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_hand), TEST(by_the_clock), TEST(only_moves), TEST(nothing_new), TEST(bad_image),
		TEST(never_ready), TEST(undo_of_a_good_one), TEST(refused_midway), TEST(conflict),
		TEST(ill_server), cmocka_unit_test(answers_lost), TEST(edited_template), TEST(restarts_counted),
		TEST(other_rule), TEST(forgotten),
		TEST(partition_moved), TEST(template_changed), TEST(set_deleted), TEST(taken_over),
		cmocka_unit_test(lost_driver), cmocka_unit_test(lost_while_undoing), TEST(plans), TEST(plans_forbidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
