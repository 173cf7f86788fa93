/* Volumes of pods: one source each, and what that source needs. Claim templates come first, as volumes named like them.
 */
#include "sim/validate/claim.h"
#include "sim/validate/pod.h"
#include "kube/quantity.h"

static const char *const path_types[] = { "",	  "BlockDevice",  "CharDevice", "Directory", "DirectoryOrCreate",
					  "File", "FileOrCreate", "Socket",	NULL };

static void check_mode(const struct node *mode)
{
	if (mode->value && (node_int(mode, 0) < 0 || node_int(mode, 0) > 0777))
		refuse_invalid(mode, "must be a number between 0 and 0777 (octal), both inclusive");
}

/* A path inside the volume; names that begin with ".." are the kubelet's. */
static void check_inner_path(const struct node *path)
{
	if (check_relative_path(path) && starts_with(node_str(path), ".."))
		refuse_invalid(path, "must not start with '..'");
}

static void check_key_to_path(const struct node *item)
{
	const struct node *path = AT(item, "path");

	check_required(AT(item, "key"));
	if (check_required(path))
		check_inner_path(path);
	check_mode(AT(item, "mode"));
}

static void check_empty_dir(const struct node *source)
{
	const struct node *limit = AT(source, "sizeLimit");

	if (limit->value && quantity_cmp(node_str(limit), "0") < 0)
		refuse_forbidden(limit, "SizeLimit field must be a valid resource quantity");
}

static void check_host_path(const struct node *source)
{
	const struct node *path = AT(source, "path");

	if (check_required(path))
		check_no_backsteps(path);
	check_one_of(AT(source, "type"), path_types);
}

static void check_files(const struct node *source)
{
	check_mode(AT(source, "defaultMode"));
	each_item(AT(source, "items"), check_key_to_path);
}

static void check_downward_file(const struct node *item)
{
	const struct node *path = AT(item, "path");

	if (check_required(path))
		check_inner_path(path);
	if (!json_get(item->value, "fieldRef") && !json_get(item->value, "resourceFieldRef"))
		refuse_required(item, "one of fieldRef and resourceFieldRef is required");
	check_mode(AT(item, "mode"));
}

static void check_downward(const struct node *source)
{
	check_mode(AT(source, "defaultMode"));
	each_item(AT(source, "items"), check_downward_file);
}

static void check_token(const struct node *token)
{
	const struct node *expiration = AT(token, "expirationSeconds");

	if (!token->value)
		return;
	if (node_int(expiration, 3600) < 600)
		refuse_invalid(expiration, "may not specify a duration less than 10 minutes");
	else if (node_int(expiration, 3600) > 1LL << 32)
		refuse_invalid(expiration, "may not specify a duration larger than 2^32 seconds");
	if (check_required(AT(token, "path")))
		check_inner_path(AT(token, "path"));
}

static void check_projection(const struct node *source)
{
	static const char *const named[] = { "secret", "configMap" };

	for (size_t i = 0; i < COUNT(named); i++) {
		const struct node *from = AT(source, named[i]);

		if (from->value)
			check_required(AT(from, "name"));
		each_item(AT(from, "items"), check_key_to_path);
	}
	each_item(AT(AT(source, "downwardAPI"), "items"), check_downward_file);
	check_token(AT(source, "serviceAccountToken"));
}

static void check_projected(const struct node *source)
{
	check_mode(AT(source, "defaultMode"));
	each_item(AT(source, "sources"), check_projection);
}

static void check_ephemeral(const struct node *source)
{
	const struct node *claim = AT(source, "volumeClaimTemplate");

	if (check_required(claim))
		validate_claim_spec(AT(claim, "spec"));
}

/* The sources in the order in which upstream looks at them. */
static const struct volume_source sources[] = {
	{ "emptyDir", { NULL }, check_empty_dir },
	{ "hostPath", { NULL }, check_host_path },
	{ "gitRepo", { "repository" }, NULL },
	{ "gcePersistentDisk", { "pdName" }, NULL },
	{ "awsElasticBlockStore", { "volumeID" }, NULL },
	{ "secret", { "secretName" }, check_files },
	{ "nfs", { "server", "path" }, NULL },
	{ "iscsi", { "targetPortal", "iqn" }, NULL },
	{ "glusterfs", { "endpoints", "path" }, NULL },
	{ "persistentVolumeClaim", { "claimName" }, NULL },
	{ "rbd", { "monitors", "image" }, NULL },
	{ "cinder", { "volumeID" }, NULL },
	{ "cephfs", { "monitors" }, NULL },
	{ "flocker", { NULL }, NULL },
	{ "downwardAPI", { NULL }, check_downward },
	{ "fc", { NULL }, NULL },
	{ "flexVolume", { "driver" }, NULL },
	{ "configMap", { "name" }, check_files },
	{ "azureFile", { "secretName", "shareName" }, NULL },
	{ "vsphereVolume", { "volumePath" }, NULL },
	{ "quobyte", { "registry", "volume" }, NULL },
	{ "azureDisk", { "diskName", "diskURI" }, NULL },
	{ "photonPersistentDisk", { "pdID" }, NULL },
	{ "storageos", { NULL }, NULL },
	{ "portworxVolume", { "volumeID" }, NULL },
	{ "scaleIO", { "gateway", "system", "volumeName" }, NULL },
	{ "projected", { NULL }, check_projected },
	{ "csi", { "driver" }, NULL },
	{ "ephemeral", { NULL }, check_ephemeral },
	{ "image", { "reference" }, NULL },
};

static void check_one_source(const struct node *source, const struct volume_source *row)
{
	for (size_t i = 0; i < COUNT(row->required) && row->required[i]; i++)
		check_required(AT(source, row->required[i]));
	if (row->check)
		row->check(source);
}

void check_volume_source(const struct node *volume, const struct volume_source *rows, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct node *source = AT(volume, rows[i].name);

		if (!source->value)
			continue;
		if (found++ > 0)
			refuse_forbidden(source, "may not specify more than 1 volume type");
		else
			check_one_source(source, &rows[i]);
	}
	if (found == 0)
		refuse_required(volume, "must specify a volume type");
}

/* Only a volume without complaints can be mounted. */
static void check_volume(const struct node *volume, struct pod_check *pod)
{
	const struct node *name = AT(volume, "name");
	size_t before = causes_count(volume->causes);

	check_volume_source(volume, sources, COUNT(sources));
	if (check_required(name))
		check_label_name(name);
	if (json_get(pod->volumes, node_str(name)))
		refuse_duplicate(name);
	if (causes_count(volume->causes) == before)
		json_set(pod->volumes, node_str(name), json_bool(true));
}

/* A claim template before `end` has that name. */
static bool is_claim(const json *claims, const json *end, const char *name)
{
	for (const json *c = json_first(claims); c != end; c = json_next(c))
		if (streq(json_str_or(json_get(json_get(c, "metadata"), "name"), ""), name))
			return true;
	return false;
}

void validate_volumes(const struct node *volumes, struct pod_check *pod)
{
	long i = 0;

	for (const json *c = json_first(pod->claims); c; c = json_next(c)) {
		const char *name = json_str_or(json_get(json_get(c, "metadata"), "name"), "");
		_cleanup_(json_freep) json *volume =
			json_format("{'persistentVolumeClaim':{'claimName':%q},'name':%q}", name, name);

		if (!is_claim(pod->claims, c, name))
			check_volume(ITEM(volumes, volume, i++), pod);
	}
	for (const json *v = json_first(volumes->value); v; v = json_next(v))
		if (!is_claim(pod->claims, NULL, json_str_or(json_get(v, "name"), "")))
			check_volume(ITEM(volumes, v, i++), pod);
}
