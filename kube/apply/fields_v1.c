/* Sets from and into FieldsV1: {"f:data":{".":{},"f:k":{}}}. An element with nothing below it is a member. */
#include "base/vec.h"
#include "kube/apply/fieldset.h"

/* 0, -ENOENT for an element of a type that nobody knows yet, -EINVAL. */
static int parse_element(struct pool *p, const char *key, struct element *ret)
{
	_cleanup_(json_freep) json *value = NULL;

	if (!*key || key[1] != ':')
		return -EINVAL;
	if (!strchr("fikv", *key))
		return -ENOENT;
	*ret = (struct element){ *key, key + 2 };
	if (*key == 'f')
		return 0;
	value = json_parse(key + 2, strlen(key + 2), NULL);
	if (!value || (*key == 'k' && json_type(value) != JSON_OBJECT) ||
	    (*key == 'i' && json_type(value) != JSON_NUMBER))
		return -EINVAL;
	if (*key == 'k')
		*ret = element_of_keys(p, value);
	return 0;
}

typedef VEC(struct fieldset_node) node_vec;

static int by_element(const void *a, const void *b)
{
	return element_cmp(&((const struct fieldset_node *)a)->element, &((const struct fieldset_node *)b)->element);
}

/* Sorted first: a set that is built in any other order than its own takes time by the square. */
static struct fieldset *build(struct pool *p, node_vec *nodes)
{
	struct fieldset *set = NULL;

	if (nodes->len > 1)
		qsort(nodes->items, nodes->len, sizeof(*nodes->items), by_element);
	vec_each(nodes, n)
		fieldset_add(p, &set, n);
	return set;
}

static int parse(struct pool *p, const json *fields, const struct fieldset **ret, bool *ret_self);

static int parse_member(struct pool *p, const json *m, node_vec *nodes)
{
	struct fieldset_node node = { .member = false };
	int r = parse_element(p, json_key(m), &node.element);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = parse(p, m, &node.below, &node.member);
	if (r == 0)
		vec_push(nodes, node);
	return r;
}

static int parse(struct pool *p, const json *fields, const struct fieldset **ret, bool *ret_self)
{
	node_vec nodes = VEC_INIT;
	bool self = false;
	int r = json_type(fields) == JSON_OBJECT ? 0 : -EINVAL;

	for (const json *m = r == 0 ? json_first(fields) : NULL; m && r == 0; m = json_next(m)) {
		if (streq(json_key(m), "."))
			self = true;
		else
			r = parse_member(p, m, &nodes);
	}
	if (r == 0) {
		*ret = build(p, &nodes);
		*ret_self = self || !*ret;
	}
	vec_release(&nodes);
	return r;
}

int fieldset_parse(struct pool *p, const json *fields, const struct fieldset **ret)
{
	const struct fieldset *set = NULL;
	bool self;
	int r = fields ? parse(p, fields, &set, &self) : 0;

	if (r == 0)
		*ret = set;
	return r;
}

/* The key is put together in one text for all. */
static json *print(const struct fieldset *s, bool self, struct str *key)
{
	json *out = json_object();

	if (self && s)
		json_add(out, ".", json_object());
	for (uint32_t i = 0; s && i < s->len; i++) {
		const struct fieldset_node *n = &s->nodes[i];
		json *below = print(n->below, n->member, key);

		str_reset(key);
		str_addc(key, n->element.type);
		str_addc(key, ':');
		str_add(key, n->element.text);
		json_add(out, key->buf, below);
	}
	return out;
}

json *fieldset_json(const struct fieldset *s)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	return print(s, false, &key);
}
