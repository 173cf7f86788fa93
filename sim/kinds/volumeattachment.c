/* VolumeAttachments: stored for drivers that attach volumes; the bundled cluster's volumes need none. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"

static void check_driver(const struct node *name)
{
	if (!check_required(name))
		return;
	if (strlen(node_str(name)) > 63)
		refuse_too_long(name, 63);
	check_subdomain(name);
}

static void check_source(const struct node *source)
{
	const struct node *volume = AT(source, "persistentVolumeName");
	bool inline_spec = !json_is_null(json_get(source->value, "inlineVolumeSpec"));
	const char *one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

	if (!inline_spec && json_is_null(volume->value))
		refuse_required(source, one);
	else if (inline_spec && !json_is_null(volume->value))
		refuse_forbidden(source, "%s", one);
	else if (!inline_spec && !*node_str(volume))
		refuse_required(volume, "must specify non empty persistentVolumeName");
	else if (!inline_spec)
		check_subdomain(volume);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_driver(AT(spec, "attacher"));
	check_source(AT(spec, "source"));
	if (check_required(AT(spec, "nodeName")))
		check_subdomain(AT(spec, "nodeName"));
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(ROOT(o, causes), "spec"), json_get(old, "spec"));
}

static void cell_attached(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_bool(json_true(json_at(o, "status.attached"))));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Attacher",
	  .format = "name",
	  .path = "spec.attacher",
	  .description = DESCRIBE_VOLUME_ATTACHMENT_ATTACHER },
	{ .name = "PV", .path = "spec.source.persistentVolumeName", .description = DESCRIBE_VOLUME_ATTACHMENT_PV },
	{ .name = "Node", .path = "spec.nodeName", .description = DESCRIBE_VOLUME_ATTACHMENT_NODE },
	{ .name = "Attached",
	  .type = "boolean",
	  .cell = cell_attached,
	  .description = DESCRIBE_VOLUME_ATTACHMENT_ATTACHED },
	COLUMN_AGE,
};

const struct resource volumeattachment_resource = {
	.kind = KIND(volumeattachment),
	.flags = RESOURCE_STATUS | RESOURCE_DELETE_ANSWERS_OBJECT,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
