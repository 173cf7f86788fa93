#include "kube/budget.h"

#include "kube/kinds/poddisruptionbudget.h"
#include "kube/selector.h"
#include "kube/sight.h"

bool budget_selects(const struct object *pdb, const struct object *pod)
{
	const char *text = poddisruptionbudget_of(pdb)->selector;
	_cleanup_(json_freep) json *tree = *text ? json_parse(text, strlen(text), NULL) : NULL;
	_cleanup_(selector_freep) struct selector *s = tree ? selector_from_json(tree, NULL) : NULL;

	return s && selector_matches(s, pod->labels, pod->nlabels);
}

struct budget budget_of_set(struct cache *cache, const struct object *set)
{
	object_vec pods = VEC_INIT, pdbs = VEC_INIT;
	struct budget b = { .hidden = !sight_of(cache, KIND(poddisruptionbudget)) || !sight_of(cache, KIND(pod)) };

	cache_list(cache, KIND(pod), set->namespace, set->uid, &pods);
	cache_list(cache, KIND(poddisruptionbudget), set->namespace, NULL, &pdbs);
	for (size_t i = 0; i < pdbs.len && pods.len; i++) {
		const struct poddisruptionbudget *p = poddisruptionbudget_of(pdbs.items[i]);

		if (!budget_selects(pdbs.items[i], pods.items[0]))
			continue;
		b.count++;
		if (b.object && p->allowed >= b.allowed)
			continue;
		b.object = pdbs.items[i];
		b.allowed = p->allowed;
		b.healthy = p->healthy;
		b.desired = p->desired;
		b.expected = p->expected;
		b.known = p->observed_generation > 0;
	}
	vec_release(&pods);
	vec_release(&pdbs);
	return b;
}
