/* What becomes of claims and volumes, and how ages and plans read. */
#include "objects.h"

#include "tui/ages.h"
#include "tui/claim_fate.h"
#include "tui/story.h"

static char *notes_text(note_vec *notes)
{
	struct str s = STR_INIT;

	vec_each(notes, n)
		str_addf(&s, "%s%s: %s", s.len ? "\n" : "", n->label, n->text);
	notes_release(notes);
	return str_take(&s);
}

static const struct object *set_of(struct list_cache *c)
{
	return cache_get(&c->base, KIND(statefulset), "shop", "web");
}

static void fill(struct list_cache *c, const char *spec)
{
	list_cache_init(c);
	add_set(c, 3, spec, ONE_REVISION);
	add_claim(c, "data-web-0", "Bound");
	add_claim(c, "data-web-1", "Bound");
	add_claim(c, "data-web-2", "Bound");
	add_claim(c, "data-web-3", "Bound");
}

static void check(note_vec *notes, const char *wanted)
{
	_cleanup_(freep) char *got = notes_text(notes);

	assert_string_equal(got, wanted);
}

static void test_scaling_keeps_claims(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	note_vec notes = VEC_INIT;

	fill(&c, CLAIMS);
	claim_fate_scaled(&c.base, set_of(&c), 1, 3, &notes);
	check(&notes,
	      "claims: data-web-2, data-web-1 stay (2Gi, retention Retain); scaling up again finds the same data");
	claim_fate_scaled(&c.base, set_of(&c), 2, 3, &notes);
	check(&notes, "claims: data-web-2 stays (1Gi, retention Retain); scaling up again finds the same data");
}

static void test_scaling_loses_claims(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	note_vec notes = VEC_INIT;

	fill(&c, CLAIMS "  persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Retain}\n");
	claim_fate_scaled(&c.base, set_of(&c), 2, 3, &notes);
	check(&notes, "claims: data-web-2 deleted with the pods (1Gi, retention whenScaled Delete)\n"
		      "volumes: as their reclaim policy says, which cannot be seen from here");
	list_cache_add(&c, make(KIND(storageclass), "metadata: {name: fast, uid: fast}\nreclaimPolicy: Delete\n"));
	claim_fate_scaled(&c.base, set_of(&c), 2, 3, &notes);
	check(&notes, "claims: data-web-2 deleted with the pods (1Gi, retention whenScaled Delete)\n"
		      "volumes: deleted with their data (reclaim policy Delete)");
	list_cache_add(&c, make(KIND(persistentvolume),
	                        "metadata: {name: pv-data-web-2, uid: pv}\n"
	                        "spec: {persistentVolumeReclaimPolicy: Retain, capacity: {storage: 1Gi}}\n"));
	claim_fate_scaled(&c.base, set_of(&c), 2, 3, &notes);
	check(&notes, "claims: data-web-2 deleted with the pods (1Gi, retention whenScaled Delete)\n"
		      "volumes: stay, released (reclaim policy Retain): the data can be saved by hand");
}

static void test_growing_finds_old_data(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	note_vec notes = VEC_INIT;

	fill(&c, CLAIMS);
	claim_fate_created(&c.base, set_of(&c), 3, 6, &notes);
	check(&notes, "claims: data-web-3 found again, with the old data\n: 2 new claims made from the templates");
}

static void test_deleting(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	note_vec notes = VEC_INIT;

	fill(&c, CLAIMS "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}\n");
	claim_fate_removed(&c.base, set_of(&c), REMOVE_ORPHAN, false, &notes);
	check(&notes, "claims: data-web-3, data-web-2, data-web-1 and 1 more stay (4Gi, in use as before)");
	claim_fate_removed(&c.base, set_of(&c), REMOVE_BACKGROUND, false, &notes);
	check(&notes,
	      "claims: data-web-2, data-web-1, data-web-0 are deleted with the pods (3Gi, retention whenDeleted Delete)\n"
	      "volumes: 3 go as their reclaim policy says, which cannot be seen from here\n"
	      "claims: data-web-3 stays (1Gi, left over)");
}

/* Volumes are told by what each one's own policy is. */
static void test_deleting_with_claims(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	note_vec notes = VEC_INIT;

	fill(&c, CLAIMS);
	list_cache_add(&c, make(KIND(storageclass), "metadata: {name: fast, uid: fast}\nreclaimPolicy: Delete\n"));
	list_cache_add(&c, make(KIND(persistentvolume),
	                        "metadata: {name: pv-data-web-2, uid: pv}\n"
	                        "spec: {persistentVolumeReclaimPolicy: Retain, capacity: {storage: 1Gi}}\n"));
	claim_fate_removed(&c.base, set_of(&c), REMOVE_ORDER, true, &notes);
	check(&notes, "claims: data-web-3, data-web-2, data-web-1 and 1 more are deleted, last (4Gi, as chosen)\n"
		      "volumes: 3 are deleted with their data (reclaim policy Delete)\n"
		      ": 1 stays, released (reclaim policy Retain): the data can be saved by hand");
}

static void check_age(int64_t seconds, const char *brief, const char *longer)
{
	_cleanup_(str_release) struct str a = STR_INIT;
	_cleanup_(str_release) struct str b = STR_INIT;

	age_add(&a, seconds);
	age_add_long(&b, seconds);
	assert_string_equal(a.buf, brief);
	assert_string_equal(b.buf, longer);
}

static void test_ages(void **state UNUSED)
{
	check_age(-5, "0 s", "0 s");
	check_age(59, "59 s", "59 s");
	check_age(119, "119 s", "1 m 59 s");
	check_age(120, "2 m", "2 m");
	check_age(250, "4 m", "4 m 10 s");
	check_age(7500, "2 h", "2 h 5 m");
	check_age(100000, "27 h", "1 d 3 h");
	check_age(9 * 86400, "9 d", "9 d");
}

static struct planned step(enum planned_verb verb, const char *object)
{
	return (struct planned){ .verb = verb, .object = xstrdup(object), .revision = xstrdup("") };
}

static void test_stories(void **state UNUSED)
{
	struct explanation x = { 0 };
	_cleanup_(str_release) struct str next = STR_INIT;
	_cleanup_(str_release) struct str plan = STR_INIT;
	struct reason r = { .code = REASON_CRASHING, .stuck = true, .since = NOW_S - 70, .subject = xstrdup("web-2"),
			    .text = xstrdup("web-2 crashes"), .detail = xstrdup(""), .kubectl = xstrdup("") };

	vec_push(&x.reasons, r);
	vec_push(&x.plan, step(PLAN_REPLACE, "web-2"));
	vec_push(&x.plan, step(PLAN_REPLACE, "web-1"));
	vec_push(&x.plan, step(PLAN_CREATE, "web-3"));
	story_next(&x, NOW_S, &next);
	assert_string_equal(next.buf, "stuck: web-2 crashes, 70 s");
	assert_int_equal(story_role(&x), ROLE_bad);
	story_plan(&x, &plan);
	assert_string_equal(plan.buf, "replace web-2, then web-1; then create web-3");
	explanation_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scaling_keeps_claims),
		cmocka_unit_test(test_scaling_loses_claims),
		cmocka_unit_test(test_growing_finds_old_data),
		cmocka_unit_test(test_deleting),
		cmocka_unit_test(test_deleting_with_claims),
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_stories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
