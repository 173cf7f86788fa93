/*
 * The internal structs of Kubernetes 1.36 (pkg/apis/core) that its refusals show: names and order of their fields,
 * which are facts of its output; recorded diffs in truth/wire b-pod-invalid, b-pvc and b-pv. Rare ones are left out:
 * their values are shown as they come.
 */
#include "sim/validate/go_struct.h"

static const struct go_field resources[] = { GO("Limits"), GO("Requests"), GO("Claims"), GO_END };
static const struct go_field volume_resources[] = { GO("Limits"), GO("Requests"), GO_END };
static const struct go_field data_source[] = { GO("APIGroup"), GO_TEXT("Kind"), GO_TEXT("Name"), GO_END };

const struct go_field go_claim_spec[] = {
	GO("AccessModes"),
	GO("Selector"),
	{ "Resources", "{\"Limits\":null,\"Requests\":null}", volume_resources },
	GO_TEXT("VolumeName"),
	GO("StorageClassName"),
	GO("VolumeMode"),
	GO_IN("DataSource", data_source),
	GO_IN("DataSourceRef", data_source),
	GO("VolumeAttributesClassName"),
	GO_END,
};

/* --- volumes --- */

static const struct go_field host_path[] = { GO_TEXT("Path"), GO("Type"), GO_END };
static const struct go_field empty_dir[] = { GO_TEXT("Medium"), GO("SizeLimit"), GO_END };
static const struct go_field secret[] = { GO_TEXT("SecretName"), GO("Items"), GO("DefaultMode"), GO("Optional"),
					  GO_END };
static const struct go_field config_map[] = { GO_TEXT("Name"), GO("Items"), GO("DefaultMode"), GO("Optional"), GO_END };
static const struct go_field claim[] = { GO_TEXT("ClaimName"), GO_BOOL("ReadOnly"), GO_END };
static const struct go_field nfs[] = { GO_TEXT("Server"), GO_TEXT("Path"), GO_BOOL("ReadOnly"), GO_END };
static const struct go_field local[] = { GO_TEXT("Path"), GO("FSType"), GO_END };

const struct go_field go_volume_source[] = {
	GO("GCEPersistentDisk"),
	GO("AWSElasticBlockStore"),
	GO_IN("HostPath", host_path),
	GO("Glusterfs"),
	GO_IN("NFS", nfs),
	GO("RBD"),
	GO("Quobyte"),
	GO("ISCSI"),
	GO("FlexVolume"),
	GO("Cinder"),
	GO("CephFS"),
	GO("FC"),
	GO("Flocker"),
	GO("AzureFile"),
	GO("VsphereVolume"),
	GO("AzureDisk"),
	GO("PhotonPersistentDisk"),
	GO("PortworxVolume"),
	GO("ScaleIO"),
	GO_IN("Local", local),
	GO("StorageOS"),
	GO("CSI"),
	GO_END,
};

static const struct go_field volume[] = {
	GO_TEXT("Name"),
	GO_IN("HostPath", host_path),
	GO_IN("EmptyDir", empty_dir),
	GO("GCEPersistentDisk"),
	GO("AWSElasticBlockStore"),
	GO("GitRepo"),
	GO_IN("Secret", secret),
	GO_IN("NFS", nfs),
	GO("ISCSI"),
	GO("Glusterfs"),
	GO_IN("PersistentVolumeClaim", claim),
	GO("RBD"),
	GO("Quobyte"),
	GO("FlexVolume"),
	GO("Cinder"),
	GO("CephFS"),
	GO("Flocker"),
	GO("DownwardAPI"),
	GO("FC"),
	GO("AzureFile"),
	GO_IN("ConfigMap", config_map),
	GO("VsphereVolume"),
	GO("AzureDisk"),
	GO("PhotonPersistentDisk"),
	GO("Projected"),
	GO("PortworxVolume"),
	GO("ScaleIO"),
	GO("StorageOS"),
	GO("CSI"),
	GO("Ephemeral"),
	GO("Image"),
	GO_END,
};

/* --- containers --- */

static const struct go_field port[] = { GO_TEXT("Name"),     GO_NUMBER("HostPort"), GO_NUMBER("ContainerPort"),
					GO_TEXT("Protocol"), GO_TEXT("HostIP"),	    GO_END };
static const struct go_field field_ref[] = { GO_TEXT("APIVersion"), GO_TEXT("FieldPath"), GO_END };
static const struct go_field key_ref[] = { GO_TEXT("Name"), GO_TEXT("Key"), GO("Optional"), GO_END };
static const struct go_field value_from[] = { GO_IN("FieldRef", field_ref), GO("ResourceFieldRef"),
					      GO_IN("ConfigMapKeyRef", key_ref), GO_IN("SecretKeyRef", key_ref),
					      GO("FileKeyRef"), GO_END };
static const struct go_field variable[] = { GO_TEXT("Name"), GO_TEXT("Value"), GO_IN("ValueFrom", value_from), GO_END };
static const struct go_field mount[] = { GO_TEXT("Name"),	  GO_BOOL("ReadOnly"),
					 GO("RecursiveReadOnly"), GO_TEXT("MountPath"),
					 GO_TEXT("SubPath"),	  GO("MountPropagation"),
					 GO_TEXT("SubPathExpr"),  GO_END };
static const struct go_field exec[] = { GO("Command"), GO_END };
static const struct go_field http_get[] = { GO_TEXT("Path"), GO_NUMBER("Port"), GO_TEXT("Host"), GO_TEXT("Scheme"),
					    GO("HTTPHeaders"), GO_END };
static const struct go_field tcp_socket[] = { GO_NUMBER("Port"), GO_TEXT("Host"), GO_END };
static const struct go_field probe[] = {
	GO_IN("Exec", exec),
	GO_IN("HTTPGet", http_get),
	GO_IN("TCPSocket", tcp_socket),
	GO("GRPC"),
	GO_NUMBER("InitialDelaySeconds"),
	GO_NUMBER("TimeoutSeconds"),
	GO_NUMBER("PeriodSeconds"),
	GO_NUMBER("SuccessThreshold"),
	GO_NUMBER("FailureThreshold"),
	GO("TerminationGracePeriodSeconds"),
	GO_END,
};
const struct go_field go_container_security[] = {
	GO("Capabilities"),
	GO("Privileged"),
	GO("SELinuxOptions"),
	GO("WindowsOptions"),
	GO("RunAsUser"),
	GO("RunAsGroup"),
	GO("RunAsNonRoot"),
	GO("ReadOnlyRootFilesystem"),
	GO("AllowPrivilegeEscalation"),
	GO("ProcMount"),
	GO("SeccompProfile"),
	GO("AppArmorProfile"),
	GO_END,
};
static const struct go_field container[] = {
	GO_TEXT("Name"),
	GO_TEXT("Image"),
	GO("Command"),
	GO("Args"),
	GO_TEXT("WorkingDir"),
	GO_IN("Ports", port),
	GO("EnvFrom"),
	GO_IN("Env", variable),
	{ "Resources", "{\"Limits\":null,\"Requests\":null,\"Claims\":null}", resources },
	GO("ResizePolicy"),
	GO("RestartPolicy"),
	GO("RestartPolicyRules"),
	GO_IN("VolumeMounts", mount),
	GO("VolumeDevices"),
	GO_IN("LivenessProbe", probe),
	GO_IN("ReadinessProbe", probe),
	GO_IN("StartupProbe", probe),
	GO("Lifecycle"),
	GO_TEXT("TerminationMessagePath"),
	GO_TEXT("TerminationMessagePolicy"),
	GO_TEXT("ImagePullPolicy"),
	GO_IN("SecurityContext", go_container_security),
	GO_BOOL("Stdin"),
	GO_BOOL("StdinOnce"),
	GO_BOOL("TTY"),
	GO_END,
};

/* --- pods --- */

static const struct go_field pod_security[] = {
	GO_BOOL("HostNetwork"),
	GO_BOOL("HostPID"),
	GO_BOOL("HostIPC"),
	GO("ShareProcessNamespace"),
	GO("HostUsers"),
	GO("SELinuxOptions"),
	GO("WindowsOptions"),
	GO("RunAsUser"),
	GO("RunAsGroup"),
	GO("RunAsNonRoot"),
	GO("SupplementalGroups"),
	GO("SupplementalGroupsPolicy"),
	GO("FSGroup"),
	GO("FSGroupChangePolicy"),
	GO("Sysctls"),
	GO("SeccompProfile"),
	GO("AppArmorProfile"),
	GO("SELinuxChangePolicy"),
	GO_END,
};
static const struct go_field named[] = { GO_TEXT("Name"), GO_END };
static const struct go_field toleration[] = { GO_TEXT("Key"), GO_TEXT("Operator"), GO_TEXT("Value"), GO_TEXT("Effect"),
					      GO("TolerationSeconds"), GO_END };
static const struct go_field affinity[] = { GO("NodeAffinity"), GO("PodAffinity"), GO("PodAntiAffinity"), GO_END };
static const struct go_field host_alias[] = { GO_TEXT("IP"), GO("Hostnames"), GO_END };
static const struct go_field dns_config[] = { GO("Nameservers"), GO("Searches"), GO("Options"), GO_END };

const struct go_field go_pod_spec[] = {
	GO_IN("Volumes", volume),
	GO_IN("InitContainers", container),
	GO_IN("Containers", container),
	GO("EphemeralContainers"),
	GO_TEXT("RestartPolicy"),
	GO("TerminationGracePeriodSeconds"),
	GO("ActiveDeadlineSeconds"),
	GO_TEXT("DNSPolicy"),
	GO("NodeSelector"),
	GO_TEXT("ServiceAccountName"),
	GO("AutomountServiceAccountToken"),
	GO_TEXT("NodeName"),
	GO_IN("SecurityContext", pod_security),
	GO_IN("ImagePullSecrets", named),
	GO_TEXT("Hostname"),
	GO_TEXT("Subdomain"),
	GO("SetHostnameAsFQDN"),
	GO_IN("Affinity", affinity),
	GO_TEXT("SchedulerName"),
	GO_IN("Tolerations", toleration),
	GO_IN("HostAliases", host_alias),
	GO_TEXT("PriorityClassName"),
	GO("Priority"),
	GO("PreemptionPolicy"),
	GO_IN("DNSConfig", dns_config),
	GO("ReadinessGates"),
	GO("RuntimeClassName"),
	GO("Overhead"),
	GO("EnableServiceLinks"),
	GO("TopologySpreadConstraints"),
	GO_IN("OS", named),
	GO_IN("SchedulingGates", named),
	GO("ResourceClaims"),
	GO_IN("Resources", resources),
	GO_END,
};

json *go_pod(const json *spec)
{
	static const char *const moved[] = { "hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace",
					     "hostUsers" };
	json *copy = json_copy(spec), *context = json_want(copy, "securityContext");

	for (size_t i = 0; i < COUNT(moved); i++)
		if (json_get(copy, moved[i]))
			json_set(context, moved[i], json_detach(copy, json_get(copy, moved[i])));
	return copy;
}
