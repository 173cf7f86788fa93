/* Every reason that a set has for not moving, and the plan, told from what a cache holds. */
#include "objects.h"

#include "reconciler/explain.h"

static int setup(void **state)
{
	struct list_cache *c = xcalloc(1, sizeof(*c));

	list_cache_init(c);
	list_cache_add(c, make_revision("i:2", 2));
	*state = c;
	return 0;
}

static int teardown(void **state)
{
	list_cache_release(*state);
	free(*state);
	return 0;
}

static void add_set(struct list_cache *c, int replicas, const char *spec)
{
	_cleanup_(freep) char *revision = revision_of("i:2");
	_cleanup_(freep) char *status = xasprintf("  currentRevision: %s\n  updateRevision: %s\n", revision, revision);

	list_cache_add(c, make_set(replicas, spec, status));
}

static void add_pod(struct list_cache *c, int ordinal, const char *image, const char *metadata, const char *status)
{
	list_cache_add(c, make_pod(ordinal, image, metadata, status));
	list_cache_add(c, make_claim(ordinal, "", "{phase: Bound}"));
}

static const char *verb(enum planned_verb v)
{
	static const char *const verbs[] = {
		[PLAN_CREATE] = "+", [PLAN_DELETE] = "-", [PLAN_REPLACE] = "~", [PLAN_CLAIM] = "claim "
	};

	return verbs[v];
}

static char *plan_text(const struct explanation *x)
{
	struct str s = STR_INIT;

	vec_each(&x->plan, p)
		str_addf(&s, "%s%s%s", s.len ? " " : "", verb(p->verb), p->object);
	return str_take(&s);
}

/* Checks the first reason and the plan; the explanation is the caller's. */
static struct explanation expect(struct list_cache *c, enum reason_code code, bool stuck, const char *text,
				 const char *plan)
{
	struct explanation x;
	_cleanup_(freep) char *got = NULL;

	assert_int_equal(explain_set(&c->base, "shop", "db", NOW_S, &x), 0);
	assert_true(x.reasons.len > 0);
	got = plan_text(&x);
	assert_string_equal(x.reasons.items[0].text, text);
	assert_int_equal(x.reasons.items[0].code, code);
	assert_int_equal(x.reasons.items[0].stuck, stuck);
	assert_string_equal(got, plan);
	return x;
}

static void check(struct list_cache *c, enum reason_code code, bool stuck, const char *text, const char *plan)
{
	struct explanation x = expect(c, code, stuck, text, plan);

	explanation_release(&x);
}

static void absent(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	assert_int_equal(explain_set(&c->base, "shop", "db", NOW_S, &x), -ENOENT);
}

static void settled(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	add_set(c, 1, ROLLING);
	add_pod(c, 0, "i:2", "", READY);
	x = expect(c, REASON_SETTLED, false, "settled", "");
	assert_true(x.settled);
	explanation_release(&x);
	list_cache_add(c, make_claim(1, "", "{phase: Bound}"));
	list_cache_add(c, make_claim(2, "", "{phase: Bound}"));
	check(c, REASON_SETTLED, false, "settled; 2 claims left behind", "");
}

static void creating(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 3, ROLLING);
	add_pod(c, 0, "i:2", "", READY);
	check(c, REASON_WILL_ACT, false, "creating db-1", "claim data-db-1 +db-1 claim data-db-2 +db-2");
}

static void waiting_for_readiness(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	add_set(c, 2, ROLLING);
	add_pod(c, 0, "i:2", "", STARTING);
	x = expect(c, REASON_WAIT_READY, false, "db-0: waiting for readiness", "claim data-db-1 +db-1");
	assert_int_equal(x.reasons.items[0].since, NOW_S - 1800);
	assert_false(x.settled);
	explanation_release(&x);
}

static void waiting_to_be_available(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING "  minReadySeconds: 7200\n");
	add_pod(c, 0, "i:2", "", READY);
	check(c, REASON_WAIT_AVAILABLE, false, "db-0: waiting to be available", "");
}

static void waiting_until_gone(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	add_pod(c, 0, "i:2", DELETED, READY);
	check(c, REASON_WAIT_GONE, false, "db-0: waiting until it is gone", "+db-0");
}

static void fits_no_node(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	add_set(c, 1, ROLLING);
	add_pod(c, 0, "i:2", "",
		"{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, "
		"message: '0/3 nodes are available'}]}");
	x = expect(c, REASON_UNSCHEDULABLE, true, "stuck: db-0 fits no node", "");
	assert_non_null(strstr(x.reasons.items[0].detail, "0/3 nodes are available"));
	assert_string_equal(x.reasons.items[0].kubectl, "kubectl -n shop describe pod db-0");
	explanation_release(&x);
}

static void claim_not_bound(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "", "{phase: Pending}"));
	list_cache_add(c, make_pod(0, "i:2", "",
				   "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: "
				   "Unschedulable, message: 'pod has unbound immediate PersistentVolumeClaims'}]}"));
	check(c, REASON_CLAIM_UNBOUND, false, "db-0: waiting for claim data-db-0 to be bound", "");
}

#define WAITING(reason) \
	"{phase: Pending, conditions: [{type: PodScheduled, status: 'True'}], containerStatuses: [{name: c, ready: " \
	"false, restartCount: 4, state: {waiting: {reason: " reason ", message: 'so it says'}}}]}"

static void no_image(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	add_pod(c, 0, "i:2", "", WAITING("ImagePullBackOff"));
	check(c, REASON_IMAGE, true, "stuck: db-0 cannot pull its image", "");
}

static void crashing(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 2, ROLLING);
	add_pod(c, 0, "i:2", "", WAITING("CrashLoopBackOff"));
	check(c, REASON_CRASHING, true, "stuck: db-0 crashes", "");
}

static void crashing_on_an_old_revision(void **state)
{
	struct list_cache *c = *state;
	_cleanup_(freep) char *old = revision_of("i:1"), *text = NULL;
	struct explanation x;

	list_cache_add(c, make_revision("i:1", 1));
	add_set(c, 1, ROLLING);
	add_pod(c, 0, "i:1", "", WAITING("CrashLoopBackOff"));
	text = xasprintf("stuck: db-0 crashes on %s, and OrderedReady will not replace it", old + strlen(old) - 4);
	x = expect(c, REASON_STUCK_OLD, true, text, "");
	assert_string_equal(x.reasons.items[0].kubectl, "kubectl -n shop delete pod db-0");
	explanation_release(&x);
}

static void two_unready_to_go(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 0, ROLLING);
	add_pod(c, 0, "i:2", "", WAITING("CrashLoopBackOff"));
	add_pod(c, 1, "i:2", "", WAITING("CrashLoopBackOff"));
	check(c, REASON_STUCK_CONDEMNED, true, "stuck: db-1 is to go but not ready, and a lower one too", "");
}

static void held_by_the_partition(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	list_cache_add(c, make_revision("i:1", 1));
	add_set(c, 3, "  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}\n");
	add_pod(c, 0, "i:1", "", READY);
	add_pod(c, 1, "i:1", "", READY);
	add_pod(c, 2, "i:2", "", READY);
	x = expect(c, REASON_HELD_PARTITION, false, "held at 2; next is db-1", "");
	assert_non_null(strstr(x.reasons.items[0].kubectl, "{\"partition\":1}"));
	explanation_release(&x);
}

static void partition_lowered(void **state)
{
	struct list_cache *c = *state;
	_cleanup_(json_freep) json *patch =
	    json_format("{'spec':{'updateStrategy':{'rollingUpdate':{'partition':1}}}}");
	struct explanation x;
	_cleanup_(freep) char *plan = NULL, *revision = revision_of("i:2");

	list_cache_add(c, make_revision("i:1", 1));
	add_set(c, 3, "  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 3}}\n");
	for (int i = 0; i < 3; i++)
		add_pod(c, i, "i:1", "", READY);
	assert_int_equal(explain_change(&c->base, "shop", "db", patch, NOW_S, &x), 0);
	plan = plan_text(&x);
	assert_string_equal(plan, "~db-2 ~db-1");
	assert_string_equal(x.plan.items[1].revision, revision);
	explanation_release(&x);
}

/* Where a server stores maxUnavailable, its gate is on: a pod that is not ready holds the others up no more. */
static void one_more_may_be_unavailable(void **state)
{
	struct list_cache *c = *state;

	list_cache_add(c, make_revision("i:1", 1));
	add_set(c, 3,
		"  podManagementPolicy: Parallel\n"
		"  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0, maxUnavailable: 2}}\n");
	add_pod(c, 0, "i:1", "", READY);
	add_pod(c, 1, "i:1", "", READY);
	add_pod(c, 2, "i:2", "", WAITING("CrashLoopBackOff"));
	check(c, REASON_CRASHING, true, "stuck: db-2 crashes", "~db-1 ~db-0");
}

static void scaled_down(void **state)
{
	struct list_cache *c = *state;
	_cleanup_(json_freep) json *patch = json_format("{'spec':{'replicas':1}}");
	struct explanation x;
	_cleanup_(freep) char *plan = NULL;

	add_set(c, 3, ROLLING);
	for (int i = 0; i < 3; i++)
		add_pod(c, i, "i:2", "", READY);
	assert_int_equal(explain_change(&c->base, "shop", "db", patch, NOW_S, &x), 0);
	plan = plan_text(&x);
	assert_string_equal(plan, "-db-2 -db-1");
	explanation_release(&x);
}

static void on_delete(void **state)
{
	struct list_cache *c = *state;

	list_cache_add(c, make_revision("i:1", 1));
	add_set(c, 2, "  updateStrategy: {type: OnDelete}\n");
	add_pod(c, 0, "i:1", "", READY);
	add_pod(c, 1, "i:1", "", READY);
	check(c, REASON_ON_DELETE, false, "delete db-0, 1 to update", "");
}

static void name_taken(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "", "{phase: Bound}"));
	list_cache_add(
	    c, object_from(KIND(pod),
			   "metadata: {name: db-0, namespace: shop, uid: x, labels: {app: db}, ownerReferences: "
			   "[{apiVersion: batch/v1, kind: Job, name: j, uid: j, controller: true}]}\n"
			   "status: {phase: Running}\n"));
	check(c, REASON_NAME_TAKEN, true, "stuck: a pod db-0 is there that is not the set's", "");
}

/* The set let go of it, but it holds the name. */
static void name_taken_by_a_released_pod(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "", "{phase: Bound}"));
	list_cache_add(c, object_from(KIND(pod),
				      "metadata: {name: db-0, namespace: shop, uid: x, labels: {app: other}}\n"
				      "status: {phase: Running}\n"));
	check(c, REASON_NAME_TAKEN, true, "stuck: a pod db-0 is there that is not the set's", "");
}

/* One that nobody owns and that is being deleted is not adopted, but its name comes free by itself. */
static void name_taken_by_a_pod_that_goes(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "", "{phase: Bound}"));
	list_cache_add(c, object_from(KIND(pod),
				      "metadata: {name: db-0, namespace: shop, uid: x, labels: {app: db}, "
				      "deletionTimestamp: '2026-01-15T12:00:20Z'}\nstatus: {phase: Running}\n"));
	check(c, REASON_WAIT_GONE, false, "db-0: waiting until it is gone", "");
}

static void claim_going(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "  deletionTimestamp: '2026-01-15T11:59:00Z'\n", "{phase: Bound}"));
	check(c, REASON_CLAIM_TERMINATING, false, "db-0: waiting until claim data-db-0 is gone", "");
}

static void claim_stale(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING "  persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Retain}\n");
	list_cache_add(
	    c, make_claim(
		   0, "  ownerReferences: [{apiVersion: v1, kind: Pod, name: db-0, uid: earlier, controller: true}]\n",
		   "{phase: Bound}"));
	check(c, REASON_CLAIM_STALE, false, "db-0: waiting until claim data-db-0 of its predecessor is gone", "");
}

/* The pod was let go of, so the claim is not collected and the name stays taken: both end with the pod. */
static void claim_of_a_released_pod(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 1, ROLLING "  persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Retain}\n");
	list_cache_add(
	    c, make_claim(
		   0, "  ownerReferences: [{apiVersion: v1, kind: Pod, name: db-0, uid: earlier, controller: true}]\n",
		   "{phase: Bound}"));
	list_cache_add(c, object_from(KIND(pod), "metadata: {name: db-0, namespace: shop, uid: earlier, labels: {app: x}}\n"
						 "spec: {containers: [{name: c, image: i}]}\n"
						 "status: {phase: Running}\n"));
	check(c, REASON_NAME_TAKEN, true, "stuck: a pod db-0 is there that is not the set's", "");
}

static void refused(void **state)
{
	struct list_cache *c = *state;
	struct explanation x;

	add_set(c, 1, ROLLING);
	list_cache_add(c, make_claim(0, "", "{phase: Bound}"));
	list_cache_add(c,
		       object_from(KIND(event),
				   "metadata: {name: e, namespace: shop}\n"
				   "involvedObject: {kind: StatefulSet, namespace: shop, name: db, uid: set-uid}\n"
				   "reason: FailedCreate\ntype: Warning\ncount: 3\n"
				   "message: 'Create Pod db-0 in StatefulSet db failed error: exceeded quota: q'\n"
				   "firstTimestamp: '2026-01-15T11:58:00Z'\nlastTimestamp: '2026-01-15T11:59:00Z'\n"));
	x = expect(c, REASON_REFUSED, true, "stuck: the server refuses db-0", "+db-0");
	assert_non_null(strstr(x.reasons.items[0].detail, "exceeded quota: q"));
	explanation_release(&x);
}

static void deleting(void **state)
{
	struct list_cache *c = *state;
	_cleanup_(object_unrefp) const struct object *set = make_set(1, ROLLING, "");
	_cleanup_(json_freep) json *tree = object_tree(set);

	json_set_str(json_get(tree, "metadata"), "deletionTimestamp", "2026-01-15T11:59:00Z");
	list_cache_add(c, object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL));
	add_pod(c, 0, "i:2", "", READY);
	check(c, REASON_DELETING, false, "being deleted", "");
}

/* Only objects that no server has checked are like this. */
static void beyond_reason(void **state)
{
	struct list_cache *c = *state;

	add_set(c, 2147483647, ROLLING "  ordinals: {start: 7}\n");
	check(c, REASON_REFUSED, true, "stuck: 2147483647 replicas from ordinal 7 on cannot be worked on", "");
	object_unref(vec_pop(&c->objects));
	add_set(c, -1, ROLLING);
	add_pod(c, 0, "i:2", "", READY);
	check(c, REASON_REFUSED, true, "stuck: -1 replicas from ordinal 0 on cannot be worked on", "");
}

static void selector_unreadable(void **state)
{
	struct list_cache *c = *state;

	list_cache_add(c, object_from(KIND(statefulset), "metadata: {name: db, namespace: shop, uid: u}\n"
							 "spec: {replicas: 1, selector: {matchExpressions: [{key: a, "
							 "operator: Bogus}]}, template: {}}\n"));
	check(c, REASON_REFUSED, true,
	      "stuck: its selector cannot be read: \"Bogus\" is not a valid label selector operator", "");
}

/* What a console keeps of pods, claims and even sets may be their facts alone. */
static void from_facts_alone(void **state)
{
	struct list_cache *c = *state;
	_cleanup_(freep) char *revision = revision_of("i:2");
	_cleanup_(freep) char *status = xasprintf("  updateRevision: %s\n  currentRevision: %s\n", revision, revision);
	_cleanup_(object_unrefp) const struct object *set = make_set(2, ROLLING, status),
						     *pod = make_pod(0, "i:2", "", READY);
	_cleanup_(json_freep) json *set_tree = object_tree(set), *pod_tree = object_tree(pod);

	list_cache_add(c, object_new(KIND(statefulset), set_tree, OBJECT_FACTS, NULL));
	list_cache_add(c, object_new(KIND(pod), pod_tree, OBJECT_FACTS, NULL));
	list_cache_add(c, make_claim(0, "", "{phase: Bound}"));
	list_cache_add(c, make_claim(1, "", "{phase: Bound}"));
	check(c, REASON_WILL_ACT, false, "creating db-1", "+db-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(absent),
		T(settled),
		T(creating),
		T(waiting_for_readiness),
		T(waiting_to_be_available),
		T(waiting_until_gone),
		T(fits_no_node),
		T(claim_not_bound),
		T(no_image),
		T(crashing),
		T(crashing_on_an_old_revision),
		T(two_unready_to_go),
		T(held_by_the_partition),
		T(partition_lowered), T(one_more_may_be_unavailable),
		T(scaled_down),
		T(on_delete),
		T(name_taken),
		T(name_taken_by_a_released_pod),
		T(name_taken_by_a_pod_that_goes),
		T(claim_going),
		T(claim_stale),
		T(claim_of_a_released_pod),
		T(refused),
		T(deleting),
		T(from_facts_alone), T(beyond_reason), T(selector_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
