/* HorizontalPodAutoscaler of autoscaling/v1: the same objects as those of v2, in the form that knows CPU alone. */
#include "kube/kind.h"

const struct kind oldautoscaler_kind = {
	.group = "autoscaling",
	.version = "v1",
	.name = "HorizontalPodAutoscaler",
	.plural = "horizontalpodautoscalers",
	.singular = "horizontalpodautoscaler",
	.shorts = { "hpa" },
	.categories = { "all" },
	.schema = "autoscaling.HorizontalPodAutoscaler",
	.stored_as = KIND(horizontalpodautoscaler),
	.namespaced = true,
};
