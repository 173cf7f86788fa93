/* What the columns of the kinds of policy are described as: see sim/descriptions.h. */
#ifndef SIM_DESCRIPTIONS_POLICY_H
#define SIM_DESCRIPTIONS_POLICY_H

#define DESCRIBE_ROLE_BINDING_ROLE \
	"RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If " \
	"the RoleRef cannot be resolved, the Authorizer must return an error."
#define DESCRIBE_ROLE_BINDING_USERS "Users in the roleBinding"
#define DESCRIBE_ROLE_BINDING_GROUPS "Groups in the roleBinding"
#define DESCRIBE_ROLE_BINDING_SERVICEACCOUNTS "ServiceAccounts in the roleBinding"
#define DESCRIBE_ENDPOINTS \
	"The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to " \
	"the IPs they share. A single address with multiple ports, some of which are ready and some of which " \
	"are not (because they come from different containers) will result in the address being displayed in " \
	"different subsets for the different ports. No address will appear in both Addresses and " \
	"NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service."
#define DESCRIBE_PRIORITY_CLASS_VALUE \
	"value represents the integer value of this priority class. This is the actual priority that pods " \
	"receive when they have the name of this class in their pod spec."
#define DESCRIBE_PRIORITY_CLASS_GLOBAL_DEFAULT \
	"globalDefault specifies whether this PriorityClass should be considered as the default priority for " \
	"pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. " \
	"However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the " \
	"smallest value of such global default PriorityClasses will be used as the default priority."
#define DESCRIBE_PRIORITY_CLASS_PREEMPTIONPOLICY \
	"preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, " \
	"PreemptLowerPriority. Defaults to PreemptLowerPriority if unset."
#define DESCRIBE_RESOURCE_QUOTA_REQUEST \
	"Request represents a minimum amount of cpu/memory that a container may consume."
#define DESCRIBE_RESOURCE_QUOTA_LIMIT \
	"Limits control the maximum amount of cpu/memory that a container may use independent of contention " \
	"on the node."
#define DESCRIBE_INGRESS_CLASS \
	"The name of the IngressClass resource that should be used for additional configuration"
#define DESCRIBE_INGRESS_HOSTS "Hosts that incoming requests are matched against before the ingress rule"
#define DESCRIBE_INGRESS_ADDRESS "Address is a list containing ingress points for the load-balancer"
#define DESCRIBE_INGRESS_PORTS "Ports of TLS configurations that open"
#define DESCRIBE_NETWORK_POLICY_POD_SELECTOR \
	"podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is " \
	"applied to any pods selected by this field. An empty selector matches all pods in the policy's " \
	"namespace. Multiple network policies can select the same set of pods. In this case, the ingress " \
	"rules for each are combined additively. This field is optional. If it is not specified, it defaults " \
	"to an empty selector."
#define DESCRIBE_CLUSTER_ROLE_BINDING_ROLE \
	"RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, " \
	"the Authorizer must return an error."
#define DESCRIBE_CLUSTER_ROLE_BINDING_USERS "Users in the clusterRoleBinding"
#define DESCRIBE_CLUSTER_ROLE_BINDING_GROUPS "Groups in the clusterRoleBinding"
#define DESCRIBE_CLUSTER_ROLE_BINDING_SERVICEACCOUNTS "ServiceAccounts in the clusterRoleBinding"
#define DESCRIBE_VOLUME_ATTACHMENT_ATTACHER \
	"attacher indicates the name of the volume driver that MUST handle this request. This is the name " \
	"returned by GetPluginName()."
#define DESCRIBE_VOLUME_ATTACHMENT_PV \
	"persistentVolumeName represents the name of the persistent volume to attach."
#define DESCRIBE_VOLUME_ATTACHMENT_NODE "nodeName represents the node that the volume should be attached to."
#define DESCRIBE_VOLUME_ATTACHMENT_ATTACHED \
	"attached indicates the volume is successfully attached. This field must only be set by the entity " \
	"completing the attach operation, i.e. the external-attacher."
#define DESCRIBE_CSI_NODE_DRIVERS "Drivers indicates the number of CSI drivers registered on the node"

#endif
