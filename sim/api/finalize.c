/* PUT namespaces/X/finalize: only spec.finalizers is taken; a deleted namespace goes with the last of them. */
#include "sim/api/call.h"

int api_finalize(struct call *c)
{
	_cleanup_(json_freep) json *body = NULL;
	_cleanup_(draft_release) struct draft d = { 0 };
	_cleanup_(object_unrefp) const struct object *o = NULL;
	const json *finalizers;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, c->kind->schema, c->kind, &body);
	if (r == 0)
		r = call_object(c, &d.old);
	if (r < 0)
		return r;
	d.old_tree = object_tree(d.old);
	d.tree = json_copy(d.old_tree);
	finalizers = json_at(body, "spec.finalizers");
	if (json_len(finalizers) > 0)
		json_set(json_want(d.tree, "spec"), "finalizers", json_copy(finalizers));
	else
		json_del(json_want(d.tree, "spec"), "finalizers");
	r = draft_finish(c, &d, &o);
	if (r < 0)
		return r;
	respond_object(c, 200, o);
	return 0;
}
