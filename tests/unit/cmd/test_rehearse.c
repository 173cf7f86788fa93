/*
 * Rehearsals of actions on a bundled world, which stands for the live one: what they answer, and that nothing but GETs
 * of whole lists reaches the cluster, which is as it was afterwards.
 */
#include "client/verbs.h"
#include "cmd/rehearse.h"
#include "cmd/rehearse_tell.h"
#include "jobs/adopt.h"
#include "jobs/drain.h"
#include "jobs/remove.h"
#include "jobs/rollout.h"
#include "kube/kinds/node.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/kinds/statefulset.h"
#include "tests/unit/jobs/place.h"

#define SET                                                                                                            \
	"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web, namespace: default}\n"                          \
	"spec:\n  replicas: 3\n  serviceName: web\n  selector: {matchLabels: {app: web}}\n"                            \
	"  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: 'reg/web:1'}]}}\n"          \
	"---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: pdb, namespace: default}\n"           \
	"spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n"

struct stand {
	struct place place;		/* its port writes down what is asked */
	struct loop *loop;
	struct rehearser *rehearser;
	struct rehearsal *under_way;
	const struct rehearsal_answer *answer;
};

static int setup(void **state)
{
	struct stand *s = xcalloc(1, sizeof(*s));

	place_open(&s->place, new_world(1, NULL));
	apply(s->place.world, SET);
	settle(s->place.world);
	s->loop = loop_new();
	s->rehearser = rehearser_new(s->loop);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct stand *s = *state;

	if (s->under_way)
		s->rehearser->stop(s->under_way);
	rehearser_free(s->rehearser);
	place_close(&s->place);
	loop_free(s->loop);
	world_free(s->place.world);
	free(s);
	return 0;
}

static void heard(void *arg, const struct rehearsal_answer *a)
{
	struct stand *s = arg;

	s->answer = a;
	loop_stop(s->loop);
}

/* Takes the request or the job. */
static const struct rehearsal_answer *rehearse(struct stand *s, const struct object *about, struct request *r,
					       struct job *j)
{
	struct world *w = s->place.world;
	struct rehearsal_order o = { .port = &s->place.port, .about = about, .now_ms = world_now(w),
				     .limit_ms = REHEARSAL_LIMIT_MS, .request = REQUEST_INIT, .job = j };
	uint64_t before = storage_revision(world_storage(w));

	if (r)
		request_move(&o.request, r);
	s->under_way = s->rehearser->start(s->rehearser, &o, heard, s);
	loop_run(s->loop);
	if (s->answer->failure)
		fail_msg("%s", s->answer->failure);
	assert_true(s->place.log.len > 0);
	vec_each(&s->place.log, sent) {
		assert_string_equal(sent->method, "GET");
		assert_int_equal(sent->code, 200);
	}
	assert_int_equal(storage_revision(world_storage(w)), before);
	return s->answer;
}

static const struct object *the(struct stand *s, const struct kind *k, const char *name)
{
	const struct object *o = cache_get(world_cache(s->place.world), k, k->namespaced ? NS : NULL, name);

	assert_non_null(o);
	return o;
}

static bool tells(const struct rehearsal_answer *a, const char *text)
{
	_cleanup_(str_release) struct str all = STR_INIT;

	rehearse_text(a, "it", &all);
	if (!strstr(all.buf, text))
		print_message("%s\n", all.buf);
	return strstr(all.buf, text) != NULL;
}

static void test_scale(void **state)
{
	struct stand *s = *state;
	const struct object *set = the(s, KIND(statefulset), "web");
	const struct rehearsal_answer *a;
	struct request r;

	verbs_scale(set, 1, &r);
	a = rehearse(s, set, &r, NULL);
	assert_true(a->settled);
	assert_int_equal(timeline_lowest(&a->timeline).ready, 1);
	/* A scale asks no budget, and goes below it. */
	assert_true(tells(a, "pdb is crossed: 1 healthy where 2 are needed"));
	assert_false(rehearse_fine(a));
}

static void test_restart(void **state)
{
	struct stand *s = *state;
	const struct object *set = the(s, KIND(statefulset), "web");
	const struct rehearsal_answer *a;
	struct request r;

	verbs_restart(set, world_now(s->place.world) / 1000, &r);
	a = rehearse(s, set, &r, NULL);
	assert_true(a->settled);
	assert_int_equal(timeline_lowest(&a->timeline).ready, 2);
	assert_true(tells(a, "pdb is kept"));
	assert_true(rehearse_fine(a));
}

static void test_drain(void **state)
{
	struct stand *s = *state;
	const char *name = pod_of(the(s, KIND(pod), "web-1"))->node;
	const struct object *node = the(s, KIND(node), name);
	struct drain_options o = { 0 };
	const struct rehearsal_answer *a = rehearse(s, node, NULL, drain_new(node, &o));

	assert_true(a->settled);
	assert_true(tells(a, "job       "));
	assert_true(tells(a, "web-1  gone"));
	assert_false(node_of(the(s, KIND(node), name))->unschedulable);
}

static void test_remove(void **state)
{
	struct stand *s = *state;
	const struct object *set = the(s, KIND(statefulset), "web");
	struct job *j = remove_new(world_cache(s->place.world), set, REMOVE_ORDER, false);
	const struct rehearsal_answer *a = rehearse(s, set, NULL, j);

	assert_true(a->settled);
	assert_int_equal(timeline_lowest(&a->timeline).ready, 0);
	assert_true(tells(a, "web-0  gone"));
}

/* Of a staged rollout a person is asked after each step; here nobody is, and that is said. */
static void test_rollout(void **state)
{
	struct stand *s = *state;
	const struct object *set = the(s, KIND(statefulset), "web");
	_cleanup_(json_freep) json *change = rollout_image(set, "reg/web:2", NULL);
	struct rollout_wish wish = { .change = change, .steps = "last,half,all", .rule = ROLLOUT_RULE };
	struct job *j = rollout_new(world_cache(s->place.world), set, &wish, NULL);
	const struct rehearsal_answer *a;

	assert_non_null(j);
	a = rehearse(s, set, NULL, j);
	assert_true(a->settled);
	assert_true(tells(a, "a person goes on at once"));
}

/* The set that is gone is made anew on the copies, and its pods are adopted there. */
static void test_adopt(void **state)
{
	struct stand *s = *state;
	struct world *w = s->place.world;
	const struct object *kept = object_ref(the(s, KIND(statefulset), "web"));
	const struct rehearsal_answer *a;

	must(w, 200, VERB_DELETE, KIND(statefulset), "web", "{propagationPolicy: Orphan}");
	settle(w);
	a = rehearse(s, kept, NULL, adopt_new(world_cache(w), kept));
	object_unref(kept);
	assert_true(tells(a, "3 pods adopted") || tells(a, "adopt"));
	assert_null(cache_get(world_cache(w), KIND(statefulset), NS, "web"));
}

static void test_tree(void **state)
{
	struct stand *s = *state;
	const struct object *set = the(s, KIND(statefulset), "web");
	_cleanup_(json_freep) json *tree = NULL;
	const json *first;
	struct request r;

	verbs_scale(set, 2, &r);
	tree = rehearse_tree(rehearse(s, set, &r, NULL), "scale");
	assert_int_equal(json_int_or(json_at(tree, "lowest.ready"), -1), 2);
	assert_int_equal(json_int_or(json_at(json_first(json_get(tree, "budgets")), "needed"), -1), 2);
	first = json_first(json_get(tree, "timeline"));
	assert_string_equal(json_str_or(json_at(first, "pod"), ""), "web-2");
	assert_string_equal(json_str_or(json_at(json_next(first), "what"), ""), "gone");
	assert_non_null(json_get(tree, "settled"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scale), TEST(test_restart), TEST(test_drain), TEST(test_remove),
		TEST(test_rollout), TEST(test_adopt), TEST(test_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
