/* Whether a patch is of its type, and what is said when it is not. */
#include "kube/apply/entries.h"
#include "kube/apply/walk.h"

struct checker {
	struct pool *pool;
	struct str path;
	struct str *complaints;		/* a line each */
	size_t count;
};

static void check(struct checker *c, const struct shape *s, const json *v);

static void complain(struct checker *c, const char *text)
{
	str_addf(c->complaints, "%s%s%s%s", c->count > 0 ? "\n  " : "", c->path.buf, c->path.len > 0 ? ": " : "", text);
	c->count++;
}

/* --- values as Go shows them --- */

static void add_go(const json *v, bool quoted, struct str *out);

static void add_go_map(const json *v, struct str *out)
{
	_cleanup_(str_release) struct str sorted = STR_INIT;
	_cleanup_(json_freep) json *tree = NULL;
	const char *space = "";

	json_print(v, JSON_SORTED, &sorted);
	tree = json_parse(sorted.buf, sorted.len, NULL);
	str_add(out, "map[");
	for (const json *m = json_first(tree); m; m = json_next(m)) {
		str_addf(out, "%s%s:", space, json_key(m));
		add_go(m, false, out);
		space = " ";
	}
	str_addc(out, ']');
}

/* quoted: as %#v, else as %v. */
static void add_go(const json *v, bool quoted, struct str *out)
{
	const char *space = "";

	switch (json_type(v)) {
	case JSON_NULL: str_add(out, "<nil>"); break;
	case JSON_STRING:
		str_addf(out, quoted ? "\"%s\"" : "%s", json_str(v));
		break;
	case JSON_ARRAY:
		str_addc(out, '[');
		for (const json *i = json_first(v); i; i = json_next(i)) {
			str_add(out, space);
			add_go(i, false, out);
			space = " ";
		}
		str_addc(out, ']');
		break;
	case JSON_OBJECT: add_go_map(v, out); break;
	default: json_print(v, JSON_PLAIN, out);
	}
}

static const char *go_type(const json *v)
{
	switch (json_type(v)) {
	case JSON_STRING: return "string";
	case JSON_BOOL: return "bool";
	case JSON_ARRAY: return "[]interface {}";
	case JSON_OBJECT: return "map[string]interface {}";
	default: return "<nil>";
	}
}

static void expected(struct checker *c, const char *what, const json *v)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_addf(&text, "expected %s, got &{", what);
	add_go(v, false, &text);
	str_addc(&text, '}');
	complain(c, text.buf);
}

/* --- one place --- */

enum scalar { SCALAR_NUMBER, SCALAR_TEXT, SCALAR_BOOL, SCALAR_UNTYPED };

static enum scalar scalar_of(const struct field *f)
{
	switch (f->type) {
	case FIELD_INT32:
	case FIELD_INT64:
	case FIELD_DOUBLE: return SCALAR_NUMBER;
	case FIELD_BOOL: return SCALAR_BOOL;
	case FIELD_STRING:
	case FIELD_BYTES: return SCALAR_TEXT;
	default: return SCALAR_UNTYPED;
	}
}

static void check_scalar(struct checker *c, const struct shape *s, const json *v)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	enum json_type t = json_type(v);

	switch (scalar_of(s->field)) {
	case SCALAR_NUMBER:
		str_addf(&text, "expected numeric (int or float), got %s", go_type(v));
		if (t != JSON_NUMBER)
			complain(c, text.buf);
		break;
	case SCALAR_TEXT:
		str_add(&text, "expected string, got &value.valueUnstructured{Value:");
		add_go(v, true, &text);
		str_addc(&text, '}');
		if (t != JSON_STRING)
			complain(c, text.buf);
		break;
	case SCALAR_BOOL:
		if (t != JSON_BOOL)
			expected(c, "boolean", v);
		break;
	case SCALAR_UNTYPED:
		if (t == JSON_OBJECT || t == JSON_ARRAY)
			expected(c, "any scalar", v);
	}
}

static void check_below(struct checker *c, const struct shape *s, const struct element *e, const json *v)
{
	size_t len = c->path.len;

	element_add(e, &c->path);
	check(c, s, v);
	str_cut(&c->path, len);
}

static void check_members(struct checker *c, const struct shape *s, const json *object)
{
	for (const json *m = json_first(object); m; m = json_next(m)) {
		struct element e = { 'f', json_key(m) };
		struct shape below;

		if (shape_field(s, json_key(m), &below)) {
			check_below(c, &below, &e, m);
		} else {
			size_t len = c->path.len;

			element_add(&e, &c->path);
			complain(c, "field not declared in schema");
			str_cut(&c->path, len);
			return;
		}
	}
}

static void check_duplicates(struct checker *c, entry_vec *v)
{
	entries_sort(v);
	for (size_t i = 0, same; (same = entries_same(v, i)); i += same)
		for (size_t n = 1; n < same; n++) {
			_cleanup_(str_release) struct str text = STR_INIT;

			str_add(&text, "duplicate entries for key ");
			element_add(&v->items[i].element, &text);
			complain(c, text.buf);
		}
}

/* Items of a list without keys are known by their numbers. */
static void check_numbered(struct checker *c, const struct shape *s, const json *list)
{
	struct shape item = shape_item(s);
	size_t at = 0;

	for (const json *i = json_first(list); i; i = json_next(i)) {
		_cleanup_(freep) char *number = xasprintf("%zu", at++);
		struct element e = { 'i', number };

		check_below(c, &item, &e, i);
	}
}

static void check_items(struct checker *c, const struct shape *s, const json *list)
{
	struct shape item = shape_item(s);
	entry_vec v = VEC_INIT;

	if (s->atomic) {
		check_numbered(c, s, list);
		return;
	}
	entries_read(c->pool, s, list, &v);
	vec_each(&v, e) {
		if (e->why) {
			_cleanup_(freep) char *text = xasprintf("element %zu: %s", e->at, e->why);

			complain(c, text);
			vec_release(&v);
			return;
		}
		check_below(c, &item, &e->element, e->item);
	}
	check_duplicates(c, &v);
	vec_release(&v);
}

static void check(struct checker *c, const struct shape *s, const json *v)
{
	if (json_is_null(v) || s->type == SHAPE_ANY)
		return;
	if (s->type == SHAPE_SCALAR)
		check_scalar(c, s, v);
	else if (s->type == SHAPE_LIST && json_type(v) != JSON_ARRAY)
		expected(c, "list", v);
	else if (s->type == SHAPE_LIST)
		check_items(c, s, v);
	else if (json_type(v) != JSON_OBJECT)
		expected(c, "map", v);
	else
		check_members(c, s, v);
}

int walk_check(struct pool *p, const struct message *type, const json *patch, struct str *why)
{
	_cleanup_(str_release) struct str complaints = STR_INIT;
	struct checker c = { .pool = p, .path = STR_INIT, .complaints = &complaints };
	struct shape root = shape_root(type);

	check(&c, &root, patch);
	str_release(&c.path);
	if (c.count == 0)
		return 0;
	str_addf(why, "%s%s", c.count > 1 ? "errors:\n  " : "", complaints.buf);
	return -EINVAL;
}
