/* DELETE of an object and of a collection. */
#include "sim/api/delete.h"
#include "sim/api/list.h"

static int read_options(struct call *c, struct delete_options *ret)
{
	_cleanup_(json_freep) json *tree = NULL;
	int r = call_write_options(c);

	if (r < 0)
		return r;
	if (c->validation != VALIDATION_IGNORE)
		c->validation = VALIDATION_IGNORE;
	r = call_decode(c, "meta.DeleteOptions", NULL, &tree);
	if (r < 0)
		return r;
	if (json_get_str(tree, "kind") && *json_get_str(tree, "kind") &&
	    !streq(json_get_str(tree, "kind"), "DeleteOptions"))
		return call_bad_request(
		    c,
		    "no kind \"%s\" is registered for version \"%s\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/"
		    "internalversion/scheme/register.go:27\"",
		    json_get_str(tree, "kind"), json_str_or(json_get(tree, "apiVersion"), "v1"));
	return delete_options_read(c, tree, ret);
}

int api_delete(struct call *c)
{
	_cleanup_(delete_options_release) struct delete_options options = { .grace = -1 };
	_cleanup_(object_unrefp) const struct object *last = NULL;
	const struct object *o = NULL;
	bool gone;
	int r = read_options(c, &options);

	if (r == 0)
		r = call_object(c, &o);
	if (r == 0)
		r = delete_object(c, o, &options, &last, &gone);
	if (r < 0)
		return r;
	if (gone && !(c->resource->flags & RESOURCE_DELETE_ANSWERS_OBJECT))
		respond_status(c, 200, last->name, last->uid);
	else
		respond_object(c, !gone && options.orphan_false ? 202 : 200, last);
	return 0;
}

int api_delete_collection(struct call *c)
{
	_cleanup_(delete_options_release) struct delete_options options = { .grace = -1 };
	_cleanup_(listing_release) struct listing l = { .token = STR_INIT };
	int r = read_options(c, &options);

	if (r == 0)
		r = listing_read(c, &l);
	if (r < 0)
		return r;
	for (size_t i = 0; i < l.objects.len; i++) {
		_cleanup_(object_unrefp) const struct object *last = NULL;
		const struct object *now =
		    storage_get(c->storage, c->kind, l.objects.items[i]->namespace, l.objects.items[i]->name);
		bool gone;

		r = now ? delete_object(c, now, &options, &last, &gone) : 0;
		if (r < 0)
			return r;
	}
	respond_list(c, &l);
	return 0;
}
