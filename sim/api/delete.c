/* See delete.h. Rules: reference 3.9, 4.4 and 4.5. */
#include "sim/api/delete.h"

#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "sim/api/metadata.h"

int delete_check(struct call *c, const struct object *o, const struct delete_options *options)
{
	_cleanup_(freep) char *why = NULL;

	if (options->uid && !streq(options->uid, o->uid))
		why = xasprintf("the UID in the precondition (%s) does not match the UID in record (%s). The object "
		                "might have been deleted "
		                "and then recreated",
		                options->uid, o->uid);
	else if (options->version && !streq(options->version, o->version))
		why = xasprintf("the ResourceVersion in the precondition (%s) does not match the ResourceVersion in "
		                "record (%s). The object "
		                "might have been modified",
		                options->version, o->version);
	if (!why)
		return 0;
	status_set(&c->status, 409, "Conflict", "Operation cannot be fulfilled on %s%s%s \"%s\": %s", c->kind->name,
		*c->kind->group ? "." : "", c->kind->group, o->name, why);
	status_details(&c->status, c->kind->name, c->kind->group, o->name);
	return -409;
}

/* --- finalizers of propagation --- */

static void finalizer_set(json *metadata, const char *name, bool on)
{
	json *list = json_want_array(metadata, "finalizers");
	json *found = NULL;

	for (json *f = json_first(list); f; f = json_next(f))
		if (streq(json_str_or(f, ""), name))
			found = f;
	if (on && !found)
		json_push(list, json_string(name));
	if (!on && found)
		json_drop(list, found);
	if (json_len(list) == 0)
		json_del(metadata, "finalizers");
}

static void propagate(json *metadata, enum propagation propagation)
{
	if (propagation == PROPAGATION_DEFAULT)
		return;
	finalizer_set(metadata, "orphan", propagation == PROPAGATION_ORPHAN);
	finalizer_set(metadata, "foregroundDeletion", propagation == PROPAGATION_FOREGROUND);
}

/* --- marking --- */

static void set_deleted(json *metadata, int64_t when_s, int64_t grace)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add(&text, when_s);
	json_set_str(metadata, "deletionTimestamp", text.buf);
	json_set_int(metadata, "deletionGracePeriodSeconds", grace);
}

/* Seconds a pod may take to stop: none before it was scheduled or after it ended. */
static int64_t pod_grace(const struct object *o, const json *tree, const struct delete_options *options)
{
	const struct pod *pod = pod_of(o);
	int64_t grace =
	    options->grace >= 0 ? options->grace : json_int_or(json_at(tree, "spec.terminationGracePeriodSeconds"), 30);

	if (!*pod->node || streq(pod->phase, "Succeeded") || streq(pod->phase, "Failed"))
		return 0;
	return grace < 0 ? 1 : grace;
}

/* A grace period as Go adds it to a time: in nanoseconds of 64 bits, which wrap around for a period of many years. */
static int64_t span_s(int64_t grace)
{
	return (int64_t)((uint64_t)grace * 1000000000u) / 1000000000;
}

/* Marks a pod: the first time with its grace, later only shorter. */
static void mark_graceful(struct call *c, struct draft *d, const struct delete_options *options)
{
	json *m = json_get(d->tree, "metadata");
	int64_t grace = pod_grace(d->old, d->tree, options);

	if (!d->old->deleted) {
		set_deleted(m, call_now_s(c) + span_s(grace), grace);
		metadata_raise_generation(c->resource, d->tree);
	} else if (options->grace >= 0 && grace < d->old->grace) {
		set_deleted(m, d->old->deleted - span_s(d->old->grace) + span_s(grace), grace);
	}
}

/* A namespace goes through Terminating until its content and its finalizers are gone. */
static void mark_namespace(struct call *c, struct draft *d)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (d->old->deleted)
		return;
	time_add(&text, call_now_s(c));
	json_set_str(json_get(d->tree, "metadata"), "deletionTimestamp", text.buf);
	json_set_str(json_want(d->tree, "status"), "phase", "Terminating");
}

static void mark_plain(struct call *c, struct draft *d)
{
	if (d->old->deleted)
		return;
	set_deleted(json_get(d->tree, "metadata"), call_now_s(c), 0);
	metadata_raise_generation(c->resource, d->tree);
}

static int protected_namespace(struct call *c, const struct object *o)
{
	static const char *const names[] = { "default", "kube-system", "kube-public" };

	for (size_t i = 0; c->kind == KIND(namespace) && i < COUNT(names); i++) {
		if (!streq(o->name, names[i]))
			continue;
		status_set(&c->status, 403, "Forbidden",
		           "namespaces \"%s\" is forbidden: this namespace may not be deleted", o->name);
		status_details(&c->status, "namespaces", NULL, o->name);
		return -403;
	}
	return 0;
}

/* What the deletion changed is stored first, so that watches see it, and then removed. */
static int store_and_remove(struct call *c, struct draft *d, const struct object **ret)
{
	const struct object *marked = NULL;
	int r = draft_store(c, d, &marked);

	if (r < 0)
		return r;
	*ret = write_remove(c, marked, d->tree);
	object_unref(marked);
	return 0;
}

/* Nothing holds it: it goes at once, in the state that it has (pods: marked). */
static int remove_now(struct call *c, struct draft *d, const struct object **ret, bool *ret_gone)
{
	struct object *last;

	*ret_gone = true;
	if (c->dry_run) {
		last = object_new(c->kind, d->tree, OBJECT_BYTES, NULL);
		*ret = last;
		return last ? 0 : -EINVAL;
	}
	if (!json_equal(d->tree, d->old_tree))
		return store_and_remove(c, d, ret);
	*ret = write_remove(c, d->old, d->tree);
	return 0;
}

static bool held(const struct draft *d)
{
	const json *m = json_get(d->tree, "metadata");

	if (!json_is_empty(json_get(m, "finalizers")))
		return true;
	if (d->old->kind == KIND(namespace))
		return !json_is_empty(json_at(d->tree, "spec.finalizers"));
	return json_get_int(m, "deletionGracePeriodSeconds", 0) > 0;
}

int delete_object(struct call *c, const struct object *o, const struct delete_options *options,
                  const struct object **ret, bool *ret_gone)
{
	_cleanup_(draft_release) struct draft d = { .old = o };
	int r = delete_check(c, o, options);

	if (r == 0)
		r = protected_namespace(c, o);
	if (r < 0)
		return r;
	d.old_tree = object_tree(o);
	d.tree = json_copy(d.old_tree);
	propagate(json_get(d.tree, "metadata"), options->propagation);
	if (c->resource->flags & RESOURCE_GRACEFUL)
		mark_graceful(c, &d, options);
	else if (c->kind == KIND(namespace))
		mark_namespace(c, &d);
	if (!held(&d))
		return remove_now(c, &d, ret, ret_gone);
	if (!(c->resource->flags & RESOURCE_GRACEFUL) && c->kind != KIND(namespace))
		mark_plain(c, &d);
	*ret_gone = false;
	return draft_store(c, &d, ret);
}
