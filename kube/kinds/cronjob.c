/* CronJob: stored, no more. */
#include "kube/kind.h"

const struct kind cronjob_kind = {
	.group = "batch",
	.version = "v1",
	.name = "CronJob",
	.plural = "cronjobs",
	.singular = "cronjob",
	.shorts = { "cj" },
	.categories = { "all" },
	.schema = "batch.CronJob",
	.namespaced = true,
};
