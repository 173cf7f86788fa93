/* Deployments, ReplicaSets, DaemonSets and Jobs on the virtual clock: the laws of their controllers, watched at each step. */
#include "drive.h"
#include "kube/kinds/node.h"
#include "sim/validate/cron.h"

#define DEPLOYMENT "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n" \
		   "  selector: {matchLabels: {app: web}}\n" \
		   "  template:\n    metadata: {labels: {app: web}}\n" \
		   "    spec: {containers: [{name: c, image: 'app:1'}]}\n"

static void deployment(struct world *w, const char *spec)
{
	_cleanup_(freep) char *yaml = xasprintf("%s%s", DEPLOYMENT, spec);

	apply(w, yaml);
}

static int64_t number_at(struct world *w, const struct kind *k, const char *name, const char *path)
{
	_cleanup_(freep) char *text = text_at(w, k, name, path);

	return strtoll(text, NULL, 10);
}

static void set_image(struct world *w, const char *image)
{
	_cleanup_(freep) char *patch = xasprintf("{spec: {template: {spec: {containers: [{name: c, image: '%s'}]}}}}", image);

	must(w, 200, VERB_PATCH, KIND(deployment), "web", patch);
}

/* The sizes of the sets, smallest first: "5 8". */
static char *sizes(struct world *w)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	object_vec all = VEC_INIT;
	int64_t last = -1;

	cache_list(world_cache(w), KIND(replicaset), NS, NULL, &all);
	for (size_t n = 0; n < all.len;) {
		int64_t least = INT64_MAX;
		size_t before = n;

		vec_each(&all, o) {
			int64_t size = number_at(w, KIND(replicaset), (*o)->name, "spec.replicas");

			if (size > last)
				least = MIN(least, size);
		}
		vec_each(&all, o)
			if (number_at(w, KIND(replicaset), (*o)->name, "spec.replicas") == least) {
				str_addf(&out, "%s%" PRId64, out.len > 0 ? " " : "", least);
				n++;
			}
		last = least;
		assert_true(n > before);
	}
	vec_release(&all);
	return str_take(&out);
}

static void expect_sizes(struct world *w, const char *want)
{
	_cleanup_(freep) char *have = sizes(w);

	assert_string_equal(have, want);
}

/* Never fewer than are allowed to be up, never more than are allowed to be there. */
static void rolls_within_bounds(void **state)
{
	struct world *w = *state;
	int64_t least = INT64_MAX, most = 0;

	deployment(w, "  replicas: 10\n  strategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}\n");
	settle(w);
	set_image(w, "app:2");
	while (number_at(w, KIND(deployment), "web", "status.observedGeneration") < 2 ||
	       number_at(w, KIND(deployment), "web", "status.updatedReplicas") < 10 ||
	       number_at(w, KIND(deployment), "web", "status.availableReplicas") < 10) {
		object_vec pods = VEC_INIT;
		int64_t up = 0, there = 0;

		assert_true(world_step(w));
		cache_list(world_cache(w), KIND(pod), NS, NULL, &pods);
		vec_each(&pods, p) {
			up += pod_of(*p)->ready && (*p)->deleted == 0;
			there += (*p)->deleted == 0;
		}
		vec_release(&pods);
		least = MIN(least, up);
		most = MAX(most, there);
	}
	assert_int_equal(least, 8);
	assert_int_equal(most, 13);
	settle(w);
	expect_sizes(w, "0 10");
}

/* The example of upstream's documentation: a rollout is stuck at 5 and 8 of 10 when the size becomes 15. */
static void scales_in_proportion(void **state)
{
	struct world *w = *state;

	deployment(w, "  replicas: 10\n  strategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 2}}\n");
	settle(w);
	set_image(w, "app:bad");
	world_advance(w, world_now(w) + MINUTE);
	expect_sizes(w, "5 8");
	must(w, 200, VERB_PATCH, KIND(deployment), "web/scale", "{spec: {replicas: 15}}");
	world_advance(w, world_now(w) + MINUTE);
	expect_sizes(w, "7 11");
}

static void gives_up_in_time(void **state)
{
	struct world *w = *state;

	deployment(w, "  replicas: 2\n  progressDeadlineSeconds: 30\n");
	settle(w);
	set_image(w, "app:bad");
	world_advance(w, world_now(w) + 20000);
	expect_text(w, KIND(deployment), "web", "status.conditions.1.reason", "ReplicaSetUpdated");
	world_advance(w, world_now(w) + MINUTE);
	expect_text(w, KIND(deployment), "web", "status.conditions.1.reason", "ProgressDeadlineExceeded");
	expect_text(w, KIND(deployment), "web", "status.conditions.1.status", "False");
	expect_text(w, KIND(deployment), "web", "status.readyReplicas", "2");
}

static void keeps_history(void **state)
{
	struct world *w = *state;

	deployment(w, "  replicas: 1\n  revisionHistoryLimit: 1\n");
	settle(w);
	for (int i = 2; i <= 5; i++) {
		_cleanup_(freep) char *image = xasprintf("app:%d", i);

		set_image(w, image);
		settle(w);
	}
	expect_sizes(w, "0 1");
	expect_text(w, KIND(deployment), "web", "metadata.annotations", "{\"deployment.kubernetes.io/revision\":\"5\"}");
}

/* A set that is deleted with its pods left behind: another of the same selector takes them in. */
static void adopts_orphans(void **state)
{
	static const char set[] = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: %s}\nspec:\n  replicas: 2\n"
				  "  selector: {matchLabels: {app: web}}\n  template:\n"
				  "    metadata: {labels: {app: web}}\n    spec: {containers: [{name: c, image: c}]}\n";
	struct world *w = *state;
	_cleanup_(freep) char *one = xasprintf(set, "one"), *two = xasprintf(set, "two"), *before = NULL, *after = NULL;

	apply(w, one);
	settle(w);
	before = names_of(w, KIND(pod));
	must(w, 200, VERB_DELETE, KIND(replicaset), "one", "{propagationPolicy: Orphan}");
	settle(w);
	apply(w, two);
	settle(w);
	after = names_of(w, KIND(pod));
	assert_string_equal(before, after);
	expect_text(w, KIND(replicaset), "two", "status.readyReplicas", "2");
}

static void refused_pods(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *conditions = NULL;

	apply(w, "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {pods: '1'}}\n");
	settle(w);
	deployment(w, "  replicas: 3\n");
	world_advance(w, world_now(w) + 5000);
	expect_text(w, KIND(deployment), "web", "status.readyReplicas", "1");
	conditions = text_at(w, KIND(deployment), "web", "status.conditions");
	assert_non_null(strstr(conditions, "\"reason\":\"FailedCreate\""));
	assert_non_null(strstr(conditions, "exceeded quota: q"));
}

/* A node that joins gets its daemon; one that is taken out of the selection loses it. */
static void daemons_follow_nodes(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n"
		 "  selector: {matchLabels: {app: agent}}\n  template:\n    metadata: {labels: {app: agent}}\n"
		 "    spec: {nodeSelector: {disk: ssd}, containers: [{name: c, image: c}]}\n");
	settle(w);
	expect_text(w, KIND(daemonset), "agent", "status.desiredNumberScheduled", "0");
	must(w, 200, VERB_PATCH, KIND(node), "node-1", "{metadata: {labels: {disk: ssd}}}");
	must(w, 200, VERB_PATCH, KIND(node), "node-2", "{metadata: {labels: {disk: ssd}}, spec: {unschedulable: true}}");
	settle(w);
	expect_text(w, KIND(daemonset), "agent", "status.numberReady", "2");
	must(w, 200, VERB_PATCH, KIND(node), "node-2", "{metadata: {labels: {disk: null}}}");
	settle(w);
	expect_text(w, KIND(daemonset), "agent", "status.numberReady", "1");
	expect_text(w, KIND(daemonset), "agent", "status.numberMisscheduled", "0");
}

static void daemons_surge(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n"
		 "  updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n"
		 "  selector: {matchLabels: {app: agent}}\n  template:\n    metadata: {labels: {app: agent}}\n"
		 "    spec: {containers: [{name: c, image: 'c:1'}]}\n");
	settle(w);
	must(w, 200, VERB_PATCH, KIND(daemonset), "agent",
	     "{spec: {template: {spec: {containers: [{name: c, image: 'c:2'}]}}}}");
	while (number_at(w, KIND(daemonset), "agent", "status.observedGeneration") < 2 ||
	       number_at(w, KIND(daemonset), "agent", "status.updatedNumberScheduled") < 4) {
		object_vec pods = VEC_INIT;
		size_t up = 0;

		assert_true(world_step(w));
		cache_list(world_cache(w), KIND(pod), NS, NULL, &pods);
		vec_each(&pods, p)
			up += pod_of(*p)->ready;
		vec_release(&pods);
		assert_true(up >= 4);
	}
}

static void jobs_end(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: batch/v1\nkind: Job\nmetadata: {name: work}\nspec:\n"
		 "  {completions: 4, parallelism: 2, ttlSecondsAfterFinished: 300, template: {spec: {restartPolicy: Never,\n"
		 "  containers: [{name: c, image: 'work:exit'}]}}}\n");
	world_advance(w, world_now(w) + MINUTE);
	expect_text(w, KIND(job), "work", "status.succeeded", "4");
	expect_text(w, KIND(job), "work", "status.conditions.1.type", "Complete");
	world_advance(w, world_now(w) + 6 * MINUTE);
	assert_null(find(w, KIND(job), "work"));
	expect_names(w, KIND(pod), "");
}

static void jobs_run_out_of_time(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: batch/v1\nkind: Job\nmetadata: {name: work}\nspec:\n"
		 "  {activeDeadlineSeconds: 20, template: {spec: {restartPolicy: Never,\n"
		 "  containers: [{name: c, image: 'nginx:1'}]}}}\n");
	world_advance(w, world_now(w) + 2 * MINUTE);
	expect_text(w, KIND(job), "work", "status.conditions.0.reason", "DeadlineExceeded");
	expect_text(w, KIND(job), "work", "status.conditions.1.type", "Failed");
	expect_text(w, KIND(job), "work", "status.failed", "1");
	expect_names(w, KIND(pod), "");
}

static void schedules(void **state UNUSED)
{
	static const char *const good[] = { "*/5 * * * *", "0 0 1 jan mon-fri", "@daily", "@every 1h30m", "1,2-4/2 ? * * 0",
					    "TZ=Asia/Tokyo 0 5 * * *" };
	static const char *const bad[][2] = {
		{ "x", "expected exactly 5 fields, found 1: [x]" },
		{ "60 * * * *", "end of range (60) above maximum (59): 60" },
		{ "* * 0 * *", "beginning of range (0) below minimum (1): 0" },
		{ "5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1" },
		{ "*/0 * * * *", "step of range should be a positive number: */0" },
		{ "a * * * *", "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax" },
		{ "1-2-3 * * * *", "too many hyphens: 1-2-3" },
		{ "1/2/3 * * * *", "too many slashes: 1/2/3" },
		{ "@often", "unrecognized descriptor: @often" },
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < COUNT(good); i++)
		assert_int_equal(cron_check(good[i], &err), 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_true(cron_check(bad[i][0], &err) < 0);
		assert_string_equal(err.text, bad[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(rolls_within_bounds), WORLD_TEST(scales_in_proportion), WORLD_TEST(gives_up_in_time),
		WORLD_TEST(keeps_history), WORLD_TEST(adopts_orphans), WORLD_TEST(refused_pods),
		WORLD_TEST(daemons_follow_nodes), WORLD_TEST(daemons_surge), WORLD_TEST(jobs_end),
		WORLD_TEST(jobs_run_out_of_time), cmocka_unit_test(schedules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
