/*
 * Sets from and into FieldsV1: {"f:data":{".":{},"f:k":{}}}. An element with nothing below it is a member. Both ways it
 * is the text that is gone through: the tree of it has a node for each path, and nobody else wants them.
 */
#include "base/vec.h"
#include "kube/apply/fieldset.h"

struct reader {
	struct pool *pool;
	const char *at;		/* in JSON as json_print has it, so nothing of its spelling need be checked */
};

/* 0, -ENOENT for an element of a type that nobody knows yet, -EINVAL. The key is the pool's. */
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

/* Moves past a string; true if there are escapes in it. */
static bool pass_string(struct reader *r)
{
	bool escapes = false;

	for (r->at++; *r->at != '"'; r->at++) {
		if (*r->at != '\\')
			continue;
		escapes = true;
		r->at++;
	}
	r->at++;
	return escapes;
}

static void pass_value(struct reader *r)
{
	size_t depth = 0;

	while (depth > 0 || (*r->at != ',' && *r->at != '}')) {
		if (*r->at == '"') {
			pass_string(r);
			continue;
		}
		if (*r->at == '{' || *r->at == '[')
			depth++;
		else if (*r->at == '}' || *r->at == ']')
			depth--;
		r->at++;
	}
}

/* The key that begins at r->at; what follows its colon is read next. */
static const char *read_key(struct reader *r)
{
	const char *start = r->at;
	bool escapes = pass_string(r);
	size_t len = (size_t)(r->at++ - start);
	_cleanup_(json_freep) json *decoded = escapes ? json_parse(start, len, NULL) : NULL;

	if (!escapes)
		return pool_text(r->pool, start + 1, len - 2);
	return pool_text(r->pool, json_str(decoded), strlen(json_str(decoded)));
}

typedef VEC(struct fieldset_node) node_vec;

static int by_element(const void *a, const void *b)
{
	return element_cmp(&((const struct fieldset_node *)a)->element, &((const struct fieldset_node *)b)->element);
}

/* One level of a set as it is read. Nearly always it comes in order. What does not is put aside and sorted: a set that
 * is built in any other order than its own takes time by the square. */
struct level {
	struct fieldset *set;
	node_vec late;
};

static void level_add(struct pool *p, struct level *l, const struct fieldset_node *node)
{
	if (!l->set || element_cmp(&l->set->nodes[l->set->len - 1].element, &node->element) < 0)
		fieldset_add(p, &l->set, node);
	else
		vec_push(&l->late, *node);
}

static const struct fieldset *level_end(struct pool *p, struct level *l)
{
	struct fieldset *late = NULL;

	if (l->late.len > 0)
		qsort(l->late.items, l->late.len, sizeof(*l->late.items), by_element);
	vec_each(&l->late, n)
		fieldset_add(p, &late, n);
	vec_release(&l->late);
	return fieldset_union(p, l->set, late);
}

static int parse(struct reader *r, const struct fieldset **ret, bool *ret_self);

/* A member, from its key on; "." says of the whole level that it is a member itself. */
static int parse_member(struct reader *r, struct level *l, bool *ret_self)
{
	struct fieldset_node node = { .member = false };
	const char *key = read_key(r);
	int error;

	if (streq(key, ".")) {
		*ret_self = true;
		pass_value(r);
		return 0;
	}
	error = parse_element(r->pool, key, &node.element);
	if (error == -ENOENT) {
		pass_value(r);
		return 0;
	}
	if (error == 0)
		error = parse(r, &node.below, &node.member);
	if (error == 0)
		level_add(r->pool, l, &node);
	return error;
}

static int parse(struct reader *r, const struct fieldset **ret, bool *ret_self)
{
	struct level l = { NULL, VEC_INIT };
	bool self = false;
	int error = *r->at == '{' ? 0 : -EINVAL;

	while (error == 0 && *r->at != '}') {
		r->at++;		/* the brace or a comma */
		if (*r->at == '"')
			error = parse_member(r, &l, &self);
	}
	r->at++;
	*ret = level_end(r->pool, &l);
	*ret_self = self || !*ret;
	return error;
}

int fieldset_parse(struct pool *p, const json *fields, const struct fieldset **ret)
{
	_cleanup_(str_release) struct str printed = STR_INIT;
	struct reader r = { p, json_folded(fields) };
	const struct fieldset *set = NULL;
	bool self;
	int error = 0;

	if (!r.at) {
		json_print(fields, JSON_PLAIN, &printed);
		r.at = printed.buf;
	}
	if (fields)
		error = parse(&r, &set, &self);
	if (error == 0)
		*ret = set;
	return error;
}

/* The key is put together in one text for all. */
static void print(const struct fieldset *s, bool self, struct str *key, struct str *out)
{
	const char *comma = "";

	str_addc(out, '{');
	if (self && s) {
		str_add(out, "\".\":{}");
		comma = ",";
	}
	for (uint32_t i = 0; s && i < s->len; i++, comma = ",") {
		const struct fieldset_node *n = &s->nodes[i];

		str_reset(key);
		str_addc(key, n->element.type);
		str_addc(key, ':');
		str_add(key, n->element.text);
		str_add(out, comma);
		str_add_quoted(out, key->buf, key->len);
		str_addc(out, ':');
		print(n->below, n->member, key, out);
	}
	str_addc(out, '}');
}

json *fieldset_json(const struct fieldset *s)
{
	_cleanup_(str_release) struct str key = STR_INIT, out = STR_INIT;

	print(s, false, &key, &out);
	return json_fold(out.buf, out.len);
}
