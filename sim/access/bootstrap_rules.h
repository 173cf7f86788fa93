/* The rules of the default roles: data for sim/access/bootstrap.c alone. Words with blanks between; "core" is the group
 * without a name. */
#ifndef SIM_ACCESS_BOOTSTRAP_RULES_H
#define SIM_ACCESS_BOOTSTRAP_RULES_H

struct rule_row {
	const char *verbs;
	const char *groups, *resources;		/* NULL where there are paths */
	const char *urls;
};

static const struct rule_row cluster_admin[] = {
	{ .verbs = "*",
	  .groups = "*",
	  .resources = "*" },
	{ .verbs = "*", .urls = "*" },
};

static const struct rule_row aggregate_to_admin[] = {
	{ .verbs = "create",
	  .groups = "authorization.k8s.io",
	  .resources = "localsubjectaccessreviews" },
	{ .verbs = "create delete deletecollection get list patch update watch",
	  .groups = "rbac.authorization.k8s.io",
	  .resources = "rolebindings roles" },
};

static const struct rule_row aggregate_to_edit[] = {
	{ .verbs = "get list watch",
	  .groups = "core",
	  .resources = "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy" },
	{ .verbs = "impersonate",
	  .groups = "core",
	  .resources = "serviceaccounts" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "core",
	  .resources = "pods pods/attach pods/exec pods/portforward pods/proxy" },
	{ .verbs = "create",
	  .groups = "core",
	  .resources = "pods/eviction" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "core",
	  .resources = "configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale "
		       "secrets serviceaccounts services services/proxy" },
	{ .verbs = "create",
	  .groups = "core",
	  .resources = "serviceaccounts/token" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "core events.k8s.io",
	  .resources = "events" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "apps",
	  .resources = "daemonsets deployments deployments/rollback deployments/scale replicasets "
		       "replicasets/scale statefulsets statefulsets/scale" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "autoscaling",
	  .resources = "horizontalpodautoscalers" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "batch",
	  .resources = "cronjobs jobs" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "extensions",
	  .resources = "daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies "
		       "replicasets replicasets/scale replicationcontrollers/scale" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "policy",
	  .resources = "poddisruptionbudgets" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "networking.k8s.io",
	  .resources = "ingresses networkpolicies" },
	{ .verbs = "create delete deletecollection get list patch update watch",
	  .groups = "coordination.k8s.io",
	  .resources = "leases" },
	{ .verbs = "create delete deletecollection patch update",
	  .groups = "resource.k8s.io",
	  .resources = "resourceclaims resourceclaimtemplates" },
};

static const struct rule_row aggregate_to_view[] = {
	{ .verbs = "get list watch",
	  .groups = "core",
	  .resources = "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods "
		       "replicationcontrollers replicationcontrollers/scale serviceaccounts services "
		       "services/status" },
	{ .verbs = "get list watch",
	  .groups = "core",
	  .resources = "bindings limitranges namespaces/status pods/log pods/status "
		       "replicationcontrollers/status resourcequotas resourcequotas/status" },
	{ .verbs = "get list watch",
	  .groups = "core",
	  .resources = "namespaces" },
	{ .verbs = "get list watch",
	  .groups = "core events.k8s.io",
	  .resources = "events" },
	{ .verbs = "get list watch",
	  .groups = "discovery.k8s.io",
	  .resources = "endpointslices" },
	{ .verbs = "get list watch",
	  .groups = "apps",
	  .resources = "controllerrevisions daemonsets daemonsets/status deployments deployments/scale "
		       "deployments/status replicasets replicasets/scale replicasets/status statefulsets "
		       "statefulsets/scale statefulsets/status" },
	{ .verbs = "get list watch",
	  .groups = "autoscaling",
	  .resources = "horizontalpodautoscalers horizontalpodautoscalers/status" },
	{ .verbs = "get list watch",
	  .groups = "batch",
	  .resources = "cronjobs cronjobs/status jobs jobs/status" },
	{ .verbs = "get list watch",
	  .groups = "extensions",
	  .resources = "daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses "
		       "ingresses/status networkpolicies replicasets replicasets/scale replicasets/status "
		       "replicationcontrollers/scale" },
	{ .verbs = "get list watch",
	  .groups = "policy",
	  .resources = "poddisruptionbudgets poddisruptionbudgets/status" },
	{ .verbs = "get list watch",
	  .groups = "networking.k8s.io",
	  .resources = "ingresses ingresses/status networkpolicies" },
	{ .verbs = "get list watch",
	  .groups = "resource.k8s.io",
	  .resources = "resourceclaims resourceclaims/status resourceclaimtemplates" },
};

static const struct rule_row auth_delegator[] = {
	{ .verbs = "create",
	  .groups = "authentication.k8s.io",
	  .resources = "tokenreviews" },
	{ .verbs = "create",
	  .groups = "authorization.k8s.io",
	  .resources = "subjectaccessreviews" },
};

static const struct rule_row basic_user[] = {
	{ .verbs = "create",
	  .groups = "authorization.k8s.io",
	  .resources = "selfsubjectaccessreviews selfsubjectrulesreviews" },
	{ .verbs = "create",
	  .groups = "authentication.k8s.io",
	  .resources = "selfsubjectreviews" },
};

static const struct rule_row discovery[] = {
	{ .verbs = "get",
	  .urls = "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/" },
};

static const struct rule_row monitoring[] = {
	{ .verbs = "get", .urls = "/flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* "
	  "/statusz" },
	{ .verbs = "get",
	  .groups = "core",
	  .resources = "nodes/metrics" },
};

static const struct rule_row openshift_public_info_viewer[] = {
	{ .verbs = "get", .urls = "/.well-known /.well-known/*" },
};

static const struct rule_row public_info_viewer[] = {
	{ .verbs = "get", .urls = "/healthz /livez /readyz /version /version/" },
};

static const struct rule_row service_account_issuer_discovery[] = {
	{ .verbs = "get",
	  .urls = "/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks "
		  "/openid/v1/jwks/" },
};

#endif
