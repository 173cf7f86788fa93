/* ControllerRevisions: data that never changes, under a number that may. */
#include "sim/cells.h"
#include "sim/validate/check.h"

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);

	bool create = json_is_empty(json_at(o, "metadata.resourceVersion"));

	if (create && json_is_null(json_get(o, "data")))
		refuse_required(AT(root, "data"), "data is mandatory");
	else if (create && json_type(json_get(o, "data")) != JSON_OBJECT)
		refuse_required(AT(root, "data"), "data must be a valid JSON object");
	check_non_negative(AT(root, "revision"));
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(ROOT(o, causes), "data"), json_get(old, "data"));
}

/* "statefulset.apps/web": the controller's kind, group and name. */
static void cell_controller(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *r = json_first(json_at(o, "metadata.ownerReferences")); r && !out.len; r = json_next(r)) {
		_cleanup_(freep) char *version = xstrdup(json_str_or(json_get(r, "apiVersion"), ""));
		char *slash = strchr(version, '/');

		if (!json_true(json_get(r, "controller")))
			continue;
		for (const char *c = json_str_or(json_get(r, "kind"), ""); *c; c++)
			str_addc(&out, (char)(*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c));
		if (slash) {
			*slash = '\0';
			str_addf(&out, ".%s", version);
		}
		str_addf(&out, "/%s", json_str_or(json_get(r, "name"), ""));
	}
	cell_add_text(cells, out.len ? out.buf : "<none>");
}

static void cell_revision(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number(json_get_int(o, "revision", 0)));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Controller", .cell = cell_controller, .description = DESCRIBE_CONTROLLERREVISION_CONTROLLER },
	{ .name = "Revision", .cell = cell_revision, .description = DESCRIBE_CONTROLLERREVISION_REVISION },
	COLUMN_AGE,
};

const struct resource controllerrevision_resource = {
	.kind = KIND(controllerrevision),
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
