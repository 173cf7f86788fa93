/* ConfigMaps: keys are file names, all of it below 1 MiB, and `immutable` means it. */
#include "sim/cells.h"
#include "sim/validate/data.h"

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);
	const struct node *data = AT(root, "data"), *binary = AT(root, "binaryData");
	size_t size = 0;

	for (const json *v = json_first(data->value); v; v = json_next(v)) {
		check_config_key(KEY(data, v), json_key(v));
		if (json_get(binary->value, json_key(v)))
			refuse_invalid_as(KEY(data, v), json_string(json_key(v)),
					  "duplicate of key present in binaryData");
		size += strlen(json_str_or(v, ""));
	}
	for (const json *v = json_first(binary->value); v; v = json_next(v)) {
		check_config_key(KEY(binary, v), json_key(v));
		size += data_size(json_str_or(v, ""));
	}
	check_data_size(root, size);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	static const char *const members[] = { "data", "binaryData" };

	check_immutable_data(ROOT(o, causes), old, members, COUNT(members));
}

static void cell_data(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number((int64_t)(json_len(json_get(o, "data")) + json_len(json_get(o, "binaryData")))));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Data", .cell = cell_data, .description = DESCRIBE_CONFIGMAP_DATA },
	COLUMN_AGE,
};

const struct resource configmap_resource = {
	.kind = KIND(configmap),
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
