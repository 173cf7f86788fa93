/* PriorityClasses: names of pods' priorities. The two system classes are there from the beginning and stay as they
 * are. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"
#include "kube/defaults.h"
#include "kube/kinds/priorityclass.h"

#define HIGHEST_OF_USERS 1000000000

static const struct {
	const char *name;
	int64_t value;
} system_classes[] = { { "system-node-critical", 2000001000 }, { "system-cluster-critical", 2000000000 } };

static void defaults(json *o)
{
	defaults_fill(o, "{'preemptionPolicy':'PreemptLowerPriority'}");
}

static void check_system_name(const struct node *root, const char *name)
{
	int64_t value = json_get_int(root->value, "value", 0);
	const struct node *at = AT(AT(root, "metadata"), "name");
	const char *head = "priority class names with 'system-' prefix are reserved for system use only. error:";

	for (size_t i = 0; i < COUNT(system_classes); i++) {
		if (!streq(name, system_classes[i].name))
			continue;
		if (value != system_classes[i].value)
			refuse_forbidden(at, "%s value of %s PriorityClass must be %" PRId64, head, name,
					 system_classes[i].value);
		else if (json_true(json_get(root->value, "globalDefault")))
			refuse_forbidden(at, "%s globalDefault of %s must be false", head, name);
		return;
	}
	refuse_forbidden(at, "%s %s is not a known system priority class", head, name);
}

static void validate(const json *o, struct causes *causes)
{
	static const char *const policies[] = { "Never", "PreemptLowerPriority", NULL };
	const struct node *root = ROOT(o, causes);
	const char *name = json_str_or(json_at(o, "metadata.name"), "");

	if (starts_with(name, "system-"))
		check_system_name(root, name);
	else if (json_get_int(o, "value", 0) > HIGHEST_OF_USERS)
		refuse_forbidden(AT(root, "value"), "maximum allowed value of a user defined priority is %d",
				 HIGHEST_OF_USERS);
	check_one_of(AT(root, "preemptionPolicy"), policies);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *root = ROOT(o, causes);

	if (json_get_int(o, "value", 0) != json_get_int(old, "value", 0))
		refuse_forbidden(AT(root, "value"), "may not be changed in an update.");
	check_immutable(AT(root, "preemptionPolicy"), json_get(old, "preemptionPolicy"));
}

static int refuse_second_default(const char *name, const char *other, struct status *why)
{
	status_set(why, 403, "Forbidden",
		   "priorityclasses.scheduling.k8s.io \"%s\" is forbidden: PriorityClass %s is already marked as "
		   "default. Only one default can exist",
		   name, other);
	status_details(why, "priorityclasses", "scheduling.k8s.io", name);
	return -403;
}

/* One class at the most is the default. */
static int admit(const struct resource_context *x, json *o, const json *old UNUSED, struct status *why)
{
	const char *name = json_str_or(json_at(o, "metadata.name"), "");
	object_vec classes = VEC_INIT;
	int r = 0;

	if (!json_true(json_get(o, "globalDefault")))
		return 0;
	cache_list(x->cache, KIND(priorityclass), NULL, NULL, &classes);
	vec_each(&classes, c)
		if (r == 0 && priorityclass_of(*c)->is_default && !streq((*c)->name, name))
			r = refuse_second_default(name, (*c)->name, why);
	vec_release(&classes);
	return r;
}

static void cell_default(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_bool(json_true(json_get(o, "globalDefault"))));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Value", .type = "integer", .path = "value", .description = DESCRIBE_PRIORITY_CLASS_VALUE },
	{ .name = "Global-Default",
	  .type = "boolean",
	  .cell = cell_default,
	  .description = DESCRIBE_PRIORITY_CLASS_GLOBAL_DEFAULT },
	COLUMN_AGE,
	{ .name = "PreemptionPolicy",
	  .path = "preemptionPolicy",
	  .description = DESCRIBE_PRIORITY_CLASS_PREEMPTIONPOLICY },
};

const struct resource priorityclass_resource = {
	.kind = KIND(priorityclass),
	.flags = RESOURCE_GENERATION | RESOURCE_CREATE_ON_UPDATE,
	.defaults = defaults,
	.admit = admit,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
