/* Laying a patch over a live tree. */
#include "kube/apply/entries.h"
#include "kube/apply/walk.h"

struct merger {
	struct pool *pool;
	struct str *why;		/* the first complaint */
	bool failed;
};

static json *merge(struct merger *m, const struct shape *s, const json *live, const json *patch);

static void fail(struct merger *m, const char *text)
{
	if (!m->failed)
		str_add(m->why, text);
	m->failed = true;
}

/* NULL: nothing came of it, which leaves the member out. */
static json *merge_members(struct merger *m, const struct shape *s, const json *live, const json *patch)
{
	json *out = json_object();
	struct shape below;

	for (const json *i = json_type(live) == JSON_OBJECT ? json_first(live) : NULL; i; i = json_next(i)) {
		bool known = shape_field(s, json_key(i), &below);
		json *value = known ? merge(m, &below, i, json_get(patch, json_key(i))) : NULL;

		if (value)
			json_add(out, json_key(i), value);
	}
	for (const json *i = json_type(patch) == JSON_OBJECT ? json_first(patch) : NULL; i; i = json_next(i)) {
		json *value = NULL;

		if (!json_get(live, json_key(i)) && shape_field(s, json_key(i), &below))
			value = merge(m, &below, NULL, i);
		if (value)
			json_add(out, json_key(i), value);
	}
	if (json_len(out) > 0)
		return out;
	json_free(out);
	return NULL;
}

/* --- lists --- */

struct lists {
	entry_vec live, patch;			/* in order */
	entry_vec live_sorted, patch_sorted;
	size_t at, rest;			/* where the two stand */
	size_t shared;				/* the next entry of the patch that the live list has too */
	bool *done;				/* of the patch's entries: merged already */
};

static void copy_sorted(const entry_vec *from, entry_vec *to)
{
	vec_each(from, e)
		vec_push(to, *e);
	entries_sort(to);
}

static bool read_side(struct merger *m, const struct shape *s, const json *list, entry_vec *ret, entry_vec *ret_sorted)
{
	entries_read(m->pool, s, list, ret);
	vec_each(ret, e) {
		if (!e->why)
			continue;
		str_addf(m->why, "element %zu: %s", e->at, e->why);
		m->failed = true;
		return false;
	}
	copy_sorted(ret, ret_sorted);
	return true;
}

static void find_duplicates(struct merger *m, const entry_vec *sorted)
{
	for (size_t i = 0, same; !m->failed && (same = entries_same(sorted, i)); i += same) {
		_cleanup_(str_release) struct str text = STR_INIT;

		if (same == 1)
			continue;
		str_add(&text, "duplicate entries for key ");
		element_add(&sorted->items[i].element, &text);
		fail(m, text.buf);
	}
}

static void next_shared(struct lists *l, size_t from)
{
	for (l->shared = from; l->shared < l->patch.len; l->shared++)
		if (entries_find(&l->live_sorted, &l->patch.items[l->shared].element))
			return;
}

/* The live item to merge with; one that occurs twice is not merged, only replaced. */
static const json *live_item(const struct lists *l, const struct element *e)
{
	const struct entry *found = entries_find(&l->live_sorted, e);

	return found && entries_same(&l->live_sorted, (size_t)(found - l->live_sorted.items)) == 1 ? found->item : NULL;
}

static void push(struct merger *m, const struct shape *s, const json *live, const json *patch, json *out)
{
	struct shape item = shape_item(s);
	json *value = merge(m, &item, live, patch);

	if (value)
		json_push(out, value);
}

static void take_patch(struct merger *m, const struct shape *s, struct lists *l, json *out)
{
	const struct entry *e = &l->patch.items[l->rest];

	push(m, s, live_item(l, &e->element), e->item, out);
	l->done[l->rest] = true;
	if (l->shared == l->rest)
		next_shared(l, l->rest + 1);
	l->rest++;
}

static bool merged(const struct lists *l, const struct element *e)
{
	const struct entry *found = entries_find(&l->patch_sorted, e);

	return found && l->done[found->at];
}

/*
 * One step through both lists: items of the live list alone keep their places, shared ones come in the order of the
 * patch (as structured-merge-diff orders them).
 */
static void step(struct merger *m, const struct shape *s, struct lists *l, json *out)
{
	const struct entry *live = l->at < l->live.len ? &l->live.items[l->at] : NULL;
	bool both = live && entries_find(&l->patch_sorted, &live->element);

	if (live && l->rest < l->patch.len) {
		if (element_cmp(&live->element, &l->patch.items[l->rest].element) == 0) {
			push(m, s, live_item(l, &live->element), l->patch.items[l->rest].item, out);
			l->done[l->rest] = true;
			next_shared(l, l->shared + 1);
			l->at++, l->rest++;
			return;
		}
		if (both && l->shared < l->patch.len &&
		    element_cmp(&l->patch.items[l->shared].element, &live->element) != 0) {
			l->at++;
			return;
		}
	}
	if (live && !both) {
		push(m, s, live->item, NULL, out);
		l->at++;
		return;
	}
	if (live && merged(l, &live->element))
		l->at++;
	if (l->rest < l->patch.len)
		take_patch(m, s, l, out);
}

static json *merge_items(struct merger *m, const struct shape *s, const json *live, const json *patch)
{
	struct lists l = { 0 };
	json *out = json_array();

	if (read_side(m, s, patch, &l.patch, &l.patch_sorted) && read_side(m, s, live, &l.live, &l.live_sorted))
		find_duplicates(m, &l.patch_sorted);
	l.done = xcalloc(l.patch.len + 1, sizeof(*l.done));
	next_shared(&l, 0);
	while (!m->failed && (l.at < l.live.len || l.rest < l.patch.len))
		step(m, s, &l, out);
	vec_release(&l.live);
	vec_release(&l.patch);
	vec_release(&l.live_sorted);
	vec_release(&l.patch_sorted);
	free(l.done);
	if (json_len(out) > 0)
		return out;
	json_free(out);
	return NULL;
}

static json *merge(struct merger *m, const struct shape *s, const json *live, const json *patch)
{
	bool leaf = s->type == SHAPE_SCALAR || s->type == SHAPE_ANY || s->atomic;

	if (leaf || (json_len(live) == 0 && json_len(patch) == 0))
		return json_copy(patch ? patch : live);
	return s->type == SHAPE_LIST ? merge_items(m, s, live, patch) : merge_members(m, s, live, patch);
}

int walk_merge(struct pool *p, const struct message *type, const json *live, const json *patch, json **ret,
	       struct str *why)
{
	struct shape root = shape_root(type);
	struct merger m = { p, why, false };
	json *out = merge(&m, &root, live, patch);

	if (m.failed) {
		json_free(out);
		return -EINVAL;
	}
	*ret = out ? out : json_object();
	return 0;
}
