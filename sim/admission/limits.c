/* See limits.h. Texts and order: upstream's LimitRanger; truth/wire b-quota-limitrange. */
#include "sim/admission/limits.h"

#include "kube/quantity.h"
#include "kube/typed.h"
#include "sim/admission/usage.h"
#include "sim/storage.h"

#define ANNOTATION "kubernetes.io/limit-ranger"

typedef int (*range_fn)(void *arg, const json *items);

/* Calls fn with spec.limits of each range of the namespace until one answers other than 0. */
static int each_range(struct call *c, range_fn fn, void *arg)
{
	size_t n = storage_count(c->storage, KIND(limitrange));
	int r = 0;

	for (size_t i = storage_find(c->storage, KIND(limitrange), c->req->namespace, ""); i < n && r == 0; i++) {
		const struct object *o = storage_at(c->storage, KIND(limitrange), i);
		_cleanup_(json_freep) json *tree = NULL;

		if (!streq(o->namespace, c->req->namespace))
			break;
		tree = object_tree(o);
		r = fn(arg, json_at(tree, "spec.limits"));
	}
	return r;
}

static bool has_ranges(struct call *c)
{
	return storage_count(c->storage, KIND(limitrange)) > 0 && c->kind->namespaced && !c->req->subresource;
}

/* --- filling in --- */

static void add_list(const json *names, const char *what, const char *kind, const char *container, struct str *notes)
{
	if (json_len(names) == 0)
		return;
	str_add(notes, notes->len > 0 ? "; " : "LimitRanger plugin set: ");
	for (const json *n = json_first(names); n; n = json_next(n))
		str_addf(notes, "%s%s", n == json_first(names) ? "" : ", ", json_key(n));
	str_addf(notes, " %s for %s %s", what, kind, container);
}

/* The names, sorted, of what was filled in. */
static json *merge(json *container, const char *list, const json *defaults)
{
	json *set = json_object();

	for (const json *d = json_first(defaults); d; d = json_next(d)) {
		json *amounts = json_want(json_want(container, "resources"), list);

		if (json_get(amounts, json_key(d)))
			continue;
		json_set(amounts, json_key(d), json_copy(d));
		json_set_str(set, json_key(d), "");
	}
	typed_sort_map(set);
	return set;
}

static void fill_containers(json *containers, const char *kind, const json *item, struct str *notes)
{
	for (json *c = json_first(containers); c; c = json_next(c)) {
		const char *name = json_str_or(json_get(c, "name"), "");
		_cleanup_(json_freep) json *limits = merge(c, "limits", json_get(item, "default"));
		_cleanup_(json_freep) json *requests = merge(c, "requests", json_get(item, "defaultRequest"));

		add_list(requests, "request", kind, name, notes);
		add_list(limits, "limit", kind, name, notes);
	}
}

/* Of several items for containers the last one's word counts. */
static int fill_from(void *arg, const json *items)
{
	json *pod = arg;
	_cleanup_(json_freep) json *all = json_format("{'default':{},'defaultRequest':{}}");
	_cleanup_(str_release) struct str notes = STR_INIT;

	for (const json *i = json_first(items); i; i = json_next(i)) {
		if (!streq0(json_get_str(i, "type"), "Container"))
			continue;
		for (const json *list = json_first(all); list; list = json_next(list))
			for (const json *v = json_first(json_get(i, json_key(list))); v; v = json_next(v))
				json_set(json_get(all, json_key(list)), json_key(v), json_copy(v));
	}
	fill_containers(json_at(pod, "spec.containers"), "container", all, &notes);
	fill_containers(json_at(pod, "spec.initContainers"), "init container", all, &notes);
	if (notes.len > 0)
		json_set_str(json_want(json_want(pod, "metadata"), "annotations"), ANNOTATION, notes.buf);
	return 0;
}

void limits_fill(struct call *c, json *tree, const json *old)
{
	if (has_ranges(c) && c->kind == KIND(pod) && !old)
		each_range(c, fill_from, tree);
}

/* --- refusing --- */

/* One amount of one item against what is asked for; all complaints are gathered. */
struct bound {
	const char *type, *name, *most;		/* "Container", "cpu", the amount of the range */
	const char *request, *limit;		/* NULL: not said */
	json *complaints;
};

static void complain(const struct bound *b, const char *word, const char *rest, const char *amount)
{
	_cleanup_(freep) char *text = xasprintf("%s %s usage per %s is %s%s%s", word, b->name, b->type, b->most, rest,
						amount ? amount : "");

	json_push(b->complaints, json_string(text));
}

static void check_min(const struct bound *b)
{
	if (!b->request)
		complain(b, "minimum", ".  No request is specified", NULL);
	else if (quantity_cmp(b->request, b->most) < 0)
		complain(b, "minimum", ", but request is ", b->request);
	else if (b->limit && quantity_cmp(b->limit, b->most) < 0)
		complain(b, "minimum", ", but limit is ", b->limit);
}

static void check_max(const struct bound *b)
{
	if (!b->limit)
		complain(b, "maximum", ".  No limit is specified", NULL);
	else if (quantity_cmp(b->limit, b->most) > 0)
		complain(b, "maximum", ", but limit is ", b->limit);
	else if (b->request && quantity_cmp(b->request, b->most) > 0)
		complain(b, "maximum", ", but request is ", b->request);
}

static void check_max_request(const struct bound *b)
{
	if (!b->request)
		complain(b, "maximum", ".  No request is specified", NULL);
	else if (quantity_cmp(b->request, b->most) > 0)
		complain(b, "maximum", ", but request is ", b->request);
}

static void complain_of_ratio(const struct bound *b, const char *what)
{
	_cleanup_(freep) char *text = xasprintf("%s max limit to request ratio per %s is %s, but %s", b->name, b->type,
						b->most, what);

	json_push(b->complaints, json_string(text));
}

static void check_ratio(const struct bound *b)
{
	double ratio;

	if (!b->request || quantity_cmp(b->request, "0") == 0) {
		complain_of_ratio(b, "no request is specified or request is 0");
		return;
	}
	if (!b->limit || quantity_cmp(b->limit, "0") == 0) {
		complain_of_ratio(b, "no limit is specified or limit is 0");
		return;
	}
	ratio = (double)quantity_milli(b->limit) / (double)quantity_milli(b->request);
	if (ratio * 1000 > (double)quantity_milli(b->most)) {
		_cleanup_(freep) char *what = xasprintf("provided ratio is %f", ratio);

		complain_of_ratio(b, what);
	}
}

static void check_list(const json *item, const char *list, void (*check)(const struct bound *b), const json *requests,
                       const json *limits, json *complaints)
{
	for (const json *v = json_first(json_get(item, list)); v; v = json_next(v)) {
		struct bound b = {
			.type = json_str_or(json_get(item, "type"), ""), .name = json_key(v),
			.most = json_str_or(v, "0"), .request = json_get_str(requests, json_key(v)),
			.limit = json_get_str(limits, json_key(v)),
			.complaints = complaints,
		};

		check(&b);
	}
}

static void check_amounts(const json *item, const json *requests, const json *limits, json *complaints)
{
	check_list(item, "min", check_min, requests, limits, complaints);
	check_list(item, "max", check_max, requests, limits, complaints);
	check_list(item, "maxLimitRequestRatio", check_ratio, requests, limits, complaints);
}

static void check_pod(const json *item, const json *pod, json *complaints)
{
	static const char *const lists[] = { "containers", "initContainers" };
	const char *type = json_str_or(json_get(item, "type"), "");

	for (size_t i = 0; streq(type, "Container") && i < COUNT(lists); i++)
		for (const json *c = json_first(json_get(json_get(pod, "spec"), lists[i])); c; c = json_next(c))
			check_amounts(item, json_at(c, "resources.requests"), json_at(c, "resources.limits"),
				      complaints);
	if (streq(type, "Pod")) {
		_cleanup_(json_freep) json *requests = usage_of_pod(pod, "requests"),
					   *limits = usage_of_pod(pod, "limits");

		check_amounts(item, requests, limits, complaints);
	}
}

static void check_claim(const json *item, const json *claim, json *complaints)
{
	const json *requests = json_at(claim, "spec.resources.requests");

	if (!streq0(json_get_str(item, "type"), "PersistentVolumeClaim"))
		return;
	check_list(item, "min", check_min, requests, NULL, complaints);
	check_list(item, "max", check_max_request, requests, NULL, complaints);
}

struct judgement {
	struct call *call;
	const json *tree;
};

/* Go prints several errors in brackets, each once. */
static void add_complaints(const json *complaints, struct str *out)
{
	bool several = json_len(complaints) > 1;

	str_add(out, several ? "[" : "");
	for (const json *t = json_first(complaints); t; t = json_next(t)) {
		bool said = false;

		for (const json *before = json_first(complaints); before != t; before = json_next(before))
			said |= json_equal(before, t);
		if (!said)
			str_addf(out, "%s%s", t == json_first(complaints) ? "" : ", ", json_str_or(t, ""));
	}
	str_add(out, several ? "]" : "");
}

static int refuse(struct judgement *j, const json *complaints)
{
	const char *name = json_str_or(json_at(j->tree, "metadata.name"), "");
	const struct kind *k = j->call->kind;
	_cleanup_(str_release) struct str text = STR_INIT;

	add_complaints(complaints, &text);
	status_set(&j->call->status, 403, "Forbidden", "%s \"%s\" is forbidden: %s", k->plural, name, text.buf);
	status_details(&j->call->status, k->plural, k->group, name);
	return -403;
}

static int check_range(void *arg, const json *items)
{
	struct judgement *j = arg;
	_cleanup_(json_freep) json *complaints = json_array();

	for (const json *i = json_first(items); i; i = json_next(i)) {
		if (j->call->kind == KIND(pod))
			check_pod(i, j->tree, complaints);
		else
			check_claim(i, j->tree, complaints);
	}
	return json_len(complaints) > 0 ? refuse(j, complaints) : 0;
}

int limits_check(struct call *c, const json *tree, const json *old)
{
	struct judgement j = { c, tree };
	bool concerned = (c->kind == KIND(pod) && !old) || c->kind == KIND(persistentvolumeclaim);

	if (!has_ranges(c) || !concerned || json_at(old, "metadata.deletionTimestamp"))
		return 0;
	return each_range(c, check_range, &j);
}
