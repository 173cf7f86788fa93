/* HorizontalPodAutoscaler: stored, no more; autoscaling/v1 is another view of it. */
#include "kube/kind.h"

const struct kind horizontalpodautoscaler_kind = {
	.group = "autoscaling",
	.version = "v2",
	.name = "HorizontalPodAutoscaler",
	.plural = "horizontalpodautoscalers",
	.singular = "horizontalpodautoscaler",
	.shorts = { "hpa" },
	.categories = { "all" },
	.schema = "autoscaling.v2.HorizontalPodAutoscaler",
	.namespaced = true,
};
