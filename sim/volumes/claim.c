/* A claim: waits for its consumer, is given a volume that is there, or has one made. */
#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/quantity.h"
#include "sim/pods.h"
#include "sim/volumes/binder.h"
#include "sim/volumes/match.h"

/* --- bound --- */

static void lose(struct binder *b, const struct object *claim, const char *reason, const char *text, const char *key)
{
	if (streq(persistentvolumeclaim_of(claim)->phase, "Lost"))
		return;
	binder_tell(b, claim, true, reason, "%s", text);
	agent_patch(&b->agent, claim, "status",
	            json_format("{'status':{'phase':'Lost','capacity':null,'accessModes':null}}"), key);
}

static void bound_claim(struct binder *b, const struct object *claim, const char *key)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);
	const struct object *volume = cache_get(b->agent.cache, KIND(persistentvolume), NULL, c->volume);

	if (!*c->volume)
		lose(b, claim, "ClaimLost",
		     "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!", key);
	else if (!volume)
		lose(b, claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
		     key);
	else if (!*persistentvolume_of(volume)->claim_name || streq(persistentvolume_of(volume)->claim_uid, claim->uid))
		binder_bind(b, claim, volume, key);
	else
		lose(b, claim, "ClaimMisbound",
		     "Two claims are bound to the same volume, this one is bound incorrectly", key);
}

static void grow_claim(struct binder *b, const struct object *claim, const char *key)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);
	const struct object *volume = cache_get(b->agent.cache, KIND(persistentvolume), NULL, c->volume);

	if (volume && streq(c->phase, "Bound") && quantity_cmp(c->requested, c->capacity) > 0)
		binder_grow(b, claim, volume, key);
}

/* --- binding: four writes, each only where it is still to be done --- */

static json *copy_at(const struct object *o, const char *path)
{
	_cleanup_(json_freep) json *tree = object_tree(o);

	return json_copy(json_at(tree, path));
}

static bool refer_to_claim(struct binder *b, const struct object *claim, const struct object *volume, const char *key)
{
	bool asked = *persistentvolume_of(volume)->claim_name;
	json *patch =
	    json_format("{'metadata':{'resourceVersion':%q},'spec':{'claimRef':{'kind':'PersistentVolumeClaim',"
	                "'namespace':%q,'name':%q,'uid':%q,'apiVersion':'v1','resourceVersion':%q}}}",
	                volume->version, claim->namespace, claim->name, claim->uid, claim->version);

	if (!asked)
		json_set_at(patch, "metadata.annotations", json_format("{%q:'yes'}", ANN_BOUND_BY_CONTROLLER));
	return agent_patch(&b->agent, volume, NULL, patch, key);
}

static bool refer_to_volume(struct binder *b, const struct object *claim, const struct object *volume, const char *key)
{
	bool asked = *persistentvolumeclaim_of(claim)->volume;
	json *patch =
	    json_format("{'metadata':{'resourceVersion':%q,'annotations':{%q:'yes'}},'spec':{'volumeName':%q}}",
	                claim->version, ANN_BIND_COMPLETED, volume->name);

	if (!asked)
		json_set_str(json_get(json_get(patch, "metadata"), "annotations"), ANN_BOUND_BY_CONTROLLER, "yes");
	return agent_patch(&b->agent, claim, NULL, patch, key);
}

static void set_bound(struct binder *b, const struct object *claim, const struct object *volume, const char *key)
{
	json *patch = json_format("{'status':{'phase':'Bound'}}");
	json *status = json_get(patch, "status");

	json_set(status, "accessModes", copy_at(volume, "spec.accessModes"));
	json_set(status, "capacity", copy_at(volume, "spec.capacity"));
	agent_patch(&b->agent, claim, "status", patch, key);
}

void binder_bind(struct binder *b, const struct object *claim, const struct object *volume, const char *key)
{
	struct cache *cache = b->agent.cache;
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);

	if (!streq(persistentvolume_of(volume)->claim_uid, claim->uid) && !refer_to_claim(b, claim, volume, key))
		return;
	volume = cache_get(cache, KIND(persistentvolume), NULL, volume->name);
	binder_set_phase(b, volume, "Bound", key);
	if ((!c->bind_completed || !streq(c->volume, volume->name)) && !refer_to_volume(b, claim, volume, key))
		return;
	claim = cache_get(cache, KIND(persistentvolumeclaim), claim->namespace, claim->name);
	volume = cache_get(cache, KIND(persistentvolume), NULL, volume->name);
	if (claim && volume && !streq(persistentvolumeclaim_of(claim)->phase, "Bound"))
		set_bound(b, claim, volume, key);
}

/* --- unbound --- */

static const char *unscheduled_consumer(struct binder *b, const struct object *claim)
{
	object_vec pods = VEC_INIT;
	const char *found = NULL;

	cache_list(b->agent.cache, KIND(pod), claim->namespace, NULL, &pods);
	vec_each(&pods, pod)
		if (!found && !*pod_of(*pod)->node && pod_uses_claim(*pod, claim->name))
			found = (*pod)->name;
	vec_release(&pods);
	return found;
}

/* At first sight no consumer is known, because a set makes a pod's claims before the pod. */
static void wait_for_consumer(struct binder *b, const struct object *claim)
{
	bool known = map_has(&b->seen, claim->uid);
	const char *pod = known ? unscheduled_consumer(b, claim) : NULL;

	map_set(&b->seen, claim->uid, b);
	if (pod)
		binder_tell(b, claim, false, "WaitForPodScheduled", "waiting for pod %s to be scheduled", pod);
	else
		binder_tell(b, claim, false, "WaitForFirstConsumer",
			    "waiting for first consumer to be created before binding");
}

/* One that is meant for the claim is better than another, then the smaller one, then the first by name. */
static bool is_better(const struct object *v, const struct object *best, const struct object *claim)
{
	bool meant = volume_is_for(v, claim);

	if (!best || meant != volume_is_for(best, claim))
		return !best || meant;
	if (volume_is_smaller(v, best) || volume_is_smaller(best, v))
		return volume_is_smaller(v, best);
	return strcmp(v->name, best->name) < 0;
}

/* The best of these volumes that would do, and of `best`. */
static const struct object *best_of(struct binder *b, const struct map *names, const struct object *claim,
                                    const struct object *best)
{
	struct map_entry *e;

	for (size_t i = 0; names && (e = map_next(names, &i));) {
		const struct object *v = cache_get(b->agent.cache, KIND(persistentvolume), NULL, e->key);

		if (v && volume_fits_claim(v, claim) && is_better(v, best, claim))
			best = v;
	}
	return best;
}

/* A volume meant for the claim, else the smallest free one that would do. */
static const struct object *find_volume(struct binder *b, const struct object *claim, bool meant_only)
{
	const struct object *best = best_of(b, shelf_of(&b->shelf, claim), claim, NULL);

	return best || meant_only ? best : best_of(b, shelf_of(&b->shelf, NULL), claim, NULL);
}

/* The claim names its volume itself. */
static void named_volume(struct binder *b, const struct object *claim, const char *key)
{
	const char *name = persistentvolumeclaim_of(claim)->volume;
	const struct object *volume = cache_get(b->agent.cache, KIND(persistentvolume), NULL, name);

	if (volume && (!*persistentvolume_of(volume)->claim_name || volume_is_for(volume, claim)))
		binder_bind(b, claim, volume, key);
}

static void provide(struct binder *b, const struct object *claim, const struct object *class, const char *key)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);

	if (claim->deleted)
		return;
	if (class)
		binder_provision(b, claim, class, key);
	else if (*c->class)
		binder_tell(b, claim, true, "ProvisioningFailed", "storageclass.storage.k8s.io \"%s\" not found",
		            c->class);
	else
		binder_tell(b, claim, false, "FailedBinding",
			    "no persistent volumes available for this claim and no storage class is set");
}

static void unbound_claim(struct binder *b, const struct object *claim, const char *key)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);
	const struct object *class = cache_get(b->agent.cache, KIND(storageclass), NULL, c->class);
	bool delayed = class && storageclass_of(class)->wait_for_first_consumer && !*c->selected_node;
	const struct object *volume;

	binder_look_again(b);
	if (*c->volume) {
		named_volume(b, claim, key);
		return;
	}
	volume = find_volume(b, claim, class && storageclass_of(class)->wait_for_first_consumer);
	if (volume)
		binder_bind(b, claim, volume, key);
	else if (delayed)
		wait_for_consumer(b, claim);
	else
		provide(b, claim, class, key);
}

void binder_claim(struct binder *b, const struct object *claim, const char *key)
{
	if (persistentvolumeclaim_of(claim)->bind_completed) {
		bound_claim(b, claim, key);
		grow_claim(b, claim, key);
	} else {
		/* Also one that is being deleted: a volume meant for it becomes its own, and is then released. */
		unbound_claim(b, claim, key);
	}
}
