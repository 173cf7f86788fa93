/* A volume: whose it is, and what becomes of it when its claim is gone. */
#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "sim/volumes/binder.h"

#define CONTROLLER_FINALIZER "kubernetes.io/pv-controller"

void binder_set_phase(struct binder *b, const struct object *volume, const char *phase, const char *key)
{
	_cleanup_(freep) char *now = NULL;

	if (!volume || streq(persistentvolume_of(volume)->phase, phase))
		return;
	now = agent_stamp(&b->agent);
	agent_patch(&b->agent, volume, "status",
		    json_format("{'status':{'phase':%q,'lastPhaseTransitionTime':%q}}", phase, now), key);
}

/* What the reclaim policy says: the volume stays as it is, or it and what is behind it go. */
static void reclaim(struct binder *b, const struct object *volume, const char *key)
{
	const struct persistentvolume *v = persistentvolume_of(volume);

	if (!streq(v->reclaim, "Delete") || !object_annotation(volume, ANN_PROVISIONED_BY))
		return;
	if (object_has_finalizer(volume, CONTROLLER_FINALIZER))
		agent_drop_finalizer(&b->agent, volume, CONTROLLER_FINALIZER, key);
	else if (!volume->deleted)
		agent_delete(&b->agent, volume, NULL, key);
}

static void release(struct binder *b, const struct object *volume, const char *key)
{
	if (!streq(persistentvolume_of(volume)->phase, "Released"))
		binder_set_phase(b, volume, "Released", key);
	else
		reclaim(b, volume, key);
}

static void own_claim(struct binder *b, const struct object *volume, const struct object *claim, const char *key)
{
	const char *bound = persistentvolumeclaim_of(claim)->volume;

	if (!*bound)
		binder_queue_claim(b, claim->namespace, claim->name);
	else if (streq(bound, volume->name))
		binder_set_phase(b, volume, "Bound", key);
	else
		release(b, volume, key);
}

void binder_volume(struct binder *b, const struct object *volume, const char *key)
{
	const struct persistentvolume *v = persistentvolume_of(volume);
	const struct object *claim;

	if (!*v->claim_name) {
		binder_set_phase(b, volume, "Available", key);
		return;
	}
	claim = cache_get(b->agent.cache, KIND(persistentvolumeclaim), v->claim_namespace, v->claim_name);
	if (!*v->claim_uid) {
		binder_set_phase(b, volume, "Available", key);
	} else if (claim && streq(claim->uid, v->claim_uid)) {
		own_claim(b, volume, claim, key);
	} else {
		release(b, volume, key);
	}
}
