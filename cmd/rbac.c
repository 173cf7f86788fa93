#include "cmd/rbac.h"

#define ROLE(name)                                                                                                     \
	"apiVersion: rbac.authorization.k8s.io/v1\n"                                                                   \
	"kind: ClusterRole\n"                                                                                          \
	"metadata:\n"                                                                                                  \
	"  name: " name "\n"                                                                                           \
	"rules:\n"

#define RULE(group, resources, verbs)                                                                                  \
	"- apiGroups: [\"" group "\"]\n"                                                                               \
	"  resources: [" resources "]\n"                                                                               \
	"  verbs: [" verbs "]\n"

#define READ "get, list, watch"

static const char observing[] =
	ROLE("ordinal-observe")
	RULE("apps", "statefulsets, controllerrevisions", READ)
	RULE("", "pods, persistentvolumeclaims, events", READ);

/* create and delete on statefulsets are for the probe, and only there; finalizers for owner references that block. */
static const char acting[] =
	ROLE("ordinal-reconcile")
	RULE("apps", "statefulsets", READ ", create, delete")
	RULE("apps", "statefulsets/status, statefulsets/finalizers", "update")
	RULE("apps", "controllerrevisions", READ ", create, update, patch, delete")
	RULE("", "pods", READ ", create, update, patch, delete")
	RULE("", "persistentvolumeclaims", READ ", create, update")
	RULE("", "events", READ ", create, patch")
	RULE("coordination.k8s.io", "leases", "get, create, update");

const char *rbac_rules(bool act)
{
	return act ? acting : observing;
}
