/* PersistentVolumeClaims: a default class, a finalizer while in use, and a spec in which only the size may grow. */
#include "sim/cells.h"
#include "sim/validate/claim.h"
#include "kube/defaults.h"
#include "kube/kinds/storageclass.h"
#include "kube/quantity.h"

#define PROTECTION "kubernetes.io/pvc-protection"

/* --- admission --- */

/* The default class; of several the youngest, and of those the first by name. */
static const struct object *default_class(struct cache *cache)
{
	object_vec classes = VEC_INIT;
	const struct object *best = NULL;

	cache_list(cache, KIND(storageclass), NULL, NULL, &classes);
	vec_each(&classes, c)
		if (storageclass_of(*c)->is_default && (!best || (*c)->created > best->created))
			best = *c;
	vec_release(&classes);
	return best;
}

static void admit_class(const struct resource_context *x, json *o)
{
	const struct object *class = NULL;

	if (json_at(o, "spec.storageClassName") || json_get(json_at(o, "metadata.annotations"), CLASS_ANNOTATION))
		return;
	class = default_class(x->cache);
	if (class)
		json_set_str(json_want(o, "spec"), "storageClassName", class->name);
}

static const char *requested(const json *o)
{
	return json_str_or(json_at(o, "spec.resources.requests.storage"), "0");
}

static bool is_bound(const json *o)
{
	return streq0(json_str(json_at(o, "status.phase")), "Bound");
}

/* A bound claim grows only if its class allows that. */
static int admit_growth(const struct resource_context *x, const json *o, const json *old, struct status *why)
{
	const char *name = json_str_or(json_at(o, "metadata.name"), "");
	const struct object *class;

	if (!is_bound(old) || quantity_cmp(requested(o), requested(old)) <= 0)
		return 0;
	class = cache_get(x->cache, KIND(storageclass), NULL, json_str_or(json_at(old, "spec.storageClassName"), ""));
	if (class && storageclass_of(class)->expandable)
		return 0;
	status_set(why, 403, "Forbidden",
		   "persistentvolumeclaims \"%s\" is forbidden: only dynamically provisioned pvc can be resized and "
		   "the storageclass that provisions the pvc must support resize",
		   name);
	status_details(why, "persistentvolumeclaims", "", name);
	return -403;
}

static int admit(const struct resource_context *x, json *o, const json *old, struct status *why)
{
	if (old)
		return admit_growth(x, o, old, why);
	admit_class(x, o);
	protect_in_use(o, PROTECTION);
	return 0;
}

/* --- shape --- */

/* Only claims and snapshots can be copied from. */
static bool is_copyable(const json *source)
{
	const char *kind = json_str_or(json_get(source, "kind"), ""),
		   *group = json_str_or(json_get(source, "apiGroup"), "");

	return (streq(kind, "PersistentVolumeClaim") && !*group) ||
	       (streq(kind, "VolumeSnapshot") && streq(group, "snapshot.storage.k8s.io"));
}

/* The two names of a claim's source say the same where one is given; a source of another kind is dropped from the old
 * one. */
static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	json *spec = json_want(o, "spec");

	if (json_get(spec, "dataSource") && !is_copyable(json_get(spec, "dataSource")))
		json_del(spec, "dataSource");
	if (json_get(spec, "dataSource") && !json_get(spec, "dataSourceRef"))
		json_set(spec, "dataSourceRef", json_copy(json_get(spec, "dataSource")));
	else if (!json_get(spec, "dataSource") && is_copyable(json_get(spec, "dataSourceRef")) &&
		 json_is_empty(json_at(spec, "dataSourceRef.namespace")))
		json_set(spec, "dataSource", json_copy(json_get(spec, "dataSourceRef")));
}

static void warn(const json *o, json *warnings)
{
	const char *size = requested(o);

	if (quantity_milli(size) % 1000 != 0)
		warning_add(
			warnings,
			"spec.resources.requests[storage]: fractional byte value \"%s\" is invalid, must be an integer",
			size);
	warn_class_annotation(o, warnings);
}

static void validate(const json *o, struct causes *causes)
{
	validate_claim_spec(AT(ROOT(o, causes), "spec"));
}

/* The spec with what may change of it put back: the size and the attributes of a bound claim. */
static json *put_back(const json *o, const json *old)
{
	static const char *const free_fields[] = { "resources.requests.storage", "volumeAttributesClassName" };
	json *spec = json_copy(json_get(o, "spec"));

	for (size_t i = 0; i < COUNT(free_fields) && is_bound(old); i++)
		if (json_at(json_get(old, "spec"), free_fields[i]))
			json_set_at(spec, free_fields[i], json_copy(json_at(json_get(old, "spec"), free_fields[i])));
	if (is_bound(old) && !json_at(old, "spec.volumeAttributesClassName"))
		json_del(spec, "volumeAttributesClassName");
	return spec;
}

/* A claim is bound by writing the volume's name and, before that, its class. */
static void allow_binding(json *was, const json *now)
{
	if (json_is_empty(json_get(was, "volumeName")) && json_get(now, "volumeName"))
		json_set(was, "volumeName", json_copy(json_get(now, "volumeName")));
	if (!json_get(was, "storageClassName") && json_get(now, "storageClassName"))
		json_set(was, "storageClassName", json_copy(json_get(now, "storageClassName")));
}

static void refuse_change(const struct node *spec, const json *was, const json *now)
{
	_cleanup_(str_release) struct str diff = STR_INIT;

	go_diff(was, now, go_claim_spec, &diff);
	refuse_forbidden(
		spec,
		"spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
		"claims\n%s",
		diff.buf);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *spec = AT(root, "spec");
	_cleanup_(json_freep) json *now = put_back(o, old), *was = json_copy(json_get(old, "spec"));
	const char *capacity = json_str_or(json_at(old, "status.capacity.storage"), "0");

	allow_binding(was, now);
	if (!json_equal(now, was))
		refuse_change(spec, was, now);
	if (quantity_cmp(requested(o), requested(old)) < 0 && quantity_cmp(requested(o), capacity) < 0)
		refuse_forbidden(AT(AT(AT(spec, "resources"), "requests"), "storage"),
				 "field can not be less than status.capacity");
	check_immutable(AS(root, "volumeMode", json_at(o, "spec.volumeMode")), json_at(old, "spec.volumeMode"));
}

/* --- table --- */

static bool shows_volume(const json *o)
{
	return !json_is_empty(json_at(o, "spec.volumeName"));
}

static void cell_capacity(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_text(cells, shows_volume(o) ? json_str_or(json_at(o, "status.capacity.storage"), "0") : "");
}

static void cell_modes(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_modes(cells, shows_volume(o) ? json_at(o, "status.accessModes") : NULL);
}

static void cell_class(const json *o, int64_t now_s UNUSED, json *cells)
{
	const char *beta = json_get_str(json_at(o, "metadata.annotations"), CLASS_ANNOTATION);

	cell_add_text(cells, beta ? beta : json_str_or(json_at(o, "spec.storageClassName"), ""));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Status",
	  .cell = cell_phase,
	  .description = "phase represents the current phase of PersistentVolumeClaim." },
	{ .name = "Volume",
	  .path = "spec.volumeName",
	  .description = "volumeName is the binding reference to the PersistentVolume backing this claim." },
	{ .name = "Capacity",
	  .cell = cell_capacity,
	  .description = "capacity represents the actual resources of the underlying volume." },
	{ .name = "Access Modes",
	  .cell = cell_modes,
	  .description = "accessModes contains the actual access modes the volume backing the PVC has. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1" },
	{ .name = "StorageClass",
	  .cell = cell_class,
	  .description = "storageClassName is the name of the StorageClass required by the claim. More info: "
			 "https://kubernetes.io/docs/concepts/storage/persistent-volumes#class-1" },
	{ .name = "VolumeAttributesClass",
	  .path = "spec.volumeAttributesClassName",
	  .absent = "<unset>",
	  .description = "The name of the VolumeAttributesClass of the claim." },
	COLUMN_AGE,
	{ .name = "VolumeMode",
	  .path = "spec.volumeMode",
	  .absent = "<unset>",
	  .priority = 1,
	  .description = "volumeMode defines what type of volume is required by the claim. Value of Filesystem is "
			 "implied when not "
			 "included in claim spec." },
};

const struct resource persistentvolumeclaim_resource = {
	.kind = KIND(persistentvolumeclaim),
	.flags = RESOURCE_STATUS | RESOURCE_DELETE_ANSWERS_OBJECT,
	.defaults = defaults_claim,
	.prepare_create = prepare_create,
	.admit = admit,
	.validate = validate,
	.validate_update = validate_update,
	.warn = warn,
	COLUMNS(columns),
};
