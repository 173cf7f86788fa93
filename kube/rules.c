/* See rules.h. */
#include "kube/rules.h"

void words_read(const json *list, struct arena *a, struct words *ret)
{
	size_t n = json_type(list) == JSON_ARRAY ? json_len(list) : 0, i = 0;
	const char **items = n > 0 ? arena_alloc(a, n * sizeof(*items)) : NULL;

	for (const json *w = n > 0 ? json_first(list) : NULL; w; w = json_next(w))
		items[i++] = arena_str(a, json_str_or(w, ""));
	*ret = (struct words){ items, n };
}

static void read_rule(const json *tree, struct arena *a, struct rule *r)
{
	words_read(json_get(tree, "verbs"), a, &r->verbs);
	words_read(json_get(tree, "apiGroups"), a, &r->groups);
	words_read(json_get(tree, "resources"), a, &r->resources);
	words_read(json_get(tree, "resourceNames"), a, &r->names);
	words_read(json_get(tree, "nonResourceURLs"), a, &r->urls);
}

void rules_read(const json *tree, struct arena *a, void *facts)
{
	const json *list = json_get(tree, "rules");
	struct rules *ret = facts;
	size_t n = json_type(list) == JSON_ARRAY ? json_len(list) : 0;
	struct rule *items = n > 0 ? arena_alloc(a, n * sizeof(*items)) : NULL;

	for (size_t i = 0; i < n; i++)
		read_rule(json_item(list, i), a, &items[i]);
	*ret = (struct rules){ items, n };
}

void role_binding_read(const json *tree, struct arena *a, void *facts)
{
	const json *list = json_get(tree, "subjects");
	struct role_binding *b = facts;
	size_t n = json_type(list) == JSON_ARRAY ? json_len(list) : 0;
	struct rule_subject *items = n > 0 ? arena_alloc(a, n * sizeof(*items)) : NULL;

	for (size_t i = 0; i < n; i++) {
		const json *s = json_item(list, i);

		items[i] = (struct rule_subject){ arena_at(a, s, "kind"), arena_at(a, s, "name"),
						  arena_at(a, s, "namespace") };
	}
	b->role_kind = arena_at(a, tree, "roleRef.kind");
	b->role_name = arena_at(a, tree, "roleRef.name");
	b->subjects = items;
	b->n = n;
}

bool words_have(const struct words *w, const char *text)
{
	for (size_t i = 0; i < w->n; i++)
		if (streq(w->items[i], text))
			return true;
	return false;
}
