/* PodTemplates: a template that nothing makes pods of. Source: truth/wire e-table-workloads. */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/pod.h"

static void defaults(json *o)
{
	defaults_pod_template(json_want(o, "template"));
}

static void validate(const json *o, struct causes *causes)
{
	validate_pod_template(AT(ROOT(o, causes), "template"), NULL);
}

/* The cells look for the template in a spec. */
static void in_spec(const json *o, void (*cell)(const json *, int64_t, json *), json *cells)
{
	_cleanup_(json_freep) json *held = json_format("{'spec':{'template':%j}}", json_get(o, "template"));

	cell(held, 0, cells);
}

static void cell_containers(const json *o, int64_t now_s UNUSED, json *cells)
{
	in_spec(o, cell_template_containers, cells);
}

static void cell_images(const json *o, int64_t now_s UNUSED, json *cells)
{
	in_spec(o, cell_template_images, cells);
}

static void cell_pod_labels(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_labels(cells, json_at(o, "template.metadata.labels"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Containers", .cell = cell_containers, .description = DESCRIBE_TEMPLATE_CONTAINERS },
	{ .name = "Images", .cell = cell_images, .description = DESCRIBE_TEMPLATE_IMAGES },
	{ .name = "Pod Labels", .cell = cell_pod_labels, .description = DESCRIBE_PODTEMPLATE_POD_LABELS },
};

const struct resource podtemplate_resource = {
	.kind = KIND(podtemplate),
	.flags = RESOURCE_GENERATION,
	.defaults = defaults,
	.validate = validate,
	COLUMNS(columns),
};
