/* See quota.h. Texts and order: upstream's resourcequota admission. */
#include "sim/admission/quota.h"

#include "kube/quantity.h"
#include "sim/admission/amounts.h"
#include "sim/admission/usage.h"
#include "sim/api/inside.h"
#include "sim/storage.h"

void quota_release(quota_charges *charges)
{
	vec_each(charges, q) {
		object_unref(q->quota);
		json_free(q->used);
	}
	vec_release(charges);
}

static int forbid(struct call *c, const json *tree, const char *fmt, ...) PRINTF_LIKE(3, 4);

static int forbid(struct call *c, const json *tree, const char *fmt, ...)
{
	const char *name = json_str_or(json_at(tree, "metadata.name"), "");
	_cleanup_(str_release) struct str text = STR_INIT;
	char resource[128];
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	kind_resource(c->kind, resource, sizeof(resource));
	status_set(&c->status, 403, "Forbidden", "%s \"%s\" is forbidden: %s", resource, name, text.buf);
	status_details(&c->status, c->kind->plural, c->kind->group, name);
	return -403;
}

/* One quota, and what it has to say about the object. */
struct weighing {
	const struct object *quota;
	const json *hard, *used;	/* of its status */
	const json *names;		/* of hard, those that the kind counts towards */
};

static bool all_known(const struct weighing *w)
{
	for (const json *n = json_first(w->names); n; n = json_next(n))
		if (!json_get(w->used, json_key(n)))
			return false;
	return true;
}

static int refuse_unknown(struct call *c, const json *tree, const struct weighing *w)
{
	_cleanup_(str_release) struct str names = STR_INIT;

	for (const json *n = json_first(w->names); n; n = json_next(n))
		str_addf(&names, "%s%s", names.len > 0 ? "," : "", json_key(n));
	return forbid(c, tree, "status unknown for quota: %s, resources: %s", w->quota->name, names.buf);
}

static int refuse_exceeded(struct call *c, const json *tree, const struct weighing *w, const json *asked,
                           const json *exceeded)
{
	_cleanup_(json_freep) json *requested = amounts_masked(asked, exceeded),
				   *used = amounts_masked(w->used, exceeded),
				   *hard = amounts_masked(w->hard, exceeded);
	_cleanup_(str_release) struct str text = STR_INIT;

	str_addf(&text, "exceeded quota: %s, requested: ", w->quota->name);
	amounts_print(requested, &text);
	str_add(&text, ", used: ");
	amounts_print(used, &text);
	str_add(&text, ", limited: ");
	amounts_print(hard, &text);
	return forbid(c, tree, "%s", text.buf);
}

static json *exceeding(const json *sum, const json *hard, const json *asked)
{
	json *out = json_object();

	for (const json *a = json_first(asked); a; a = json_next(a)) {
		const char *most = json_get_str(hard, json_key(a)), *then = json_get_str(sum, json_key(a));

		if (most && then && quantity_cmp(then, most) > 0)
			json_set_str(out, json_key(a), "");
	}
	return out;
}

static int weigh(struct call *c, const json *tree, const struct weighing *w, const json *delta, quota_charges *ret)
{
	_cleanup_(json_freep) json *asked = amounts_masked(delta, w->hard), *sum = json_copy(w->used), *exceeded = NULL;

	amounts_drop_zeros(asked);
	if (json_len(asked) == 0)
		return 0;
	amounts_add(sum, asked);
	exceeded = exceeding(sum, w->hard, asked);
	if (json_len(exceeded) > 0)
		return refuse_exceeded(c, tree, w, asked, exceeded);
	vec_push(ret, ((struct quota_charge){ object_ref(w->quota), take(sum) }));
	return 0;
}

/* What is new in this write; of an update that the quota did not cover before, all of it. */
static json *delta_of(struct call *c, const json *spec, const json *tree, const json *old)
{
	_cleanup_(json_freep) json *now = usage_of(c->kind, tree, call_now_s(c)), *before = NULL;

	if (!old || !usage_in_scope(c->kind, spec, old))
		return take(now);
	before = usage_of(c->kind, old, call_now_s(c));
	return amounts_less(now, before);
}

static int check_one(struct call *c, const struct object *quota, const json *tree, const json *old, quota_charges *ret)
{
	_cleanup_(json_freep) json *q = object_tree(quota), *names = NULL, *delta = NULL, *used = NULL;
	const json *spec = json_get(q, "spec");
	_cleanup_(str_release) struct str unsaid = STR_INIT;
	struct weighing w = { .quota = quota, .hard = json_at(q, "status.hard") };

	used = json_at(q, "status.used") ? json_copy(json_at(q, "status.used")) : json_object();
	names = usage_names(c->kind, w.hard);
	if (json_len(names) == 0 || !usage_in_scope(c->kind, spec, tree))
		return 0;
	w.used = used;
	w.names = names;
	if (c->kind == KIND(pod))
		usage_unsaid(tree, names, &unsaid);
	if (unsaid.len > 0)
		return forbid(c, tree, "failed quota: %s: %s", quota->name, unsaid.buf);
	if (!all_known(&w))
		return refuse_unknown(c, tree, &w);
	delta = delta_of(c, spec, tree, old);
	return weigh(c, tree, &w, delta, ret);
}

/* Pods, and what is only counted, are looked at when they are made; services and claims when they change as well. */
static bool is_looked_at(const struct call *c, const json *old)
{
	if (!usage_is_counted(c->kind) || c->req->subresource)
		return false;
	return !old || c->kind == KIND(service) || c->kind == KIND(persistentvolumeclaim);
}

int quota_check(struct call *c, const json *tree, const json *old, quota_charges *ret)
{
	size_t n = storage_count(c->storage, KIND(resourcequota));
	int r = 0;

	if (n == 0 || !is_looked_at(c, old))
		return 0;
	for (size_t i = storage_find(c->storage, KIND(resourcequota), c->req->namespace, ""); i < n && r == 0; i++) {
		const struct object *q = storage_at(c->storage, KIND(resourcequota), i);

		if (!streq(q->namespace, c->req->namespace))
			break;
		r = check_one(c, q, tree, old, ret);
	}
	return r;
}

void quota_charge(struct call *c, quota_charges *charges)
{
	vec_each(charges, q) {
		json *tree = c->dry_run ? NULL : object_tree(q->quota);

		if (!tree)
			continue;
		json_set(json_want(tree, "status"), "used", json_copy(q->used));
		inside_store(c, q->quota, tree, NULL);
	}
}
