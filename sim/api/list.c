/* See list.h. Which revision a list shows: reference 3.4 and truth/wire c-resourceversion, c-limit-continue. */
#include "sim/api/list.h"

#include "sim/api/page.h"
#include "sim/api/version.h"

struct question {
	int64_t limit;			/* 0: none */
	uint64_t at;			/* as of this revision; 0: now */
	const char *namespace;		/* NULL: all */
	struct page page;		/* name NULL: from the beginning */
	struct selection selection;
};

static void question_release(struct question *q)
{
	page_release(&q->page);
	selection_release(&q->selection);
}

void listing_release(struct listing *l)
{
	vec_each(&l->objects, o)
		object_unref(*o);
	vec_release(&l->objects);
	str_release(&l->token);
}

static int read_limit(struct call *c, int64_t *ret)
{
	const char *text = call_param(c, "limit");
	char *end;
	long long n;

	*ret = 0;
	if (!text || !*text)
		return 0;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (*end || errno)
		return call_bad_request(c, "strconv.ParseInt: parsing \"%s\": invalid syntax", text);
	*ret = MAX(n, 0);
	return 0;
}

static int read_continue(struct call *c, struct question *q)
{
	const char *token = call_param(c, "continue"), *version = call_param(c, "resourceVersion");
	int r;

	if (!token || !*token)
		return 0;
	if (version && *version && !streq(version, "0"))
		return call_bad_request(c, "specifying resource version is not allowed when using continue");
	r = page_read(c, token, &q->page);
	if (r == 0 && q->page.rv > 0)
		q->at = (uint64_t)q->page.rv;
	return r;
}

static int read_version(struct call *c, struct question *q)
{
	const char *match = call_param(c, "resourceVersionMatch"), *version = call_param(c, "resourceVersion");
	uint64_t rv;
	int r = version_read(c, version, true, &rv);

	if (r == 0)
		r = version_reached(c, rv);
	if (r < 0)
		return r;
	if (version && streq(version, "0"))
		q->limit = 0;
	if (rv > 0 && (streq0(match, "Exact") || ((!match || !*match) && q->limit > 0)))
		q->at = rv;
	return 0;
}

static int question_read(struct call *c, struct question *q)
{
	int r = version_check(c, false);

	if (r == 0)
		r = read_limit(c, &q->limit);
	if (r == 0)
		r = read_version(c, q);
	if (r == 0)
		r = read_continue(c, q);
	if (r == 0)
		r = selection_read(c, &q->selection);
	q->namespace = c->kind->namespaced ? c->req->namespace : NULL;
	return r;
}

/* --- candidates --- */

static int too_old(struct call *c, const struct question *q)
{
	if (!q->page.name)
		return status_set(&c->status, 410, "Expired", "The resourceVersion for the provided list is too old.");
	return status_set(&c->status, 410, "Expired",
	                  "The provided continue parameter is too old to display a consistent list result. You "
	                  "can start a new list without the continue parameter, or use the continue token in this "
	                  "response to retrieve the "
	                  "remainder of the results. Continuing with the provided token results in an inconsistent "
	                  "list - objects that were "
	                  "created, modified, or deleted between the time the first chunk was returned and now may "
	                  "show up in the list.");
}

static void one_candidate(struct call *c, const char *namespace, const char *name, object_vec *ret)
{
	const struct object *o = storage_get(c->storage, c->kind, namespace, name);

	if (o)
		vec_push(ret, object_ref(o));
}

static void all_candidates(struct call *c, const char *namespace, object_vec *ret)
{
	size_t count = storage_count(c->storage, c->kind);

	for (size_t i = namespace ? storage_find(c->storage, c->kind, namespace, "") : 0; i < count; i++) {
		const struct object *o = storage_at(c->storage, c->kind, i);

		if (namespace && !streq(o->namespace, namespace))
			return;
		vec_push(ret, object_ref(o));
	}
}

static int candidates(struct call *c, const struct question *q, object_vec *ret)
{
	const char *name = selection_name(&q->selection);

	if (q->at && q->at != storage_revision(c->storage))
		return storage_snapshot(c->storage, c->kind, q->namespace, q->at, ret) < 0 ? too_old(c, q) : 0;
	if (name && (q->namespace || !c->kind->namespaced))
		one_candidate(c, q->namespace, name, ret);
	else
		all_candidates(c, q->namespace, ret);
	return 0;
}

static bool before_page(const struct question *q, const struct object *o)
{
	int d;

	if (!q->page.name)
		return false;
	d = strcmp(o->namespace, q->page.namespace);
	return d < 0 || (d == 0 && strcmp(o->name, q->page.name) <= 0);
}

/* Keeps what is selected and on this page; counts the rest. */
static void choose(const struct question *q, object_vec *from, struct listing *l)
{
	int64_t more = 0;

	vec_each(from, o) {
		bool fits = !before_page(q, *o) && selection_matches(&q->selection, *o);

		if (fits && (q->limit == 0 || (int64_t)l->objects.len < q->limit)) {
			vec_push(&l->objects, *o);
			continue;
		}
		more += fits;
		object_unref(*o);
	}
	l->remaining = selection_is_everything(&q->selection) && more > 0 ? more : -1;
	if (more > 0)
		page_token((int64_t)l->rv, vec_last(&l->objects), &l->token);
}

static int list_question(struct call *c, const struct question *q, struct listing *ret)
{
	struct listing l = { .token = STR_INIT, .rv = q->at ? q->at : storage_revision(c->storage) };
	object_vec from = VEC_INIT;
	int r = candidates(c, q, &from);

	if (r < 0)
		return r;
	choose(q, &from, &l);
	vec_release(&from);
	*ret = l;
	return 0;
}

int listing_read(struct call *c, struct listing *ret)
{
	_cleanup_(question_release) struct question q = { 0 };
	int r = question_read(c, &q);

	return r < 0 ? r : list_question(c, &q, ret);
}

int api_list(struct call *c)
{
	_cleanup_(listing_release) struct listing l = { .token = STR_INIT };
	int r = listing_read(c, &l);

	if (r < 0)
		return r;
	if (c->form.as == FORM_PARTIAL)
		return call_refuse_form(c, "PartialObjectMetadata", "is a list", "List");
	respond_list(c, &l);
	return 0;
}
