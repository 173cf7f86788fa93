/* See metadata.h. */
#include "sim/metadata.h"

#include "kube/time.h"
#include "sim/causes.h"
#include "sim/names.h"

static const char *const wiped[] = {
	"uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "managedFields",
	"resourceVersion",
};

static void set_time(json *object, const char *key, int64_t s)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add(&text, s);
	json_set_str(object, key, text.buf);
}

void metadata_create(struct call *c, json *tree)
{
	json *m = json_want(tree, "metadata");
	char uid[37];

	for (size_t i = 0; i < COUNT(wiped); i++)
		json_del(m, wiped[i]);
	if (c->kind->namespaced)
		json_set_str(m, "namespace", c->req->namespace);
	else
		json_del(m, "namespace");
	rng_uuid(world_rng(c->world), uid);
	json_set_str(m, "uid", uid);
	set_time(m, "creationTimestamp", call_now_s(c));
	if (c->resource->flags & RESOURCE_GENERATION)
		json_set_int(m, "generation", 1);
}

/* --- update --- */

static void keep(json *to, const json *from, const char *key)
{
	const json *value = json_get(from, key);

	if (value)
		json_set(to, key, json_copy(value));
	else
		json_del(to, key);
}

void metadata_raise_generation(const struct resource *r, json *tree)
{
	json *m = json_get(tree, "metadata");

	if (r->flags & RESOURCE_GENERATION)
		json_set_int(m, "generation", json_get_int(m, "generation", 0) + 1);
}

static bool content_changed(const struct resource *r, const json *tree, const json *old)
{
	if (!(r->flags & RESOURCE_GENERATION_ANY))
		return !json_equal(json_get(tree, "spec"), json_get(old, "spec"));
	for (const json *m = json_first(tree); m; m = json_next(m))
		if (!streq(json_key(m), "metadata") && !json_equal(m, json_get(old, json_key(m))))
			return true;
	return !json_equal(json_at(tree, "metadata.labels"), json_at(old, "metadata.labels"));
}

void metadata_update(struct call *c, json *tree, const json *old)
{
	json *m = json_want(tree, "metadata");
	const json *before = json_get(old, "metadata");

	keep(m, before, "creationTimestamp");
	keep(m, before, "deletionTimestamp");
	keep(m, before, "deletionGracePeriodSeconds");
	keep(m, before, "generation");
	keep(m, before, "namespace");
	json_del(m, "managedFields");
	json_del(m, "selfLink");
	if (json_is_empty(json_get(m, "uid")))
		keep(m, before, "uid");
	if (!json_get(m, "generateName"))
		keep(m, before, "generateName");
	if (json_is_empty(json_get(m, "name")))
		keep(m, before, "name");
	if (!c->req->subresource && content_changed(c->resource, tree, old))
		metadata_raise_generation(c->resource, tree);
}

/* --- validation --- */

/* Names that are only a segment of a path. */
static void validate_any_name(const json *name, struct causes *causes)
{
	const char *text = json_str_or(name, "");

	if (streq(text, ".") || streq(text, ".."))
		cause_invalid(causes, "metadata.name", name, "may not be '%s'", text);
	if (strchr(text, '/'))
		cause_invalid(causes, "metadata.name", name, "may not contain '/'");
	if (strchr(text, '%'))
		cause_invalid(causes, "metadata.name", name, "may not contain '%%'");
}

static void validate_name(const struct resource *r, const json *m, struct causes *causes)
{
	const json *name = json_get(m, "name");
	const char *generate = json_get_str(m, "generateName");

	if (r->flags & RESOURCE_NAME_ANY && !json_is_empty(name)) {
		validate_any_name(name, causes);
		return;
	}
	if (generate && *generate)
		name_check_prefix(causes, "metadata.generateName", json_get(m, "generateName"), r->flags & RESOURCE_NAME_LABEL);
	if (json_is_empty(name))
		cause_required(causes, "metadata.name", "name or generateName is required");
	else
		name_check(causes, "metadata.name", name, r->flags & RESOURCE_NAME_LABEL);
}

static void validate_owners(const json *m, struct causes *causes)
{
	static const char *const required[] = { "apiVersion", "kind", "name", "uid" };
	const json *owners = json_get(m, "ownerReferences");
	int index = 0, controllers = 0;

	for (const json *o = json_first(owners); o; o = json_next(o), index++) {
		for (size_t i = 0; i < COUNT(required); i++) {
			_cleanup_(freep) char *path = xasprintf("metadata.ownerReferences[%d].%s", index, required[i]);

			if (json_is_empty(json_get(o, required[i])))
				cause_invalid(causes, path, json_get(o, required[i]), "must not be empty");
		}
		controllers += json_true(json_get(o, "controller"));
	}
	if (controllers > 1)
		cause_invalid(causes, "metadata.ownerReferences", owners,
			"Only one reference can have Controller set to true. Found \"true\" in references for %d owners", controllers);
}

static void validate_annotations(const json *m, struct causes *causes)
{
	const json *annotations = json_get(m, "annotations");
	size_t size = 0;

	for (const json *a = json_first(annotations); a; a = json_next(a)) {
		label_check_key(causes, "metadata.annotations", json_key(a));
		size += strlen(json_key(a)) + strlen(json_str_or(a, ""));
	}
	if (size > 256 * 1024)
		cause_too_long(causes, "metadata.annotations", 262144);
}

void metadata_validate(const struct resource *r, const json *tree, struct causes *causes)
{
	const json *m = json_get(tree, "metadata");
	const json *finalizers = json_get(m, "finalizers");

	validate_name(r, m, causes);
	validate_owners(m, causes);
	validate_annotations(m, causes);
	labels_check(causes, "metadata.labels", json_get(m, "labels"));
	for (const json *f = json_first(finalizers); f && !(r->flags & RESOURCE_NAME_ANY); f = json_next(f))
		finalizer_check(causes, "metadata.finalizers", f);
}

static bool holds(const json *array, const json *item)
{
	for (const json *i = json_first(array); i; i = json_next(i))
		if (json_equal(i, item))
			return true;
	return false;
}

/* No new finalizer once the object is being deleted. */
static void validate_finalizers(const json *m, const json *before, struct causes *causes)
{
	_cleanup_(str_release) struct str found = STR_INIT;

	if (!json_get(before, "deletionTimestamp"))
		return;
	for (const json *f = json_first(json_get(m, "finalizers")); f; f = json_next(f)) {
		if (holds(json_get(before, "finalizers"), f))
			continue;
		if (found.len > 0)
			str_add(&found, ", ");
		str_add_quoted(&found, json_str_or(f, ""), strlen(json_str_or(f, "")));
	}
	if (found.len > 0)
		cause_forbidden(causes, "metadata.finalizers",
			"no new finalizers can be added if the object is being deleted, found new finalizers []string{%s}", found.buf);
}

void metadata_validate_update(const json *tree, const json *old, struct causes *causes)
{
	static const char *const fixed[] = { "name", "namespace", "uid" };
	const json *m = json_get(tree, "metadata"), *before = json_get(old, "metadata");

	for (size_t i = 0; i < COUNT(fixed); i++) {
		_cleanup_(freep) char *path = xasprintf("metadata.%s", fixed[i]);

		if (!streq0(json_get_str(m, fixed[i]), json_get_str(before, fixed[i])))
			cause_invalid(causes, path, json_get(m, fixed[i]), "field is immutable");
	}
	validate_finalizers(m, before, causes);
}
