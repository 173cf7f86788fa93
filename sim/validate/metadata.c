/*
 * Validation of metadata (metadata.h), the same for every kind. On updates upstream looks twice at what may not change,
 * once for all kinds and once for each: so do the causes.
 */
#include "sim/validate/check.h"
#include "sim/api/metadata.h"
#include "sim/validate/names.h"

#define ANNOTATIONS_MOST (256 * 1024)

/* Names that are only a segment of a path. */
static void check_any_name(const struct node *name)
{
	const char *text = node_str(name);

	if (streq(text, ".") || streq(text, ".."))
		refuse_invalid(name, "may not be '%s'", text);
	if (strchr(text, '/'))
		refuse_invalid(name, "may not contain '/'");
	if (strchr(text, '%'))
		refuse_invalid(name, "may not contain '%%'");
}

static void check_name(const struct resource *r, const struct node *m)
{
	const struct node *name = AT(m, "name"), *generate = AT(m, "generateName");

	if ((r->flags & (RESOURCE_NAME_ANY | RESOURCE_NAME_SEGMENT)) && !node_empty(name)) {
		check_any_name(name);
		return;
	}
	if (!node_empty(generate))
		name_check_prefix(m->causes, "metadata.generateName", generate->value, r->flags & RESOURCE_NAME_LABEL);
	if (node_empty(name))
		refuse_required(name, "name or generateName is required");
	else if (r->flags & RESOURCE_NAME_LABEL)
		check_label_name(name);
	else
		check_subdomain(name);
}

static void check_all_annotations(const struct node *annotations)
{
	size_t size = 0;

	check_annotations(annotations);
	for (const json *a = json_first(annotations->value); a; a = json_next(a))
		size += strlen(json_key(a)) + strlen(json_str_or(a, ""));
	if (size > ANNOTATIONS_MOST)
		refuse_too_long(annotations, ANNOTATIONS_MOST);
}

/* --- owners --- */

static void check_filled(const struct node *owner, const char *key)
{
	if (json_is_empty(json_get(owner->value, key)))
		refuse_invalid_as(AT(owner, key), json_string(""), "must not be empty");
}

/* "v1" or "apps/v1". */
static bool has_version(const char *api_version)
{
	const char *slash = strchr(api_version, '/');

	return *api_version && (!slash || (slash[1] && !strchr(slash + 1, '/')));
}

static void check_owner(const struct node *owner)
{
	const struct node *version = AT(owner, "apiVersion");

	if (!has_version(node_str(version)))
		refuse_invalid_as(version, json_string(node_str(version)), "version must not be empty");
	check_filled(owner, "kind");
	check_filled(owner, "name");
	check_filled(owner, "uid");
}

static const char *text_of(const json *o, const char *key)
{
	return json_str_or(json_get(o, key), "");
}

static void check_owners(const struct node *owners)
{
	const json *controller = NULL;

	for (const json *o = json_first(owners->value); o; o = json_next(o)) {
		check_owner(AS(owners->up, "ownerReferences", o));
		if (!json_true(json_get(o, "controller")))
			continue;
		if (controller)
			refuse_invalid(owners,
				       "Only one reference can have Controller set to true. Found \"true\" in "
				       "references for %s/%s and "
				       "%s/%s",
				       text_of(controller, "kind"), text_of(controller, "name"), text_of(o, "kind"),
				       text_of(o, "name"));
		else
			controller = o;
	}
}

/* --- finalizers --- */

static bool names(const json *list, const char *text)
{
	for (const json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_str(i), text))
			return true;
	return false;
}

bool finalizer_is_standard(const char *text)
{
	return strchr(text, '/') || streq(text, "orphan") || streq(text, "foregroundDeletion") ||
	       streq(text, "kubernetes");
}

static void check_finalizers(const struct node *finalizers)
{
	long i = 0;

	for (const json *f = json_first(finalizers->value); f; f = json_next(f))
		check_qualified_name(AS(finalizers->up, "finalizers", f));
	if (names(finalizers->value, "orphan") && names(finalizers->value, "foregroundDeletion"))
		refuse_invalid(finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
	for (const json *f = json_first(finalizers->value); f; f = json_next(f), i++)
		if (!finalizer_is_standard(json_str_or(f, "")))
			refuse_invalid(ITEM(finalizers, f, i),
				       "name is neither a standard finalizer name nor is it fully qualified");
}

/* No new finalizer once the object is being deleted. */
static void check_no_new_finalizers(const struct node *finalizers, const json *before)
{
	_cleanup_(str_release) struct str found = STR_INIT;

	if (!json_get(before, "deletionTimestamp"))
		return;
	for (const json *f = json_first(finalizers->value); f; f = json_next(f)) {
		if (names(json_get(before, "finalizers"), json_str_or(f, "")))
			continue;
		str_add(&found, found.len > 0 ? ", " : "");
		str_add_quoted(&found, json_str_or(f, ""), strlen(json_str_or(f, "")));
	}
	if (found.len > 0)
		refuse_forbidden(finalizers,
				 "no new finalizers can be added if the object is being deleted, found new finalizers "
				 "[]string{%s}",
				 found.buf);
}

/* --- all of it --- */

void metadata_validate(const struct resource *r, const json *tree, const json *old, struct causes *causes)
{
	const struct node *m = AT(ROOT(tree, causes), "metadata");

	if (!old)
		check_name(r, m);
	check_labels(AT(m, "labels"));
	check_all_annotations(AT(m, "annotations"));
	check_owners(AT(m, "ownerReferences"));
	if (!(r->flags & RESOURCE_NAME_ANY))
		check_finalizers(AT(m, "finalizers"));
}

static void check_change(const struct node *m, const json *before)
{
	static const char *const fixed[] = { "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp",
					     "deletionGracePeriodSeconds" };

	check_no_new_finalizers(AT(m, "finalizers"), before);
	for (size_t i = 0; i < COUNT(fixed); i++)
		check_immutable(AT(m, fixed[i]), json_get(before, fixed[i]));
	check_labels(AT(m, "labels"));
	check_all_annotations(AT(m, "annotations"));
	check_owners(AT(m, "ownerReferences"));
}

void metadata_validate_update(const json *tree, const json *old, struct causes *causes)
{
	const struct node *m = AT(ROOT(tree, causes), "metadata");

	for (int pass = 0; pass < 2; pass++)
		check_change(m, json_get(old, "metadata"));
}
