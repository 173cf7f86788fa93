/* VolumeAttachment: a volume that a driver attaches to a node. */
#include "kube/kind.h"

const struct kind volumeattachment_kind = {
	.group = "storage.k8s.io",
	.version = "v1",
	.name = "VolumeAttachment",
	.plural = "volumeattachments",
	.singular = "volumeattachment",
	.schema = "storage.VolumeAttachment",
};
