/* See fieldset.h. Nodes are sorted, so two sets are gone through side by side. */
#include "kube/apply/fieldset.h"

static struct fieldset_node *append(struct pool *p, struct fieldset *s)
{
	if (s->len == s->cap) {
		uint32_t cap = s->cap ? s->cap * 2 : 4;
		struct fieldset_node *nodes = pool_alloc(p, cap * sizeof(*nodes));

		if (s->len > 0)
			memcpy(nodes, s->nodes, s->len * sizeof(*nodes));
		s->nodes = nodes;
		s->cap = cap;
	}
	return &s->nodes[s->len++];
}

/* The index of the first node not before e. */
static uint32_t place(const struct fieldset *s, const struct element *e)
{
	uint32_t low = 0, high = s->len;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (element_cmp(&s->nodes[middle].element, e) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct fieldset_node *fieldset_find(const struct fieldset *s, const struct element *e)
{
	uint32_t at = s ? place(s, e) : 0;

	return s && at < s->len && element_cmp(&s->nodes[at].element, e) == 0 ? &s->nodes[at] : NULL;
}

void fieldset_add(struct pool *p, struct fieldset **s, const struct fieldset_node *node)
{
	struct fieldset *set = *s;
	uint32_t at;

	if (!node->member && !node->below)
		return;
	if (!set)
		set = *s = pool_alloc(p, sizeof(*set));
	if (set->len == 0 || element_cmp(&set->nodes[set->len - 1].element, &node->element) < 0) {
		*append(p, set) = *node;
		return;
	}
	at = place(set, &node->element);
	if (element_cmp(&set->nodes[at].element, &node->element) == 0) {
		set->nodes[at].member |= node->member;
		set->nodes[at].below = fieldset_union(p, set->nodes[at].below, node->below);
		return;
	}
	append(p, set);
	memmove(set->nodes + at + 1, set->nodes + at, (set->len - 1 - at) * sizeof(*set->nodes));
	set->nodes[at] = *node;
}

void fieldset_add_path(struct pool *p, struct fieldset **s, const char *path)
{
	size_t len = strcspn(path, ".");
	struct fieldset_node n = { .element = { 'f', pool_text(p, path, len) }, .member = !path[len] };

	if (path[len]) {
		struct fieldset *below = NULL;

		fieldset_add_path(p, &below, path + len + 1);
		n.below = below;
	}
	fieldset_add(p, s, &n);
}

bool fieldset_has_path(const struct fieldset *s, const char *path)
{
	while (s) {
		size_t len = strcspn(path, ".");
		_cleanup_(freep) char *name = xstrndup(path, len);
		struct element e = { 'f', name };
		const struct fieldset_node *n = fieldset_find(s, &e);

		if (!n || !path[len])
			return n && n->member;
		s = n->below;
		path += len + 1;
	}
	return false;
}

/* --- two sets --- */

/* What becomes of an element of either side; the other side's node has no member and nothing below. */
typedef void (*combine_fn)(struct pool *p, struct fieldset_node *a, const struct fieldset_node *b);

/* Goes through both; where stop is set, elements of b alone are of no interest. */
static const struct fieldset *combine(struct pool *p, const struct fieldset *a, const struct fieldset *b,
				      combine_fn fn, bool only_a)
{
	struct fieldset *out = NULL;
	uint32_t i = 0, j = 0, la = a ? a->len : 0, lb = b ? b->len : 0;

	while (i < la || (j < lb && !only_a)) {
		int order = i == la ? 1 : j >= lb ? -1 : element_cmp(&a->nodes[i].element, &b->nodes[j].element);
		struct fieldset_node left = { 0 }, right = { 0 };

		if (order > 0 && only_a) {
			j++;
			continue;
		}
		if (order <= 0)
			left = a->nodes[i++];
		if (order >= 0)
			right = b->nodes[j++];
		if (order > 0)
			left.element = right.element;
		fn(p, &left, &right);
		fieldset_add(p, &out, &left);
	}
	return out;
}

static void unite(struct pool *p, struct fieldset_node *a, const struct fieldset_node *b)
{
	a->member |= b->member;
	a->below = fieldset_union(p, a->below, b->below);
}

static void keep_common(struct pool *p, struct fieldset_node *a, const struct fieldset_node *b)
{
	a->member = a->member && b->member;
	a->below = fieldset_common(p, a->below, b->below);
}

static void subtract(struct pool *p, struct fieldset_node *a, const struct fieldset_node *b)
{
	a->member = a->member && !b->member;
	a->below = fieldset_minus(p, a->below, b->below);
}

static void cut_off(struct pool *p, struct fieldset_node *a, const struct fieldset_node *b)
{
	a->member = a->member && !b->member;
	a->below = b->member ? NULL : fieldset_prune(p, a->below, b->below);
}

const struct fieldset *fieldset_union(struct pool *p, const struct fieldset *a, const struct fieldset *b)
{
	return a && b ? combine(p, a, b, unite, false) : a ? a : b;
}

const struct fieldset *fieldset_common(struct pool *p, const struct fieldset *a, const struct fieldset *b)
{
	return a && b ? combine(p, a, b, keep_common, true) : NULL;
}

const struct fieldset *fieldset_minus(struct pool *p, const struct fieldset *a, const struct fieldset *b)
{
	return a && b ? combine(p, a, b, subtract, true) : a;
}

const struct fieldset *fieldset_prune(struct pool *p, const struct fieldset *a, const struct fieldset *b)
{
	return a && b ? combine(p, a, b, cut_off, true) : a;
}

/* --- members one by one --- */

static void each(const struct fieldset *s, struct str *path, fieldset_fn fn, void *arg)
{
	size_t len = path->len;

	for (uint32_t i = 0; s && i < s->len; i++) {
		if (!s->nodes[i].member)
			continue;
		element_add(&s->nodes[i].element, path);
		fn(arg, path->buf);
		str_cut(path, len);
	}
	for (uint32_t i = 0; s && i < s->len; i++) {
		if (!s->nodes[i].below)
			continue;
		element_add(&s->nodes[i].element, path);
		each(s->nodes[i].below, path, fn, arg);
		str_cut(path, len);
	}
}

void fieldset_each(const struct fieldset *s, fieldset_fn fn, void *arg)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	each(s, &path, fn, arg);
}
