/* See pod_terms.h. A namespaceSelector, which would need the namespaces' labels, is read as "all" when it is {}. */
#include "sim/schedule/pod_terms.h"

static bool has_text(const json *list, const char *text)
{
	for (const json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_str(i), text))
			return true;
	return false;
}

static void read_one(struct pod_term *ret, const json *term, int64_t weight, const char *namespace)
{
	const json *named = json_get(term, "namespaces");
	const json *selected = json_get(term, "namespaceSelector");

	*ret = (struct pod_term){ .weight = weight };
	ret->selector = selector_from_json(json_get(term, "labelSelector"), NULL);
	ret->topology = xstrdup(json_str_or(json_get(term, "topologyKey"), ""));
	if (selected && json_len(selected) == 0)
		return;
	ret->namespaces = json_len(named) > 0 ? json_copy(named) : json_array();
	if (json_len(named) == 0)
		json_push(ret->namespaces, json_string(namespace));
}

void pod_terms_read(struct pod_terms *ret, const json *list, const char *namespace)
{
	for (const json *i = json_first(list); i; i = json_next(i)) {
		const json *inner = json_get(i, "podAffinityTerm");
		struct pod_term term;

		read_one(&term, inner ? inner : i, json_get_int(i, "weight", 1), namespace);
		vec_push(ret, term);
	}
}

void pod_terms_release(struct pod_terms *t)
{
	vec_each(t, term) {
		selector_free(term->selector);
		json_free(term->namespaces);
		free(term->topology);
	}
	vec_release(t);
}

bool pod_term_matches(const struct pod_term *t, const struct object *pod)
{
	if (!t->selector || (t->namespaces && !has_text(t->namespaces, pod->namespace)))
		return false;
	return selector_matches(t->selector, pod->labels, pod->nlabels);
}
