/*
 * typed_complete: what Go's printing adds and how it orders. Objects mostly come in order already (a server's own,
 * written back by a controller), so the order is looked at first and only a disorderly object is taken apart.
 */
#include "kube/typed.h"

#define FIELDS_MOST 128		/* of one message with all its inline ones; the schema's longest has about fifty */

/* A message's fields with those of its inline ones in their places. */
struct layout {
	const struct field *own;			/* the message's own, where none is inline */
	const struct field *fields[FIELDS_MOST];	/* else these */
	size_t len;
};

static const struct field *field_at(const struct layout *l, size_t i)
{
	return l->own ? &l->own[i] : l->fields[i];
}

static void add_fields(const struct message *m, struct layout *ret)
{
	for (int i = 0; i < m->count; i++) {
		if (m->fields[i].flags & FIELD_INLINE) {
			add_fields(schema_of(&m->fields[i]), ret);
		} else {
			assert(ret->len < FIELDS_MOST);
			ret->fields[ret->len++] = &m->fields[i];
		}
	}
}

static void lay_out(const struct message *m, struct layout *ret)
{
	ret->own = m->fields;
	ret->len = (size_t)m->count;
	for (int i = 0; i < m->count && ret->own; i++)
		if (m->fields[i].flags & FIELD_INLINE)
			ret->own = NULL;
	if (ret->own)
		return;
	ret->len = 0;
	add_fields(m, ret);
}

static bool is_named(const struct field *f, const char *key)
{
	return *f->name == *key && streq(f->name, key);
}

static void complete_field(json *v, const struct field *f);

/*
 * Completes what every member holds. False where a member comes before the field of the one before it, or where a field
 * that is always printed is missing.
 */
static bool complete_members(const json *o, const struct message *m, const struct layout *l)
{
	json *v = json_first(o);
	size_t at = 0;

	if (m->kind && v && streq(json_key(v), "kind"))
		v = json_next(v);
	if (m->kind && v && streq(json_key(v), "apiVersion"))
		v = json_next(v);
	for (; v; v = json_next(v), at++) {
		while (at < l->len && !is_named(field_at(l, at), json_key(v)))
			if (field_at(l, at++)->flags & FIELD_ALWAYS)
				return false;
		if (at == l->len)
			return false;
		complete_field(v, field_at(l, at));
	}
	for (; at < l->len; at++)
		if (field_at(l, at)->flags & FIELD_ALWAYS)
			return false;
	return true;
}

/* The zero value as Go prints it. */
static json *zero(const struct field *f)
{
	if (f->flags & (FIELD_REPEATED | FIELD_MAP | FIELD_POINTER))
		return json_null();
	switch (f->type) {
	case FIELD_STRING: return json_string("");
	case FIELD_INT32:
	case FIELD_INT64:
	case FIELD_DOUBLE:
	case FIELD_INTORSTRING: return json_number(0);
	case FIELD_BOOL: return json_bool(false);
	case FIELD_QUANTITY: return json_string("0");
	case FIELD_MESSAGE: return json_object();
	default: return json_null();
	}
}

static bool move_member(json *from, json *to, const char *key)
{
	json *v = json_get(from, key);

	if (v)
		json_add(to, json_key(v), json_detach(from, v));
	return v;
}

static void put_in_order(json *o, const struct message *m, const struct layout *l)
{
	_cleanup_(json_freep) json *old = json_object();

	while (json_first(o)) {
		json *v = json_first(o);

		json_add(old, json_key(v), json_detach(o, v));
	}
	if (m->kind) {
		move_member(old, o, "kind");
		move_member(old, o, "apiVersion");
	}
	for (size_t i = 0; i < l->len; i++) {
		const struct field *f = field_at(l, i);

		if (!move_member(old, o, f->name) && f->flags & FIELD_ALWAYS)
			json_add(o, f->name, zero(f));
	}
}

static int key_cmp(const void *a, const void *b)
{
	return strcmp(json_key(*(json *const *)a), json_key(*(json *const *)b));
}

static bool keys_sorted(const json *map)
{
	for (const json *v = json_first(map); v && json_next(v); v = json_next(v))
		if (strcmp(json_key(v), json_key(json_next(v))) > 0)
			return false;
	return true;
}

void typed_sort_map(json *map)
{
	size_t n = json_len(map), i = 0;
	json **members;

	if (keys_sorted(map))
		return;
	members = xcalloc(n, sizeof(json *));
	for (json *v = json_first(map); v; v = json_next(v))
		members[i++] = v;
	qsort(members, n, sizeof(json *), key_cmp);
	for (i = 0; i < n; i++)
		json_add(map, json_key(members[i]), json_detach(map, members[i]));
	free(members);
}

static void complete_field(json *v, const struct field *f)
{
	const struct message *inner = schema_of(f);

	if (f->flags & FIELD_MAP)
		typed_sort_map(v);
	if (!inner)
		return;
	if (!(f->flags & (FIELD_MAP | FIELD_REPEATED))) {
		typed_complete(v, inner);
		return;
	}
	for (json *i = json_first(v); i; i = json_next(i))
		typed_complete(i, inner);
}

void typed_complete(json *tree, const struct message *type)
{
	struct layout l;

	/* What is folded was printed by the server and is complete. */
	if (json_type(tree) != JSON_OBJECT || json_folded(tree))
		return;
	lay_out(type, &l);
	if (complete_members(tree, type, &l))
		return;
	put_in_order(tree, type, &l);
	complete_members(tree, type, &l);
}
