/*
 * Objects that no server would have kept: a decision or a clear refusal, never a crash, never a write that makes it
 * worse. What is found by chance is looked for in tests/fuzz; these are the named ones.
 */
#include "objects.h"

#include "base/limits.h"
#include "reconciler/explain.h"
#include "reconciler/step.h"

#define REQUESTS_MAX 100000

struct fixture {
	struct definitions known;
	object_vec pods, claims, revisions;	/* references */
	struct str log;				/* "POST pods db-0, " ... */
	struct str failures;
	size_t requests;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	str_init(&f->log);
	str_init(&f->failures);
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

	release(&f->pods);
	release(&f->claims);
	release(&f->revisions);
	definitions_release(&f->known);
	str_release(&f->log);
	str_release(&f->failures);
	free(f);
	return 0;
}

static void note(struct fixture *f, const struct outgoing *o)
{
	const struct request *r = &o->request;
	_cleanup_(json_freep) json *body = r->body.len ? json_parse(r->body.buf, r->body.len, NULL) : NULL;
	const char *name = r->name ? r->name : json_str_or(json_at(body, "metadata.name"), "");

	assert_true(!r->body.len || body);
	assert_false(r->verb == VERB_DELETE && r->kind != KIND(pod) && r->kind != KIND(controllerrevision));
	if (++f->requests <= 20)
		str_addf(&f->log, "%s%s %s %.40s", f->log.len ? ", " : "", request_method(r), r->kind->plural, name);
}

/* One sync to its end, all granted (a POST of a pod is answered with `code`). Takes the set. */
static void decide(struct fixture *f, struct object *set, int code)
{
	const struct gates gates = { .semantic_revisions = true };
	struct sync *s =
	    sync_new(snapshot_from_lists(&f->known, set, &f->pods, &f->claims, &f->revisions), &gates);
	struct outgoing o;

	step(s, NULL, NOW_S * 1000);
	while (sync_next(s, &o)) {
		struct reply r = { .id = o.id, .code = o.request.verb == VERB_CREATE ? 201 : 200 };

		if (o.request.kind == KIND(pod) && o.request.verb == VERB_CREATE && code)
			r = (struct reply){ .id = o.id, .code = code, .reason = "Invalid", .message = "too long" };
		note(f, &o);
		request_release(&o.request);
		step(s, &r, NOW_S * 1000);
		assert_true(f->requests < REQUESTS_MAX);
	}
	assert_true(s->done);
	failures_text(&s->outcome.failures, &f->failures);
	sync_free(s);
	object_unref(set);
}

static void negative_replicas(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->revisions, make_revision("i:2", 1));
	vec_push(&f->pods, make_pod(0, "i:2", "", READY));
	decide(f, make_set(-1, ROLLING, ""), 0);
	assert_string_equal(f->log.buf, "");
	assert_string_equal(f->failures.buf, "-1 replicas from ordinal 0 on cannot be worked on");
}

static void too_many_replicas(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->revisions, make_revision("i:2", 1));
	decide(f, make_set(LIMIT_REPLICAS + 1, ROLLING, ""), 0);
	assert_string_equal(f->log.buf, "");
	assert_string_equal(f->failures.buf, "100001 replicas from ordinal 0 on cannot be worked on");
}

/* The last ordinal would not fit an int32. */
static void ordinals_past_their_end(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->revisions, make_revision("i:2", 1));
	decide(f, make_set(2, "  ordinals: {start: 2147483647}\n", ""), 0);
	assert_string_equal(f->log.buf, "");
	assert_string_equal(f->failures.buf, "2 replicas from ordinal 2147483647 on cannot be worked on");
}

static struct object *set_with(const char *selector, const char *name, const char *spec)
{
	_cleanup_(freep) char *yaml = xasprintf(
	    "metadata: {name: %s, namespace: shop, uid: set-uid, generation: 1, resourceVersion: '10', colour: blue}\n"
	    "flavour: [1, {deep: null}]\n"
	    "spec: {replicas: 2, selector: %s, template: {metadata: {labels: {app: db}}, spec: {containers: "
	    "[{name: c, image: 'i:2'}]}}%s}\n",
	    name, selector, spec);

	return object_from(KIND(statefulset), yaml);
}

/* Pods that it made would not be its own: it makes one, and knows by its name that it is there. */
static void selector_of_nothing(void **state)
{
	struct fixture *f = *state;

	decide(f, set_with("{matchExpressions: [{key: app, operator: In, values: [other]}]}", "db", ""), 0);
	assert_int_equal(f->requests, 3);
	assert_non_null(strstr(f->log.buf, "POST pods db-0, PUT statefulsets db"));
}

static void selector_that_cannot_be_read(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->pods, make_pod(0, "i:2", "", READY));
	decide(f, set_with("{matchExpressions: [{key: app, operator: Near, values: [x]}]}", "db", ""), 0);
	decide(f, set_with("{matchExpressions: [{key: app, operator: In}]}", "db", ""), 0);
	decide(f, set_with("{matchLabels: [app, db]}", "db", ""), 0);
	assert_string_equal(f->log.buf, "");
}

static void name_past_its_length(void **state)
{
	struct fixture *f = *state;
	char name[300];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	decide(f, set_with("{matchLabels: {app: db}}", name, ""), 422);
	assert_int_equal(f->requests, 3);
	assert_non_null(strstr(f->log.buf, "POST pods nnnn"));
	assert_string_equal(f->failures.buf, "too long");
}

/* As upstream: what is no known word is not the special case, and Retain is the safe one. */
static void unknown_words(void **state)
{
	struct fixture *f = *state;

	decide(f,
	       set_with("{matchLabels: {app: db}}", "db",
			", podManagementPolicy: Sideways, updateStrategy: {type: Whenever, rollingUpdate: {partition: x}}, "
			"persistentVolumeClaimRetentionPolicy: {whenScaled: Perhaps, whenDeleted: 7}, unheard: {of: 1}"),
	       0);
	assert_non_null(strstr(f->log.buf, "POST pods db-0, PUT statefulsets db"));
	assert_null(strstr(f->log.buf, "db-1"));
}

static void template_of_a_megabyte(void **state)
{
	struct fixture *f = *state;
	_cleanup_(str_release) struct str spec = STR_INIT;
	struct object *set;
	json *tree;

	for (size_t i = 0; i < (1 << 20) / 16; i++)
		str_add(&spec, "0123456789abcdef");
	set = set_with("{matchLabels: {app: db}}", "db", "");
	tree = object_tree(set);
	object_unref(set);
	json_set_at(tree, "spec.template.metadata.annotations", json_format("{'blob':%q}", spec.buf));
	set = object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL);
	json_free(tree);
	decide(f, set, 0);
	assert_int_equal(f->requests, 3);
	assert_string_equal(f->failures.buf, "");
}

/* All but those of the history limit go, the oldest first, each looked at once. */
static void fifty_thousand_revisions(void **state)
{
	struct fixture *f = *state;
	const size_t count = 50000;

	for (size_t i = 0; i < count; i++) {
		_cleanup_(freep) char *yaml = xasprintf(
		    "metadata: {name: db-%zu, namespace: shop, uid: rev-%zu, labels: {app: db}, ownerReferences: "
		    "[{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: set-uid, controller: true}]}\n"
		    "revision: %zu\ndata: {spec: {n: %zu}}\n", i, i, i + 1, i);

		vec_push(&f->revisions, object_from(KIND(controllerrevision), yaml));
	}
	decide(f, make_set(0, ROLLING, ""), 0);
	/* The new revision, the status, and what is beyond ten. */
	assert_int_equal(f->requests, 2 + count - 10);
	assert_non_null(strstr(f->log.buf, "DELETE controllerrevisions db-0, DELETE controllerrevisions db-1,"));
	assert_string_equal(f->failures.buf, "");
}

/* The number after the last int64 is not there. */
static void last_revision_number(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->revisions,
		 object_from(KIND(controllerrevision),
			     "metadata: {name: db-x, namespace: shop, uid: r, labels: {app: db}, ownerReferences: "
			     "[{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: set-uid, controller: true}]}\n"
			     "revision: 9223372036854775807\ndata: {spec: {}}\n"));
	decide(f, make_set(0, ROLLING, ""), 0);
	assert_int_equal(f->requests, 2);
	assert_string_equal(f->failures.buf, "");
}

/* The server says what is wrong with such a claim. */
static void claim_template_that_is_no_object(void **state)
{
	struct fixture *f = *state;

	decide(f, set_with("{matchLabels: {app: db}}", "db", ", volumeClaimTemplates: [7]"), 0);
	assert_non_null(strstr(f->log.buf, "POST pods db-0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(negative_replicas), T(too_many_replicas), T(ordinals_past_their_end), T(selector_of_nothing),
		T(selector_that_cannot_be_read), T(name_past_its_length), T(unknown_words), T(template_of_a_megabyte),
		T(fifty_thousand_revisions), T(last_revision_number), T(claim_template_that_is_no_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
