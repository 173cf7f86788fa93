/* What a pod's claims ask of a node, and what is wrong with them on every node. Texts: plugins/volumebinding of
 * 1.36. */
#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/storageclass.h"
#include "sim/schedule/attempt.h"
#include "sim/schedule/node_terms.h"
#include "sim/volumes/match.h"

static void obstacle(struct attempt *a, char *text)
{
	a->obstacle = text;
	a->obstacle_wakes = WAKE_VOLUME;
}

static json *volume_terms(const struct object *volume)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (!persistentvolume_of(volume)->has_affinity)
		return NULL;
	tree = object_tree(volume);
	return json_copy(json_at(tree, "spec.nodeAffinity.required.nodeSelectorTerms"));
}

static const struct storageclass *class_of(const struct attempt *a, const struct object *claim)
{
	const struct object *class =
	    cache_get(a->cache, KIND(storageclass), NULL, persistentvolumeclaim_of(claim)->class);

	return class ? storageclass_of(class) : NULL;
}

static void read_bound(struct attempt *a, const struct object *claim)
{
	const struct persistentvolumeclaim *facts = persistentvolumeclaim_of(claim);
	struct claim_need need = { .claim = claim };

	need.volume = cache_get(a->cache, KIND(persistentvolume), NULL, facts->volume);
	if (!need.volume) {
		obstacle(a, xasprintf("persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\"",
		                      claim->name, facts->volume));
		return;
	}
	need.volume_terms = volume_terms(need.volume);
	vec_push(&a->claims, need);
}

static void read_unbound(struct attempt *a, const struct object *claim)
{
	const struct storageclass *class = class_of(a, claim);
	struct claim_need need = { .claim = claim };

	if (!class || !class->wait_for_first_consumer) {
		obstacle(a, xstrdup("pod has unbound immediate PersistentVolumeClaims"));
		return;
	}
	need.provisions = !streq(class->provisioner, "kubernetes.io/no-provisioner");
	vec_push(&a->claims, need);
}

static void read_claim(struct attempt *a, const char *name)
{
	const struct object *claim = cache_get(a->cache, KIND(persistentvolumeclaim), a->pod->namespace, name);
	const struct persistentvolumeclaim *facts = claim ? persistentvolumeclaim_of(claim) : NULL;

	if (!claim)
		obstacle(a, xasprintf("persistentvolumeclaim \"%s\" not found", name));
	else if (claim->deleted)
		obstacle(a, xasprintf("persistentvolumeclaim \"%s\" is being deleted", name));
	else if (streq(facts->phase, "Lost"))
		obstacle(a, xasprintf("persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\"",
		                      name, facts->volume));
	else if (facts->bind_completed && *facts->volume)
		read_bound(a, claim);
	else
		read_unbound(a, claim);
}

void attempt_read_claims(struct attempt *a)
{
	const struct pod *p = pod_of(a->pod);

	for (size_t i = 0; i < p->nvolumes && !a->obstacle; i++)
		if (*p->volumes[i].claim)
			read_claim(a, p->volumes[i].claim);
}

bool attempt_waits_for_claims(const struct attempt *a)
{
	vec_each(&a->claims, c)
		if (!c->volume)
			return true;
	return false;
}

const struct object *attempt_find_volume(const struct attempt *a, const struct object *claim, const struct object *node)
{
	object_vec volumes = VEC_INIT;
	const struct object *best = NULL;

	cache_list(a->cache, KIND(persistentvolume), NULL, NULL, &volumes);
	vec_each(&volumes, v) {
		_cleanup_(json_freep) json *terms = NULL;

		if (!volume_fits_claim(*v, claim) || (best && !volume_is_smaller(*v, best)))
			continue;
		terms = volume_terms(*v);
		if (node_terms_match(terms, node))
			best = *v;
	}
	vec_release(&volumes);
	return best;
}
