/* PersistentVolumes: one source, a capacity, and a finalizer that keeps a volume while a claim has it. */
#include "sim/cells.h"
#include "sim/validate_claim.h"
#include "sim/validate_pod.h"
#include "kube/defaults.h"
#include "kube/quantity.h"
#include "kube/time.h"

#define PROTECTION "kubernetes.io/pv-protection"
#define BETA_CLASS "volume.beta.kubernetes.io/storage-class"

static const char *const reclaim_policies[] = { "Delete", "Recycle", "Retain", NULL };

/* Where a volume's bytes are: one of these, with what it needs. */
static const struct source {
	const char *name;
	const char *required[2];
} sources[] = {
	{ "hostPath", { "path" } }, { "gcePersistentDisk", { "pdName" } }, { "awsElasticBlockStore", { "volumeID" } },
	{ "glusterfs", { "endpoints", "path" } }, { "flocker", { NULL } }, { "nfs", { "server", "path" } },
	{ "rbd", { "monitors", "image" } }, { "quobyte", { "registry", "volume" } }, { "cephfs", { "monitors" } },
	{ "iscsi", { "targetPortal", "iqn" } }, { "cinder", { "volumeID" } }, { "fc", { NULL } }, { "flexVolume", { "driver" } },
	{ "azureFile", { "secretName", "shareName" } }, { "vsphereVolume", { "volumePath" } }, { "azureDisk", { "diskName", "diskURI" } },
	{ "photonPersistentDisk", { "pdID" } }, { "portworxVolume", { "volumeID" } }, { "scaleIO", { "gateway", "system" } },
	{ "local", { "path" } }, { "storageos", { NULL } }, { "csi", { "driver", "volumeHandle" } },
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
	if (json_get(json_at(o, "metadata.annotations"), BETA_CLASS))
		json_push(warnings, json_string("metadata.annotations[" BETA_CLASS "]: deprecated since v1.8; use \"storageClassName\" "
						"attribute instead"));
	if (streq0(json_str(json_at(o, "spec.persistentVolumeReclaimPolicy")), "Recycle"))
		json_push(warnings, json_string("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the "
						"recommended approach is to use dynamic provisioning."));
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
		json_set_at(o, "status.lastPhaseTransitionTime", json_copy(json_at(old, "status.lastPhaseTransitionTime")));
}

static int admit(const struct resource_context *x UNUSED, json *o, const json *old, struct status *why UNUSED)
{
	json *finalizers;

	if (old)
		return 0;
	finalizers = json_want_array(json_want(o, "metadata"), "finalizers");
	for (const json *f = json_first(finalizers); f; f = json_next(f))
		if (streq0(json_str(f), PROTECTION))
			return 0;
	json_push(finalizers, json_string(PROTECTION));
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
		refuse_invalid(NODE(capacity, capacity->causes, size, "storage", NODE_KEY), "must be greater than zero");
}

static void check_source(const struct node *spec)
{
	size_t found = 0;

	for (size_t i = 0; i < COUNT(sources); i++) {
		const struct node *source = AT(spec, sources[i].name);

		if (!source->value)
			continue;
		if (found++ > 0) {
			refuse_forbidden(source, "may not specify more than 1 volume type");
			continue;
		}
		for (size_t r = 0; r < COUNT(sources[i].required) && sources[i].required[r]; r++)
			check_required(AT(source, sources[i].required[r]));
		if (streq(sources[i].name, "hostPath") || streq(sources[i].name, "local"))
			check_no_backsteps(AT(source, "path"));
	}
	if (found == 0)
		refuse_required(spec, "must specify a volume type");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec"), *policy = AT(spec, "persistentVolumeReclaimPolicy");

	validate_access_modes(AT(spec, "accessModes"), NULL);
	check_capacity(AT(spec, "capacity"));
	check_one_of(policy, reclaim_policies);
	validate_node_selector_terms(AT(AT(spec, "nodeAffinity"), "required"));
	check_source(spec);
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
		same &= json_equal(json_get(json_get(o, "spec"), sources[i].name), json_get(json_get(old, "spec"), sources[i].name));
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

static void cell_phase(const json *o, int64_t now_s UNUSED, json *cells)
{
	bool deleted = json_at(o, "metadata.deletionTimestamp") != NULL;

	cell_add_text(cells, deleted ? "Terminating" : json_str_or(json_at(o, "status.phase"), ""));
}

static void cell_claim(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *ref = json_at(o, "spec.claimRef");
	_cleanup_(freep) char *text = xasprintf("%s/%s", json_str_or(json_get(ref, "namespace"), ""), json_str_or(json_get(ref, "name"), ""));

	cell_add_text(cells, ref ? text : "");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Capacity", .path = "spec.capacity.storage", .absent = "0",
	  .description = "capacity is the description of the persistent volume's resources and capacity. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity" },
	{ .name = "Access Modes", .cell = cell_modes,
	  .description = "accessModes contains all ways the volume can be mounted. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes" },
	{ .name = "Reclaim Policy", .path = "spec.persistentVolumeReclaimPolicy",
	  .description = "persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim." },
	{ .name = "Status", .cell = cell_phase,
	  .description = "phase indicates if a volume is available, bound to a claim, or released by a claim." },
	{ .name = "Claim", .cell = cell_claim,
	  .description = "claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim." },
	{ .name = "StorageClass", .path = "spec.storageClassName",
	  .description = "storageClassName is the name of StorageClass to which this persistent volume belongs." },
	{ .name = "VolumeAttributesClass", .path = "spec.volumeAttributesClassName", .absent = "<unset>",
	  .description = "Name of VolumeAttributesClass to which this persistent volume belongs." },
	{ .name = "Reason", .path = "status.reason",
	  .description = "reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy "
			 "display in the CLI." },
	COLUMN_AGE,
	{ .name = "VolumeMode", .path = "spec.volumeMode", .absent = "<unset>", .priority = 1,
	  .description = "volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block "
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
