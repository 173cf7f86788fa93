/* StorageClasses: how volumes are made. Nearly nothing of one changes after creation. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "kube/defaults.h"

#include <ctype.h>

static const char *const reclaim_policies[] = { "Delete", "Retain", NULL };
static const char *const binding_modes[] = { "Immediate", "WaitForFirstConsumer", NULL };

static void defaults(json *o)
{
	defaults_fill(o, "{'reclaimPolicy':'Delete','volumeBindingMode':'Immediate'}");
}

/* Provisioners are compared without regard to case, and complained about in lower case. */
static void check_provisioner(const struct node *provisioner)
{
	_cleanup_(freep) char *lower = xstrdup(node_str(provisioner));
	_cleanup_(json_freep) json *shown = NULL;

	if (!check_required(provisioner))
		return;
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	shown = json_string(lower);
	check_qualified_name(AS(provisioner->up, "provisioner", shown));
}

static void check_parameters(const struct node *parameters)
{
	size_t size = 0;

	for (const json *p = json_first(parameters->value); p; p = json_next(p)) {
		if (!*json_key(p))
			refuse_invalid_as(parameters, json_string(""), "field can not be empty.");
		size += strlen(json_key(p)) + strlen(json_str_or(p, ""));
	}
	if (size > 256 * 1024)
		refuse_too_long(parameters, 256 * 1024);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);

	check_provisioner(AT(root, "provisioner"));
	check_parameters(AT(root, "parameters"));
	check_one_of(AT(root, "reclaimPolicy"), reclaim_policies);
	check_required_one_of(AT(root, "volumeBindingMode"), binding_modes);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	static const char *const fixed[] = { "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode" };

	for (size_t i = 0; i < COUNT(fixed); i++)
		check_immutable(AT(ROOT(o, causes), fixed[i]), json_get(old, fixed[i]));
}

static bool is_default(const json *o)
{
	const json *annotations = json_at(o, "metadata.annotations");

	return streq0(json_get_str(annotations, "storageclass.kubernetes.io/is-default-class"), "true") ||
	       streq0(json_get_str(annotations, "storageclass.beta.kubernetes.io/is-default-class"), "true");
}

static void cell_name(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(freep) char *text =
		xasprintf("%s%s", json_str_or(json_at(o, "metadata.name"), ""), is_default(o) ? " (default)" : "");

	cell_add_text(cells, text);
}

static void cell_expansion(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_bool(json_true(json_get(o, "allowVolumeExpansion"))));
}

static const struct column columns[] = {
	{ .name = "Name", .format = "name", .cell = cell_name, .description = DESCRIBE_NAME },
	{ .name = "Provisioner",
	  .path = "provisioner",
	  .description = "provisioner indicates the type of the provisioner." },
	{ .name = "ReclaimPolicy",
	  .path = "reclaimPolicy",
	  .absent = "Delete",
	  .description = "reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of "
			 "this storage class. "
			 "Defaults to Delete." },
	{ .name = "VolumeBindingMode",
	  .path = "volumeBindingMode",
	  .absent = "<unset>",
	  .description = "volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  "
			 "When unset, "
			 "VolumeBindingImmediate is used. This field is only honored by servers that enable the "
			 "VolumeScheduling "
			 "feature." },
	{ .name = "AllowVolumeExpansion",
	  .cell = cell_expansion,
	  .description = "allowVolumeExpansion shows whether the storage class allow volume expand." },
	COLUMN_AGE,
};

const struct resource storageclass_resource = {
	.kind = KIND(storageclass),
	.flags = RESOURCE_DELETE_ANSWERS_OBJECT,
	.defaults = defaults,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
