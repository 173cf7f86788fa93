#include "sim/validate/claim.h"
#include "kube/quantity.h"

static const char *const access_modes[] = { "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod",
					    NULL };
static const char *const volume_modes[] = { "Block", "Filesystem", NULL };

void validate_access_modes(const struct node *modes, const char *required)
{
	bool alone = false, others = false;

	if (json_len(modes->value) == 0)
		refuse_required(modes, required);
	for (const json *m = json_first(modes->value); m; m = json_next(m)) {
		check_one_of(NODE(modes->up, modes->causes, m, modes->name, NODE_MEMBER), access_modes);
		if (streq0(json_str(m), "ReadWriteOncePod"))
			alone = true;
		else
			others = true;
	}
	if (alone && others)
		refuse_forbidden(modes, "may not use ReadWriteOncePod with other access modes");
}

void validate_volume_mode(const struct node *mode)
{
	check_one_of(mode, volume_modes);
}

static void check_size(const struct node *resources)
{
	const json *size = json_get(json_get(resources->value, "requests"), "storage");
	const struct node *shown = NODE(resources, resources->causes, size, "storage", NODE_KEY);

	if (!size)
		refuse_required(shown, NULL);
	else if (quantity_cmp(json_str_or(size, "0"), "0") <= 0)
		refuse_invalid(shown, "must be greater than zero");
}

static void check_data_source(const struct node *source)
{
	const struct node *group = AT(source, "apiGroup"), *kind = AT(source, "kind");

	if (!source->value)
		return;
	check_required(AT(source, "name"));
	check_required(kind);
	if (node_empty(group) && !streq(node_str(kind), "PersistentVolumeClaim"))
		refuse_invalid_as(source, json_string(node_str(kind)),
				  "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
	if (!node_empty(group))
		check_subdomain(group);
}

void validate_claim_spec(const struct node *spec)
{
	const struct node *class = AT(spec, "storageClassName"), *attributes = AT(spec, "volumeAttributesClassName");

	validate_access_modes(AT(spec, "accessModes"), "at least 1 access mode is required");
	check_label_selector(AT(spec, "selector"));
	check_size(AT(spec, "resources"));
	if (!node_empty(class))
		check_subdomain(class);
	validate_volume_mode(AT(spec, "volumeMode"));
	check_data_source(AT(spec, "dataSource"));
	if (!node_empty(attributes))
		check_subdomain(attributes);
}

void warn_class_annotation(const json *o, json *warnings)
{
	if (json_get(json_at(o, "metadata.annotations"), CLASS_ANNOTATION))
		warning_add(warnings, "metadata.annotations[" CLASS_ANNOTATION
				      "]: deprecated since v1.8; use \"storageClassName\" "
				      "attribute instead");
}

void protect_in_use(json *o, const char *finalizer)
{
	json *finalizers = json_want_array(json_want(o, "metadata"), "finalizers");

	for (const json *f = json_first(finalizers); f; f = json_next(f))
		if (streq0(json_str(f), finalizer))
			return;
	json_push(finalizers, json_string(finalizer));
}
