/* Job: its controller reads it as a tree. */
#include "kube/kind.h"

const struct kind job_kind = {
	.group = "batch",
	.version = "v1",
	.name = "Job",
	.plural = "jobs",
	.singular = "job",
	.categories = { "all" },
	.schema = "batch.Job",
	.namespaced = true,
};
