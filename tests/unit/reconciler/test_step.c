/*
 * What the recorded syncs cannot show, because there answers came one by one, at once and from a cache that stood
 * still: batches in flight, answers out of order, pauses before retries, objects read again after a conflict, and what
 * strict adds.
 */
#include "objects.h"

#include "reconciler/step.h"

struct fixture {
	struct definitions known;
	object_vec pods, claims, revisions;	/* references */
	struct sync *sync;
	VEC(struct outgoing) out;		/* taken, not yet answered */
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	vec_push(&f->revisions, make_revision("i:2", 1));
	*state = f;
	return 0;
}

static void release(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	vec_each(&f->out, o)
		request_release(&o->request);
	vec_release(&f->out);
	sync_free(f->sync);
	release(&f->pods);
	release(&f->claims);
	release(&f->revisions);
	definitions_release(&f->known);
	free(f);
	return 0;
}

/* Moves what the sync wants sent into f->out. */
static void collect(struct fixture *f)
{
	struct outgoing o;

	while (sync_next(f->sync, &o))
		vec_push(&f->out, o);
}

static void begin(struct fixture *f, struct object *set, bool strict)
{
	const struct gates gates = { .semantic_revisions = true, .strict = strict };

	f->sync = sync_new(snapshot_from_lists(&f->known, set, &f->pods, &f->claims, &f->revisions), &gates);
	object_unref(set);
	step(f->sync, NULL, NOW_S * 1000);
	collect(f);
}

/* Answers the request at index and collects what follows. */
static void answer(struct fixture *f, size_t index, int code, const struct object *cached)
{
	struct outgoing o = f->out.items[index];
	struct reply r = { .id = o.id, .code = code, .message = "no", .cached = cached };

	if (code == 409)
		r.reason = "Conflict";
	vec_remove(&f->out, index);
	request_release(&o.request);
	step(f->sync, &r, NOW_S * 1000);
	collect(f);
}

static struct object *known_set(int replicas, const char *spec)
{
	_cleanup_(freep) char *revision = revision_of("i:2");
	_cleanup_(freep) char *status = xasprintf("  currentRevision: %s\n  updateRevision: %s\n", revision, revision);

	return make_set(replicas, spec, status);
}

#define PARALLEL ROLLING "  podManagementPolicy: Parallel\n"

static void add_claims(struct fixture *f, int n)
{
	for (int i = 0; i < n; i++)
		vec_push(&f->claims, make_claim(i, "", "{phase: Bound}"));
}

static void batches_of_one_two_four(void **state)
{
	struct fixture *f = *state;

	add_claims(f, 10);
	begin(f, known_set(10, PARALLEL), false);
	assert_int_equal(f->out.len, 1);
	answer(f, 0, 201, NULL);
	assert_int_equal(f->out.len, 2);
	answer(f, 1, 201, NULL);
	assert_int_equal(f->out.len, 1);
	assert_int_equal(f->out.items[0].unit, 1);
	answer(f, 0, 201, NULL);
	assert_int_equal(f->out.len, 4);
	for (int i = 0; i < 4; i++)
		answer(f, 0, 201, NULL);
	assert_int_equal(f->out.len, 3);
}

static void an_error_ends_with_its_batch(void **state)
{
	struct fixture *f = *state;

	add_claims(f, 10);
	begin(f, known_set(10, PARALLEL), false);
	answer(f, 0, 201, NULL);
	answer(f, 0, 500, NULL);
	assert_int_equal(f->out.len, 1);
	answer(f, 0, 500, NULL);
	assert_int_equal(f->out.len, 1);
	assert_int_equal(f->out.items[0].phase, PHASE_STATUS);
	answer(f, 0, 200, NULL);
	assert_true(f->sync->done);
	assert_int_equal(f->sync->outcome.failures.texts.len, 2);
}

static void expect_version(struct fixture *f, const char *version)
{
	const struct str *body = &f->out.items[0].request.body;
	_cleanup_(json_freep) json *tree = json_parse(body->buf, body->len, NULL);

	assert_string_equal(json_str_or(json_at(tree, "metadata.resourceVersion"), ""), version);
}

static void a_status_conflict_reads_the_cache_again(void **state)
{
	struct fixture *f = *state;
	_cleanup_(object_unrefp) const struct object *newer = NULL;
	struct object *set = known_set(0, ROLLING);
	_cleanup_(json_freep) json *tree = object_tree(set);

	json_set_str(json_get(tree, "metadata"), "resourceVersion", "11");
	newer = object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL);
	begin(f, set, false);
	assert_string_equal(f->out.items[0].request.subresource, "status");
	assert_int_equal(f->out.items[0].delay_ms, 0);
	expect_version(f, "10");
	answer(f, 0, 409, newer);
	expect_version(f, "11");
	assert_int_equal(f->out.items[0].delay_ms, 10);
	for (int i = 0; i < 3; i++)
		answer(f, 0, 409, newer);
	assert_int_equal(f->out.items[0].delay_ms, 10);
	answer(f, 0, 409, newer);
	assert_true(f->sync->done);
	assert_string_equal(f->sync->outcome.failures.texts.items[0], "no");
}

static void a_repair_is_tried_four_times_with_growing_pauses(void **state)
{
	static const int32_t delays[] = { 0, 10, 50, 250 };
	struct fixture *f = *state;
	struct object *right = make_pod(0, "i:2", "", READY);
	_cleanup_(json_freep) json *tree = object_tree(right);

	json_del(json_at(tree, "metadata.labels"), "statefulset.kubernetes.io/pod-name");
	vec_push(&f->pods, object_new(KIND(pod), tree, OBJECT_BYTES, NULL));
	object_unref(right);
	add_claims(f, 1);
	begin(f, known_set(1, ROLLING), false);
	for (size_t i = 0; i < COUNT(delays); i++) {
		assert_int_equal(f->out.items[0].request.verb, VERB_UPDATE);
		assert_int_equal(f->out.items[0].delay_ms, delays[i]);
		answer(f, 0, 409, NULL);
	}
	assert_int_equal(f->out.items[0].phase, PHASE_STATUS);
}

static void strict_deletes_name_the_uid(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->pods, make_pod(0, "i:2", "", READY));
	add_claims(f, 1);
	begin(f, known_set(0, ROLLING), true);
	assert_int_equal(f->out.items[0].request.verb, VERB_DELETE);
	assert_string_equal(f->out.items[0].request.body.buf,
			    "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"pod-0\"}}");
}

/* The moment of a decision is that at which the pods were known, however long the answers take. */
static void looks_again_when_the_pod_is_available(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->pods, make_pod(0, "i:2", "", READY));
	add_claims(f, 1);
	begin(f, known_set(1, ROLLING "  minReadySeconds: 2000\n"), false);
	assert_int_equal(f->out.items[0].phase, PHASE_STATUS);
	answer(f, 0, 200, NULL);
	assert_true(f->sync->done);
	assert_int_equal(f->sync->outcome.again_ms, 200000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(batches_of_one_two_four), T(an_error_ends_with_its_batch), T(a_status_conflict_reads_the_cache_again),
		T(a_repair_is_tried_four_times_with_growing_pauses), T(strict_deletes_name_the_uid),
		T(looks_again_when_the_pod_is_available),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
