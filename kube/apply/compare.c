/* What changed between two trees, and what one tree holds. */
#include "kube/apply/entries.h"
#include "kube/apply/walk.h"

enum { ADDED, REMOVED, MODIFIED, CLASSES };

/* What is found out about one place: whether it is itself a member of a class, and what is below it. */
struct finding {
	bool self[CLASSES];
	struct fieldset *below[CLASSES];
};


static void compare(struct pool *p, const struct shape *s, const json *from, const json *to, struct finding *ret);

static void attach(struct pool *p, struct finding *parent, const struct element *e, const struct finding *f)
{
	for (int i = 0; i < CLASSES; i++) {
		struct fieldset_node n = { *e, f->self[i], f->below[i] };

		fieldset_add(p, &parent->below[i], &n);
	}
}

static void compare_leaf(const json *from, const json *to, struct finding *ret)
{
	ret->self[ADDED] = !from;
	ret->self[REMOVED] = from && !to;
	ret->self[MODIFIED] = from && to && !json_equal(from, to);
}

static void compare_member(struct pool *p, const struct shape *s, const char *key, const json *from, const json *to,
			   struct finding *ret)
{
	struct element e = { 'f', key };
	struct finding f = { 0 };
	struct shape below;

	if (!shape_field(s, key, &below))
		return;
	compare(p, &below, from, to, &f);
	attach(p, ret, &e, &f);
}

const json *walk_member(const json *object, const json *expected, const char *key)
{
	return expected && streq(json_key(expected), key) ? expected : json_get(object, key);
}

static void compare_members(struct pool *p, const struct shape *s, const json *from, const json *to,
			    struct finding *ret)
{
	const json *next = json_type(from) == JSON_OBJECT ? json_first(from) : NULL;

	for (const json *m = json_type(to) == JSON_OBJECT ? json_first(to) : NULL; m; m = json_next(m)) {
		const json *other = walk_member(from, next, json_key(m));

		compare_member(p, s, json_key(m), other, m, ret);
		next = other ? json_next(other) : next;
	}
	next = json_type(to) == JSON_OBJECT ? json_first(to) : NULL;
	for (const json *m = json_type(from) == JSON_OBJECT ? json_first(from) : NULL; m; m = json_next(m)) {
		const json *other = walk_member(to, next, json_key(m));

		if (!other)
			compare_member(p, s, json_key(m), m, NULL, ret);
		next = other ? json_next(other) : next;
	}
}

/* --- lists --- */

static bool same_items(const struct entry *a, const struct entry *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!json_equal(a[i].item, b[i].item))
			return false;
	return true;
}

/* Items that occur once are compared; those that occur twice are owned together, as one leaf. */
static void compare_entries(struct pool *p, const struct shape *s, const struct entry *from, size_t before,
			    const struct entry *to, size_t after, struct finding *ret)
{
	const json *a = before == 1 ? from->item : NULL, *b = after == 1 ? to->item : NULL;
	struct shape item = shape_item(s);
	struct finding f = { 0 };

	if (before >= 2 && after >= 2) {
		f.self[MODIFIED] = before != after || !same_items(from, to, before);
	} else {
		if (a || b)
			compare(p, &item, a, b, &f);
		f.self[REMOVED] |= before >= 2;
		f.self[ADDED] |= after >= 2;
	}
	attach(p, ret, before > 0 ? &from->element : &to->element, &f);
}

static void compare_items(struct pool *p, const struct shape *s, const json *from, const json *to, struct finding *ret)
{
	entry_vec a = VEC_INIT, b = VEC_INIT;
	size_t i = 0, j = 0;

	entries_read(p, s, from, &a);
	entries_read(p, s, to, &b);
	entries_sort(&a);
	entries_sort(&b);
	while (i < a.len || j < b.len) {
		int order = i == a.len ? 1 : j == b.len ? -1 : element_cmp(&a.items[i].element, &b.items[j].element);
		size_t before = order <= 0 ? entries_same(&a, i) : 0, after = order >= 0 ? entries_same(&b, j) : 0;

		compare_entries(p, s, before > 0 ? &a.items[i] : NULL, before, after > 0 ? &b.items[j] : NULL, after,
				ret);
		i += before;
		j += after;
	}
	vec_release(&a);
	vec_release(&b);
}

/* --- one place --- */

static void compare(struct pool *p, const struct shape *s, const json *from, const json *to, struct finding *ret)
{
	bool leaf = s->type == SHAPE_SCALAR || s->type == SHAPE_ANY || s->atomic;

	/* Most of an object is as it was, and need not be known field by field then. */
	if (from && to && json_equal(from, to))
		return;
	if (leaf || (json_len(from) == 0 && json_len(to) == 0)) {
		compare_leaf(from, to, ret);
		return;
	}
	if (s->type == SHAPE_LIST)
		compare_items(p, s, from, to, ret);
	else
		compare_members(p, s, from, to, ret);
	ret->self[ADDED] |= !from;
	ret->self[REMOVED] |= from && !to;
}

struct comparison walk_compare(struct pool *p, const struct message *type, const json *from, const json *to)
{
	struct shape root = shape_root(type);
	struct finding f = { 0 };

	compare(p, &root, from, to, &f);
	return (struct comparison){ f.below[ADDED], f.below[REMOVED], f.below[MODIFIED] };
}

/* --- one tree --- */

static bool fields(struct pool *p, const struct shape *s, const json *v, struct fieldset **ret);

static void fields_of_items(struct pool *p, const struct shape *s, const json *list, struct fieldset **ret)
{
	struct shape item = shape_item(s);
	entry_vec v = VEC_INIT;

	entries_read(p, s, list, &v);
	entries_sort(&v);
	for (size_t i = 0, same; (same = entries_same(&v, i)); i += same) {
		struct fieldset_node n = { v.items[i].element, true, NULL };
		struct fieldset *below = NULL;

		if (same == 1)
			fields(p, &item, v.items[i].item, &below);
		n.below = below;
		fieldset_add(p, ret, &n);
	}
	vec_release(&v);
}

static void fields_of_members(struct pool *p, const struct shape *s, const json *object, struct fieldset **ret)
{
	for (const json *m = json_first(object); m; m = json_next(m)) {
		struct fieldset_node n = { { 'f', json_key(m) }, s->type == SHAPE_MAP, NULL };
		struct fieldset *below = NULL;
		struct shape field;

		if (!shape_field(s, json_key(m), &field))
			continue;
		n.member |= fields(p, &field, m, &below);
		n.member |= json_is_null(m) || (json_type(m) == JSON_OBJECT && json_len(m) == 0);
		n.below = below;
		fieldset_add(p, ret, &n);
	}
}

/* True if the place is a leaf, and so a member itself. */
static bool fields(struct pool *p, const struct shape *s, const json *v, struct fieldset **ret)
{
	if (s->type == SHAPE_SCALAR || s->type == SHAPE_ANY || s->atomic)
		return true;
	if (s->type == SHAPE_LIST)
		fields_of_items(p, s, v, ret);
	else if (json_type(v) == JSON_OBJECT)
		fields_of_members(p, s, v, ret);
	return false;
}

const struct fieldset *walk_fields(struct pool *p, const struct message *type, const json *tree)
{
	struct shape root = shape_root(type);
	struct fieldset *set = NULL;

	fields(p, &root, tree, &set);
	return set;
}
