/* Any kind that has no view of its own: its names and ages, and YAML behind Enter. */
#include "tui/view.h"

static const struct list_column columns[] = {
	{ "NAMESPACE", .width = 18, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "NAME", .grow = true, .text = column_name, .role = column_strong },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
};

static const struct table_class table = { .columns = columns, .ncolumns = COUNT(columns), .empty = "none here" };

const struct view_class objects_view = {
	.name = "objects", .help = "Any other kind by its name: services, secrets, leases ...", .hint = "enter yaml",
	.table = &table, .enter = "yaml",
};
