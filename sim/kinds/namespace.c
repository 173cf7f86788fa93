/* Namespaces: a label with their name, the finalizer that keeps them until they are empty, a phase. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "sim/validate/names.h"

#define NAME_LABEL "kubernetes.io/metadata.name"

/* The label belongs to who writes the namespace, as all defaults do; it cannot be taken away. */
static void defaults(json *o)
{
	json *labels = json_want(json_want(o, "metadata"), "labels");

	json_set_str(labels, NAME_LABEL, json_str_or(json_at(o, "metadata.name"), ""));
}

static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	json *finalizers = json_want_array(json_want(o, "spec"), "finalizers");
	bool there = false;

	for (const json *f = json_first(finalizers); f; f = json_next(f))
		there |= streq0(json_str(f), "kubernetes");
	if (!there)
		json_push(finalizers, json_string("kubernetes"));
	json_set_at(o, "status.phase", json_string("Active"));
}

/* Finalizers go only by the subresource that is for them. */
static void prepare_update(const struct resource_context *x UNUSED, json *o, const json *old)
{
	if (json_at(old, "spec.finalizers"))
		json_set_at(o, "spec.finalizers", json_copy(json_at(old, "spec.finalizers")));
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	for (const json *f = json_first(json_get(spec->value, "finalizers")); f; f = json_next(f)) {
		check_qualified_name(AS(spec, "finalizers", f));
		if (!finalizer_is_standard(json_str_or(f, "")))
			refuse_invalid(AS(spec, "finalizers", f),
				       "name is neither a standard finalizer name nor is it fully qualified");
	}
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	const struct node *phase = AT(AS(ROOT(o, causes), "status", json_get(o, "status")), "phase");
	bool deleted = json_at(old, "metadata.deletionTimestamp") != NULL;
	const struct node *shown = AS(phase->up, "Phase", phase->value);

	if (deleted && !streq(node_str(phase), "Terminating"))
		refuse_invalid(shown, "may only be 'Terminating' if `deletionTimestamp` is not empty");
	if (!deleted && !streq(node_str(phase), "Active"))
		refuse_invalid(shown, "may only be 'Active' if `deletionTimestamp` is empty");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Status", .path = "status.phase", .description = DESCRIBE_NAMESPACE_STATUS },
	COLUMN_AGE,
};

static const struct selectable fields[] = { { .path = "status.phase" } };

const struct resource namespace_resource = {
	.kind = KIND(namespace),
	.flags = RESOURCE_STATUS | RESOURCE_NAME_LABEL,
	.defaults = defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.validate = validate,
	.validate_status = validate_status,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
