#include "kube/kinds/lease.h"
#include "kube/read.h"
#include "kube/time.h"

static int64_t time_at(const json *tree, const char *path)
{
	int64_t ms;

	return time_parse(json_str(json_at(tree, path)), &ms) ? ms : 0;
}

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct lease *l = facts;

	l->holder = arena_at(arena, tree, "spec.holderIdentity");
	l->renewed_ms = time_at(tree, "spec.renewTime");
	l->acquired_ms = time_at(tree, "spec.acquireTime");
	l->duration_s = read_int32(tree, "spec.leaseDurationSeconds", 0);
	l->transitions = read_int32(tree, "spec.leaseTransitions", 0);
}

const struct kind lease_kind = {
	.group = "coordination.k8s.io",
	.version = "v1",
	.name = "Lease",
	.plural = "leases",
	.singular = "lease",
	.schema = "coordination.Lease",
	.namespaced = true,
	.facts_size = sizeof(struct lease),
	.read = read,
};
