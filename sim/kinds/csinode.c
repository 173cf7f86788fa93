/* CSINodes: the storage drivers of a node. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"

#define NODE_ID_MOST 256

static void check_driver(const struct node *driver)
{
	const struct node *name = AT(driver, "name"), *id = AT(driver, "nodeID");

	if (check_required(name))
		check_subdomain(name);
	if (node_empty(id))
		refuse_required(id, "");
	if (strlen(node_str(id)) > NODE_ID_MOST)
		refuse_invalid(id, "must be %d characters or less", NODE_ID_MOST);
	check_non_negative(AT(AT(driver, "allocatable"), "count"));
	if (seen_before(driver->up, driver->index, "name"))
		refuse_duplicate(name);
	each_checked(AT(driver, "topologyKeys"), check_qualified_name);
}

static void validate(const json *o, struct causes *causes)
{
	each_item(AT(AT(ROOT(o, causes), "spec"), "drivers"), check_driver);
}

static void cell_drivers(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number((int64_t)json_len(json_at(o, "spec.drivers"))));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Drivers", .type = "integer", .cell = cell_drivers, .description = DESCRIBE_CSI_NODE_DRIVERS },
	COLUMN_AGE,
};

const struct resource csinode_resource = {
	.kind = KIND(csinode),
	.flags = RESOURCE_DELETE_ANSWERS_OBJECT,
	.validate = validate,
	COLUMNS(columns),
};
