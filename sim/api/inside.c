/* See inside.h. */
#include "sim/api/inside.h"

#include "kube/time.h"

int inside_store(struct call *c, const struct object *old, json *tree, const struct object **ret)
{
	_cleanup_(draft_release) struct draft d = { .tree = tree, .old = old };
	const struct kind *asked = c->kind;
	const struct object *o = NULL;
	int r;

	c->kind = old->kind;
	r = draft_store(c, &d, &o);
	c->kind = asked;
	if (r == 0 && ret)
		*ret = o;
	else
		object_unref(o);
	return r;
}

void inside_condition(struct call *c, json *tree, const char *type, const char *status, const char *reason,
                      const char *message)
{
	json *list = json_want_array(json_want(tree, "status"), "conditions");
	_cleanup_(str_release) struct str now = STR_INIT;
	json *found = NULL;

	for (json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_get_str(i, "type"), type))
			found = i;
	if (!found)
		found = json_push(list, json_format("{'type':%q}", type));
	time_add(&now, call_now_s(c));
	if (streq0(json_get_str(tree, "kind"), "Pod") && !json_get(found, "lastProbeTime"))
		json_set(found, "lastProbeTime", json_null());
	if (!streq0(json_get_str(found, "status"), status))
		json_set_str(found, "lastTransitionTime", now.buf);
	json_set_str(found, "status", status);
	/* The condition is replaced: why it was as it was goes. */
	json_del(found, "observedGeneration");
	if (reason)
		json_set_str(found, "reason", reason);
	else
		json_del(found, "reason");
	if (message)
		json_set_str(found, "message", message);
	else
		json_del(found, "message");
}
