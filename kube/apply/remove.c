/* Taking the members of a set out of a tree, and sets with the structs' fields on the way. */
#include "kube/apply/walk.h"

static json *without(struct pool *p, const struct shape *s, const json *v, const struct fieldset *items);

static json *null_if_empty(json *container)
{
	if (json_len(container) > 0)
		return container;
	json_free(container);
	return json_null();
}

static json *list_without(struct pool *p, const struct shape *s, const json *list, const struct fieldset *items)
{
	struct shape item = shape_item(s);
	json *out = json_array();

	for (const json *i = json_first(list); i; i = json_next(i)) {
		struct element e = { 0 };
		const struct fieldset_node *n = shape_element(p, s, i, &e) ? NULL : fieldset_find(items, &e);

		if (!n || !n->member)
			json_push(out, n && n->below ? without(p, &item, i, n->below) : json_copy(i));
	}
	return null_if_empty(out);
}

static json *object_without(struct pool *p, const struct shape *s, const json *object, const struct fieldset *items)
{
	json *out = json_object();

	for (const json *m = json_first(object); m; m = json_next(m)) {
		struct element e = { 'f', json_key(m) };
		const struct fieldset_node *n = fieldset_find(items, &e);
		struct shape below;

		if (n && n->member)
			continue;
		if (n && n->below && shape_field(s, json_key(m), &below))
			json_add(out, json_key(m), without(p, &below, m, n->below));
		else
			json_add(out, json_key(m), json_copy(m));
	}
	return null_if_empty(out);
}

/* What is owned as a whole, or holds nothing, goes whole when something below it is to go. */
static json *without(struct pool *p, const struct shape *s, const json *v, const struct fieldset *items)
{
	if (s->type == SHAPE_SCALAR)
		return json_copy(v);
	if (s->type == SHAPE_ANY || s->atomic || json_len(v) == 0)
		return json_null();
	return s->type == SHAPE_LIST ? list_without(p, s, v, items) : object_without(p, s, v, items);
}

json *walk_remove(struct pool *p, const struct message *type, const json *tree, const struct fieldset *items)
{
	struct shape root = shape_root(type);
	json *out = items ? without(p, &root, tree, items) : json_copy(tree);

	if (json_type(out) == JSON_OBJECT)
		return out;
	json_free(out);
	return json_object();
}

static const struct fieldset *named(struct pool *p, const struct shape *s, const struct fieldset *set)
{
	struct fieldset *out = NULL;

	for (uint32_t i = 0; set && i < set->len; i++) {
		struct fieldset_node n = set->nodes[i];
		struct shape below;

		if (n.below) {
			n.member |= s && shape_is_named(s, &n.element);
			n.below = named(p, s && shape_below(s, &n.element, &below) ? &below : NULL, n.below);
		}
		fieldset_add(p, &out, &n);
	}
	return out;
}

const struct fieldset *walk_named(struct pool *p, const struct message *type, const struct fieldset *s)
{
	struct shape root = shape_root(type);

	return named(p, &root, s);
}
