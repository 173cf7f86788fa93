/* See go_names.h. Rows without a message hold wherever the field is. Source: k8s.io/api/core/v1 and meta/v1 of 1.36. */
#include "sim/workloads/go_names.h"

static const struct {
	const char *message, *field;	/* message without its group; NULL: any */
	const char *name, *type;	/* NULL: as the rule has it */
} rows[] = {
	{ NULL, "accessModes", NULL, "v1.PersistentVolumeAccessMode" },
	{ NULL, "action", NULL, "v1.ContainerRestartRuleAction" },
	{ NULL, "add", NULL, "v1.Capability" },
	{ NULL, "apiGroup", "APIGroup", NULL },
	{ NULL, "apiVersion", "APIVersion", NULL },
	{ NULL, "awsElasticBlockStore", "AWSElasticBlockStore", NULL },
	{ NULL, "cachingMode", NULL, "v1.AzureDataDiskCachingMode" },
	{ NULL, "cephfs", "CephFS", NULL },
	{ NULL, "chapAuthDiscovery", "DiscoveryCHAPAuth", NULL },
	{ NULL, "chapAuthSession", "SessionCHAPAuth", NULL },
	{ NULL, "conditionType", NULL, "v1.PodConditionType" },
	{ NULL, "csi", "CSI", NULL },
	{ NULL, "diskURI", "DataDiskURI", NULL },
	{ NULL, "dnsConfig", "DNSConfig", NULL },
	{ NULL, "dnsPolicy", "DNSPolicy", "v1.DNSPolicy" },
	{ NULL, "drop", NULL, "v1.Capability" },
	{ NULL, "effect", NULL, "v1.TaintEffect" },
	{ NULL, "endpoints", "EndpointsName", NULL },
	{ NULL, "fc", "FC", NULL },
	{ NULL, "fsGroup", "FSGroup", NULL },
	{ NULL, "fsGroupChangePolicy", "FSGroupChangePolicy", "v1.PodFSGroupChangePolicy" },
	{ NULL, "fsType", "FSType", NULL },
	{ NULL, "gcePersistentDisk", "GCEPersistentDisk", NULL },
	{ NULL, "gmsaCredentialSpec", "GMSACredentialSpec", NULL },
	{ NULL, "gmsaCredentialSpecName", "GMSACredentialSpecName", NULL },
	{ NULL, "grpc", "GRPC", NULL },
	{ NULL, "httpGet", "HTTPGet", NULL },
	{ NULL, "httpHeaders", "HTTPHeaders", NULL },
	{ NULL, "imagePullPolicy", NULL, "v1.PullPolicy" },
	{ NULL, "ip", "IP", NULL },
	{ NULL, "iqn", "IQN", NULL },
	{ NULL, "iscsi", "ISCSI", NULL },
	{ NULL, "iscsiInterface", "ISCSIInterface", NULL },
	{ NULL, "limits", NULL, "v1.ResourceList" },
	{ NULL, "medium", NULL, "v1.StorageMedium" },
	{ NULL, "metadata", "ObjectMeta", NULL },
	{ NULL, "mountPropagation", NULL, "v1.MountPropagationMode" },
	{ NULL, "nfs", "NFS", NULL },
	{ NULL, "nodeAffinityPolicy", NULL, "v1.NodeInclusionPolicy" },
	{ NULL, "nodeTaintsPolicy", NULL, "v1.NodeInclusionPolicy" },
	{ NULL, "operation", NULL, "v1.ManagedFieldsOperationType" },
	{ NULL, "os", "OS", NULL },
	{ NULL, "overhead", NULL, "v1.ResourceList" },
	{ NULL, "pdName", "PDName", NULL },
	{ NULL, "pool", "RBDPool", NULL },
	{ NULL, "preemptionPolicy", NULL, "v1.PreemptionPolicy" },
	{ NULL, "procMount", NULL, "v1.ProcMountType" },
	{ NULL, "protocol", NULL, "v1.Protocol" },
	{ NULL, "pullPolicy", NULL, "v1.PullPolicy" },
	{ NULL, "rbd", "RBD", NULL },
	{ NULL, "recursiveReadOnly", NULL, "v1.RecursiveReadOnlyMode" },
	{ NULL, "requests", NULL, "v1.ResourceList" },
	{ NULL, "resourceName", NULL, "v1.ResourceName" },
	{ NULL, "scheme", NULL, "v1.URIScheme" },
	{ NULL, "seLinuxChangePolicy", "SELinuxChangePolicy", "v1.PodSELinuxChangePolicy" },
	{ NULL, "seLinuxOptions", "SELinuxOptions", NULL },
	{ NULL, "serviceAccount", "DeprecatedServiceAccount", NULL },
	{ NULL, "sslEnabled", "SSLEnabled", NULL },
	{ NULL, "stopSignal", NULL, "v1.Signal" },
	{ NULL, "storageos", "StorageOS", NULL },
	{ NULL, "supplementalGroupsPolicy", NULL, "v1.SupplementalGroupsPolicy" },
	{ NULL, "tcpSocket", "TCPSocket", NULL },
	{ NULL, "terminationMessagePolicy", NULL, "v1.TerminationMessagePolicy" },
	{ NULL, "tty", "TTY", NULL },
	{ NULL, "uid", "UID", "types.UID" },
	{ NULL, "volumeMode", NULL, "v1.PersistentVolumeMode" },
	{ NULL, "whenUnsatisfiable", NULL, "v1.UnsatisfiableConstraintAction" },
	{ NULL, "wwids", "WWIDs", NULL },
	{ "AppArmorProfile", "type", NULL, "v1.AppArmorProfileType" },
	{ "AzureDiskVolumeSource", "kind", NULL, "v1.AzureDataDiskKind" },
	{ "Container", "restartPolicy", NULL, "v1.ContainerRestartPolicy" },
	{ "ContainerResizePolicy", "restartPolicy", NULL, "v1.ResourceResizeRestartPolicy" },
	{ "ContainerRestartRuleOnExitCodes", "operator", NULL, "v1.ContainerRestartRuleOnExitCodesOperator" },
	{ "EphemeralContainerCommon", "restartPolicy", NULL, "v1.ContainerRestartPolicy" },
	{ "HostPathVolumeSource", "type", NULL, "v1.HostPathType" },
	{ "LabelSelectorRequirement", "operator", NULL, "v1.LabelSelectorOperator" },
	{ "NodeSelectorRequirement", "operator", NULL, "v1.NodeSelectorOperator" },
	{ "PodOS", "name", NULL, "v1.OSName" },
	{ "PodSpec", "restartPolicy", NULL, "v1.RestartPolicy" },
	{ "RBDVolumeSource", "image", "RBDImage", NULL },
	{ "RBDVolumeSource", "monitors", "CephMonitors", NULL },
	{ "RBDVolumeSource", "user", "RadosUser", NULL },
	{ "SeccompProfile", "type", NULL, "v1.SeccompProfileType" },
	{ "Toleration", "operator", NULL, "v1.TolerationOperator" },
};

static long find(const char *message, const char *field)
{
	const char *dot = strrchr(message, '.');

	message = dot ? dot + 1 : message;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (streq(rows[i].field, field) && (!rows[i].message || streq(rows[i].message, message)))
			return (long)i;
	return -1;
}

void go_name_add(const char *message, const char *field, struct str *out)
{
	long row = find(message, field);

	if (row >= 0 && rows[row].name) {
		str_add(out, rows[row].name);
		return;
	}
	str_addc(out, (char)(*field & ~0x20));
	str_add(out, field + 1);
}

const char *go_type(const char *message, const char *field)
{
	long row = find(message, field);

	return row >= 0 ? rows[row].type : NULL;
}
