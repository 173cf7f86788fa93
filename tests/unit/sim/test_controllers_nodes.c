/* Nodes whose kubelet never says a word: known to be lost a minute after they were made, and not before. */
#include "tests/unit/sim/drive.h"

static void test_never_heard_of(void **state)
{
	struct world *w = *state;

	must(w, 201, VERB_CREATE, KIND(node), NULL, "{metadata: {name: quiet}}");
	world_advance(w, world_now(w) + 58000);
	expect_text(w, KIND(node), "quiet", "status.conditions", "");
	world_advance(w, world_now(w) + 10000);
	expect_text(w, KIND(node), "quiet", "status.conditions.0.type", "Ready");
	expect_text(w, KIND(node), "quiet", "status.conditions.0.status", "Unknown");
	expect_text(w, KIND(node), "quiet", "status.conditions.0.lastHeartbeatTime", "2026-01-15T12:00:00Z");
	expect_text(w, KIND(node), "quiet", "status.conditions.3.type", "PIDPressure");
	expect_text(w, KIND(node), "quiet", "status.conditions.3.reason", "NodeStatusNeverUpdated");
	expect_text(w, KIND(node), "quiet", "status.conditions.3.message", "Kubelet never posted node status.");
	expect_text(w, KIND(node), "quiet", "spec.taints.0.key", "node.kubernetes.io/unreachable");
}

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "nodes" };

	*state = world_new(&options, NULL);
	return *state ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_never_heard_of, setup, world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
