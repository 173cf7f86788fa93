/*
 * Making volumes. The class's provisioner says what kind: kubernetes.io/host-path as kube-controller-manager's own,
 * bound to no node; one whose name has "local" in it, a directory on the node that was chosen; any other, a CSI volume
 * that every node can reach, made by the external provisioner that we play as well.
 */
#include "kube/kinds/persistentvolumeclaim.h"
#include "sim/volumes/binder.h"

#define PROVISION_MS 300
#define GROW_MS 1000

static json *access_affinity(const char *node)
{
	return json_format("{'required':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'kubernetes.io/hostname',"
			   "'operator':'In','values':[%q]}]}]}}", node);
}

static void add_source(struct binder *b, json *spec, const struct object *claim, const struct storageclass *class)
{
	const char *node = persistentvolumeclaim_of(claim)->selected_node;
	char uuid[37];

	if (streq(class->provisioner, HOST_PATH)) {
		rng_uuid(world_rng(b->agent.world), uuid);
		json_set(spec, "hostPath", json_format("{'path':'/tmp/hostpath_pv/%s','type':''}", uuid));
	} else if (strstr(class->provisioner, "local") && *node) {
		json_set(spec, "hostPath",
		         json_format("{'path':'/opt/local-path-provisioner/pvc-%s_%s_%s',"
		                     "'type':'DirectoryOrCreate'}",
		                     claim->uid, claim->namespace, claim->name));
		json_set(spec, "nodeAffinity", access_affinity(node));
	} else {
		json_set(spec, "csi",
		         json_format("{'driver':%q,'volumeHandle':'pvc-%s'}", class->provisioner, claim->uid));
	}
}

static json *volume_annotations(const struct storageclass *class)
{
	json *all = json_format("{%q:%q}", ANN_PROVISIONED_BY, class->provisioner);

	if (!streq(class->provisioner, HOST_PATH))
		return all;
	json_set_str(all, "kubernetes.io/createdby", "hostpath-dynamic-provisioner");
	json_set_str(all, ANN_BOUND_BY_CONTROLLER, "yes");
	return all;
}

static json *volume_tree(struct binder *b, const struct object *claim, const struct object *class)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);
	_cleanup_(json_freep) json *claim_tree = object_tree(claim);
	_cleanup_(json_freep) json *class_tree = object_tree(class);
	json *volume =
	    json_format("{'metadata':{'name':'pvc-%s','finalizers':['kubernetes.io/pv-controller']},"
	                "'spec':{'capacity':{'storage':%q},'claimRef':{'kind':'PersistentVolumeClaim','namespace':%q,"
	                "'name':%q,'uid':%q,'apiVersion':'v1','resourceVersion':%q},"
	                "'persistentVolumeReclaimPolicy':%q,'storageClassName':%q,'volumeMode':%q}}",
	                claim->uid, c->requested, claim->namespace, claim->name, claim->uid, claim->version,
	                storageclass_of(class)->reclaim, class->name, *c->mode ? c->mode : "Filesystem");
	json *spec = json_get(volume, "spec");

	json_set(json_get(volume, "metadata"), "annotations", volume_annotations(storageclass_of(class)));
	json_set(spec, "accessModes", json_copy(json_at(claim_tree, "spec.accessModes")));
	if (json_get(class_tree, "mountOptions"))
		json_set(spec, "mountOptions", json_copy(json_get(class_tree, "mountOptions")));
	add_source(b, spec, claim, storageclass_of(class));
	return volume;
}

static void announce(struct binder *b, const struct object *claim, const char *provisioner)
{
	if (streq(provisioner, HOST_PATH))
		return;
	binder_tell(
	    b, claim, false, "ExternalProvisioning",
	    "Waiting for a volume to be created either by the external provisioner '%s' or manually by the system "
	    "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly "
	    "registered.",
	    provisioner);
	binder_tell(b, claim, false, "Provisioning", "External provisioner is provisioning volume for claim \"%s/%s\"",
		    claim->namespace, claim->name);
}

static void succeed(struct binder *b, const struct object *claim, const char *provisioner)
{
	if (streq(provisioner, HOST_PATH))
		binder_tell(b, claim, false, "ProvisioningSucceeded", "Successfully provisioned volume pvc-%s using %s",
			    claim->uid, provisioner);
	else
		binder_tell(b, claim, false, "ProvisioningSucceeded", "Successfully provisioned volume pvc-%s",
		            claim->uid);
}

void binder_provision(struct binder *b, const struct object *claim, const struct object *class, const char *key)
{
	const char *provisioner = storageclass_of(class)->provisioner;
	const char *asked = object_annotation(claim, ANN_PROVISIONER);

	if (streq(provisioner, "kubernetes.io/no-provisioner")) {
		binder_tell(b, claim, true, "ProvisioningFailed", "no volume plugin matched name: %s", provisioner);
		return;
	}
	if (!asked || !streq(asked, provisioner)) {
		announce(b, claim, provisioner);
		agent_patch(&b->agent, claim, NULL,
		            json_format("{'metadata':{'resourceVersion':%q,'annotations':{%q:%q,%q:%q}}}",
		                        claim->version, ANN_PROVISIONER, provisioner, ANN_PROVISIONER_BETA,
		                        provisioner),
		            key);
		return;
	}
	if (!order_ready(b, &b->orders, claim, PROVISION_MS, key))
		return;
	if (agent_create(&b->agent, KIND(persistentvolume), NULL, volume_tree(b, claim, class), key))
		succeed(b, claim, provisioner);
}

/* --- growth: what an external resizer does --- */

void binder_grow(struct binder *b, const struct object *claim, const struct object *volume, const char *key)
{
	const char *size = persistentvolumeclaim_of(claim)->requested;
	struct agent *a = &b->agent;

	if (!map_has(&b->growths, claim->uid)) {
		binder_tell(b, claim, false, "ExternalExpanding",
		            "waiting for an external controller to expand this PVC");
		binder_tell(b, claim, false, "Resizing", "External resizer is resizing volume %s", volume->name);
	}
	if (!order_ready(b, &b->growths, claim, GROW_MS, key))
		return;
	order_forget(&b->growths, claim->uid);
	agent_patch(a, volume, NULL, json_format("{'spec':{'capacity':{'storage':%q}}}", size), key);
	if (agent_patch(a, claim, "status", json_format("{'status':{'capacity':{'storage':%q}}}", size), key))
		binder_tell(b, claim, false, "VolumeResizeSuccessful", "Resize volume succeeded");
}
