/* PersistentVolumes: one source, a capacity, and a finalizer that keeps a volume while a claim has it. */
#include "sim/cells.h"
#include "sim/validate/claim.h"
#include "sim/validate/pod.h"
#include "kube/defaults.h"
#include "kube/quantity.h"
#include "kube/time.h"

#define PROTECTION "kubernetes.io/pv-protection"

static const char *const reclaim_policies[] = { "Delete", "Recycle", "Retain", NULL };

static void check_path(const struct node *source)
{
	check_no_backsteps(AT(source, "path"));
}

/* Where a volume's bytes are, in the order in which upstream looks. */
static const struct volume_source sources[] = {
	{ "hostPath", { "path" }, check_path },
	{ "gcePersistentDisk", { "pdName" }, NULL },
	{ "awsElasticBlockStore", { "volumeID" }, NULL },
	{ "glusterfs", { "endpoints", "path" }, NULL },
	{ "flocker", { NULL }, NULL },
	{ "nfs", { "server", "path" }, NULL },
	{ "rbd", { "monitors", "image" }, NULL },
	{ "quobyte", { "registry", "volume" }, NULL },
	{ "cephfs", { "monitors" }, NULL },
	{ "iscsi", { "targetPortal", "iqn" }, NULL },
	{ "cinder", { "volumeID" }, NULL },
	{ "fc", { NULL }, NULL },
	{ "flexVolume", { "driver" }, NULL },
	{ "azureFile", { "secretName", "shareName" }, NULL },
	{ "vsphereVolume", { "volumePath" }, NULL },
	{ "azureDisk", { "diskName", "diskURI" }, NULL },
	{ "photonPersistentDisk", { "pdID" }, NULL },
	{ "portworxVolume", { "volumeID" }, NULL },
	{ "scaleIO", { "gateway", "system" }, NULL },
	{ "local", { "path" }, check_path },
	{ "storageos", { NULL }, NULL },
	{ "csi", { "driver", "volumeHandle" }, NULL },
};

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_volume_source(spec);
	defaults_fill(spec, "{'persistentVolumeReclaimPolicy':'Retain','volumeMode':'Filesystem'}");
	defaults_fill(json_get(spec, "claimRef"), "{'kind':'PersistentVolumeClaim','apiVersion':'v1'}");
	defaults_fill(json_want(o, "status"), "{'phase':'Pending'}");
}

static void touch_phase(const struct resource_context *x, json *o)
{
	_cleanup_(str_release) struct str now = STR_INIT;

	time_add(&now, x->now_ms / 1000);
	json_set_str(json_want(o, "status"), "lastPhaseTransitionTime", now.buf);
}

static void warn(const json *o, json *warnings)
{
	warn_class_annotation(o, warnings);
	if (streq0(json_str(json_at(o, "spec.persistentVolumeReclaimPolicy")), "Recycle"))
		warning_add(warnings, "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. "
				      "Instead, the recommended approach is to use dynamic provisioning.");
}

static void prepare_create(const struct resource_context *x, json *o)
{
	touch_phase(x, o);
}

static void prepare_status(const struct resource_context *x, json *o, const json *old)
{
	defaults_fill(json_want(o, "status"), "{'phase':'Pending'}");
	if (!json_equal(json_at(o, "status.phase"), json_at(old, "status.phase")))
		touch_phase(x, o);
	else if (json_at(old, "status.lastPhaseTransitionTime"))
		json_set_at(o, "status.lastPhaseTransitionTime",
			    json_copy(json_at(old, "status.lastPhaseTransitionTime")));
}

static int admit(const struct resource_context *x UNUSED, json *o, const json *old, struct status *why UNUSED)
{
	if (!old)
		protect_in_use(o, PROTECTION);
	return 0;
}

/* --- validation --- */

static void check_capacity(const struct node *capacity)
{
	static const char *const only[] = { "storage", NULL };
	const json *size = json_get(capacity->value, "storage");

	if (node_empty(capacity))
		refuse_required(capacity, NULL);
	if (!size || json_len(capacity->value) > 1)
		refuse_unsupported(capacity, only);
	if (size && quantity_cmp(json_str_or(size, "0"), "0") <= 0)
		refuse_invalid(NODE(capacity, capacity->causes, size, "storage", NODE_KEY),
			       "must be greater than zero");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec"), *policy = AT(spec, "persistentVolumeReclaimPolicy");

	validate_access_modes(AT(spec, "accessModes"), NULL);
	check_capacity(AT(spec, "capacity"));
	check_one_of(policy, reclaim_policies);
	validate_node_selector_terms(AT(AT(spec, "nodeAffinity"), "required"));
	check_volume_source(spec, sources, COUNT(sources));
	if (streq0(json_str(json_at(o, "spec.hostPath.path")), "/") && streq(node_str(policy), "Recycle"))
		refuse_forbidden(policy, "may not be 'recycle' for a hostPath mount of '/'");
	if (!node_empty(AT(spec, "storageClassName")))
		check_subdomain(AT(spec, "storageClassName"));
	validate_volume_mode(AT(spec, "volumeMode"));
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);
	_cleanup_(str_release) struct str diff = STR_INIT;
	bool same = true;

	for (size_t i = 0; i < COUNT(sources); i++)
		same &= json_equal(json_get(json_get(o, "spec"), sources[i].name),
				   json_get(json_get(old, "spec"), sources[i].name));
	if (!same) {
		go_diff(json_get(old, "spec"), json_get(o, "spec"), go_volume_source, &diff);
		refuse_forbidden(AT(AT(root, "spec"), "persistentvolumesource"),
				 "spec.persistentvolumesource is immutable after creation\n%s", diff.buf);
	}
	check_immutable(AS(root, "volumeMode", json_at(o, "spec.volumeMode")), json_at(old, "spec.volumeMode"));
}

/* --- table --- */

static void cell_modes(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_modes(cells, json_at(o, "spec.accessModes"));
}

static void cell_claim(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *ref = json_at(o, "spec.claimRef");
	_cleanup_(freep) char *text =
		xasprintf("%s/%s", json_str_or(json_get(ref, "namespace"), ""), json_str_or(json_get(ref, "name"), ""));

	cell_add_text(cells, ref ? text : "");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Capacity",
	  .path = "spec.capacity.storage",
	  .absent = "0",
	  .description = "capacity is the description of the persistent volume's resources and capacity. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity" },
	{ .name = "Access Modes",
	  .cell = cell_modes,
	  .description = "accessModes contains all ways the volume can be mounted. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes" },
	{ .name = "Reclaim Policy",
	  .path = "spec.persistentVolumeReclaimPolicy",
	  .description = "persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from "
			 "its claim." },
	{ .name = "Status",
	  .cell = cell_phase,
	  .description = "phase indicates if a volume is available, bound to a claim, or released by a claim." },
	{ .name = "Claim",
	  .cell = cell_claim,
	  .description =
		  "claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim." },
	{ .name = "StorageClass",
	  .path = "spec.storageClassName",
	  .description = "storageClassName is the name of StorageClass to which this persistent volume belongs." },
	{ .name = "VolumeAttributesClass",
	  .path = "spec.volumeAttributesClassName",
	  .absent = "<unset>",
	  .description = "Name of VolumeAttributesClass to which this persistent volume belongs." },
	{ .name = "Reason",
	  .path = "status.reason",
	  .description = "reason is a brief CamelCase string that describes any failure and is meant for machine "
			 "parsing and tidy "
			 "display in the CLI." },
	COLUMN_AGE,
	{ .name = "VolumeMode",
	  .path = "spec.volumeMode",
	  .absent = "<unset>",
	  .priority = 1,
	  .description = "volumeMode defines if a volume is intended to be used with a formatted filesystem or to "
			 "remain in raw block "
			 "state." },
};

const struct resource persistentvolume_resource = {
	.kind = KIND(persistentvolume),
	.flags = RESOURCE_STATUS | RESOURCE_DELETE_ANSWERS_OBJECT,
	.defaults = defaults,
	.prepare_create = prepare_create,
	.prepare_status = prepare_status,
	.admit = admit,
	.validate = validate,
	.validate_update = validate_update,
	.warn = warn,
	COLUMNS(columns),
};
