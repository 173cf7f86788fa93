/* See metadata.h. */
#include "sim/api/metadata.h"

#include "kube/time.h"

static const char *const wiped[] = {
	"uid",      "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
	"selfLink", "generation",        "resourceVersion",
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
	_cleanup_(freep) char *own = c->req->trusted ? xstrdup(json_str_or(json_get(m, "uid"), "")) : NULL;
	char uid[37];

	for (size_t i = 0; i < COUNT(wiped); i++)
		json_del(m, wiped[i]);
	if (c->kind->namespaced)
		json_set_str(m, "namespace", c->req->namespace);
	else
		json_del(m, "namespace");
	if (!own || !*own)
		rng_uuid(world_rng(c->world), uid);
	json_set_str(m, "uid", own && *own ? own : uid);
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

/* What a client says otherwise is left for the validation to refuse. */
static void keep_if_absent(json *to, const json *from, const char *key)
{
	if (json_is_empty(json_get(to, key)))
		keep(to, from, key);
}

void metadata_raise_generation(const struct resource *r, json *tree)
{
	json *m = json_get(tree, "metadata");

	if (r->flags & RESOURCE_GENERATION)
		json_set_int(m, "generation", json_get_int(m, "generation", 0) + 1);
}

static bool content_changed(const struct resource *r, const json *tree, const json *old)
{
	if ((r->flags & RESOURCE_GENERATION_ANNOTATIONS) &&
	    !json_equal(json_at(tree, "metadata.annotations"), json_at(old, "metadata.annotations")))
		return true;
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
	keep_if_absent(m, before, "deletionTimestamp");
	keep_if_absent(m, before, "deletionGracePeriodSeconds");
	keep(m, before, "generation");
	keep(m, before, "namespace");
	json_del(m, "selfLink");
	keep_if_absent(m, before, "uid");
	keep_if_absent(m, before, "generateName");
	keep_if_absent(m, before, "name");
	if (!c->req->subresource && content_changed(c->resource, tree, old))
		metadata_raise_generation(c->resource, tree);
}
