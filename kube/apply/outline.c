/*
 * See outline.h. This goes the way of compare.c, with the same questions at each place, and writes down what the
 * answers were instead of what follows from them. Each piece begins with a mark, so that none is taken for another.
 */
#include "kube/apply/outline.h"

#include "kube/apply/walk.h"

#define ITEMS_MOST 64		/* of one list; each is looked for among the others */

struct drawing {
	struct outline *o;
	struct str *out;		/* the outline's text */
	bool lost;		/* there is something that an outline cannot say */
};

/* Writes down what differs below; false, and nothing written, if nothing does. */
static bool differ(struct drawing *d, const struct shape *s, const json *from, const json *to);

bool outline_text(const char *s, struct str *out)
{
	size_t len = strlen(s);

	if (len > 254)
		return false;
	str_addc(out, (char)(len + 1));		/* never NUL: outlines are used as texts */
	str_addn(out, s, len);
	return true;
}

static void add_name(struct drawing *d, const char *name)
{
	str_addc(d->out, 'm');
	d->lost |= !outline_text(name, d->out);
}

static bool same(const json *from, const json *to)
{
	return from && to && json_equal(from, to);
}

static bool differ_member(struct drawing *d, const struct shape *s, const char *key, const json *from, const json *to)
{
	size_t start = d->out->len;
	struct shape below;

	if (same(from, to) || !shape_field(s, key, &below))
		return false;
	add_name(d, key);
	if (differ(d, &below, from, to))
		return true;
	str_cut(d->out, start);
	return false;
}

static bool differ_members(struct drawing *d, const struct shape *s, const json *from, const json *to)
{
	const json *next = json_first(from);
	bool any = false;

	for (const json *m = json_first(to); m; m = json_next(m)) {
		const json *other = walk_member(from, next, json_key(m));

		any |= differ_member(d, s, json_key(m), other, m);
		next = other ? json_next(other) : next;
	}
	next = json_first(to);
	for (const json *m = json_first(from); m; m = json_next(m)) {
		const json *other = walk_member(to, next, json_key(m));

		if (!other)
			any |= differ_member(d, s, json_key(m), m, NULL);
		next = other ? json_next(other) : next;
	}
	return any;
}

/* --- lists --- */


static bool same_item(const struct field *list, const json *a, const json *b)
{
	char key[SHAPE_KEY];

	if (!(list->flags & FIELD_LISTMAP))
		return json_equal(a, b);
	for (const char *k = list->list_keys; *k;) {
		k = shape_next_key(k, key);
		if (!json_equal(json_get(a, key), json_get(b, key)))
			return false;
	}
	return true;
}

static void add_value(struct drawing *d, const json *value)
{
	enum json_type type = json_type(value);

	/* A key that is left out may have a default, and then is the same as one that is not. */
	d->lost |= type == JSON_NONE || type == JSON_NULL || type == JSON_ARRAY || type == JSON_OBJECT;
	json_print(value, JSON_PLAIN, d->out);
	str_addc(d->out, ';');
}

/* Letters, digits and what addresses and uids have: spelled alike wherever they are quoted. */
static bool is_simple(const char *s)
{
	for (; *s; s++)
		if (!(*s >= '0' && *s <= '9') && !(*s >= 'a' && *s <= 'z') && !strchr(".:-", *s))
			return false;
	return true;
}

/* Leaves a place for the name of an item that is known by one key and alone; false if it has to be spelled out. */
static bool leave_place(struct drawing *d, const struct field *list, const json *item)
{
	struct outline_name name = { list->list_keys, json_get_str(item, list->list_keys) };

	if (!name.value || !*name.value || d->o->len == OUTLINE_NAMES || !is_simple(name.value))
		return false;
	for (size_t i = 0; i < d->o->len; i++)
		if (streq(d->o->names[i].value, name.value))
			return false;
	d->o->names[d->o->len++] = name;
	str_addc(d->out, '*');
	return true;
}

static void add_item(struct drawing *d, const struct field *list, const json *item, bool alone)
{
	char key[SHAPE_KEY];

	str_addc(d->out, 'i');
	if (alone && list->flags & FIELD_LISTMAP && leave_place(d, list, item))
		return;
	if (!(list->flags & FIELD_LISTMAP)) {
		add_value(d, item);
		return;
	}
	for (const char *k = list->list_keys; *k;) {
		k = shape_next_key(k, key);
		add_value(d, json_get(item, key));
	}
}

/* The item of the list that is known by the same; the other's own place is looked at first. */
static const json *find_item(const struct field *list, const json *items, size_t expected, const json *item)
{
	const json *there = json_item(items, expected);

	if (there && same_item(list, there, item))
		return there;
	for (const json *i = json_first(items); i; i = json_next(i))
		if (same_item(list, i, item))
			return i;
	return NULL;
}

static bool differ_item(struct drawing *d, const struct shape *list, const json *from, const json *to, bool alone)
{
	struct shape item = shape_item(list);
	size_t start = d->out->len;

	if (same(from, to))
		return false;
	add_item(d, list->field, from ? from : to, alone);
	if (differ(d, &item, from, to))
		return true;
	str_cut(d->out, start);
	return false;
}

static bool any_twice(const struct field *list, const json *items)
{
	size_t at = 0;

	for (const json *i = json_first(items); i; i = json_next(i), at++) {
		const json *earlier = json_first(items);

		for (size_t n = 0; n < at; n++, earlier = json_next(earlier))
			if (same_item(list, earlier, i))
				return true;
	}
	return false;
}

static bool differ_items(struct drawing *d, const struct shape *s, const json *from, const json *to)
{
	bool alone = json_len(from) + json_len(to) == 1;
	size_t at = 0;
	bool any = false;

	if (json_len(from) > ITEMS_MOST || json_len(to) > ITEMS_MOST || any_twice(s->field, from) ||
	    any_twice(s->field, to)) {
		d->lost = true;
		return true;
	}
	for (const json *i = json_first(to); i; i = json_next(i))
		any |= differ_item(d, s, find_item(s->field, from, at++, i), i, alone);
	at = 0;
	for (const json *i = json_first(from); i; i = json_next(i))
		if (!find_item(s->field, to, at++, i))
			any |= differ_item(d, s, i, NULL, alone);
	return any;
}

/* --- one place --- */

static char mark(const json *v)
{
	return !v ? 'a' : json_type(v) == JSON_NULL ? 'n' : 't';
}

static bool differ(struct drawing *d, const struct shape *s, const json *from, const json *to)
{
	enum json_type type = s->type == SHAPE_LIST ? JSON_ARRAY : JSON_OBJECT;
	size_t start = d->out->len;
	bool any;

	if (s->type == SHAPE_SCALAR || s->type == SHAPE_ANY || s->atomic ||
	    (json_len(from) == 0 && json_len(to) == 0)) {
		if (same(from, to))
			return false;
		str_addc(d->out, !from ? '+' : !to ? '-' : '~');
		return true;
	}
	if ((!json_is_null(from) && json_type(from) != type) || (!json_is_null(to) && json_type(to) != type))
		d->lost = true;
	if (d->lost || (type == JSON_ARRAY && same(from, to)))
		return d->lost;
	str_addc(d->out, mark(from));
	str_addc(d->out, mark(to));
	any = type == JSON_ARRAY ? differ_items(d, s, from, to) : differ_members(d, s, from, to);
	str_addc(d->out, '.');
	if (any || !from || !to)
		return true;
	str_cut(d->out, start);
	return false;
}

void outline_release(struct outline *o)
{
	str_release(&o->text);
}

bool outline_add(const struct message *type, const json *from, const json *to, struct outline *o)
{
	struct drawing d = { .o = o, .out = &o->text };
	struct shape root = shape_root(type);

	differ(&d, &root, from, to);
	return !d.lost;
}
