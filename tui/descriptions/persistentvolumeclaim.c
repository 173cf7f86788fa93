/* A claim, as describePVC says it. */
#include "kube/kinds/persistentvolumeclaim.h"

#include "kube/kinds/pod.h"
#include "tui/describe.h"

static bool uses(const struct object *pod, const char *claim)
{
	for (size_t i = 0; i < pod_of(pod)->nvolumes; i++) {
		if (streq(pod_of(pod)->volumes[i].claim, claim))
			return true;
	}
	return false;
}

static void tell_users(struct telling *t)
{
	object_vec pods = VEC_INIT;
	bool first = true;

	cache_list(t->cache, KIND(pod), t->object->namespace, NULL, &pods);
	vec_each(&pods, p) {
		if (!uses(*p, t->object->name))
			continue;
		tell(t, 0, "%s\t%s", first ? "Used By:" : "", (*p)->name);
		first = false;
	}
	if (first)
		tell(t, 0, "Used By:\t<none>");
	vec_release(&pods);
}

static void tell_claim(struct telling *t)
{
	_cleanup_(str_release) struct str modes = STR_INIT;
	_cleanup_(str_release) struct str finalizers = STR_INIT;

	tell_names(t);
	tell_field(t, 0, "StorageClass", t->tree, "spec.storageClassName", "");
	if (t->object->deleted)
		tell_deletion(t);
	else
		tell_field(t, 0, "Status", t->tree, "status.phase", "");
	tell_field(t, 0, "Volume", t->tree, "spec.volumeName", "");
	tell_marks(t);
	join_texts(json_at(t->tree, "metadata.finalizers"), " ", "", &finalizers);
	tell(t, 0, "Finalizers:\t[%s]", finalizers.len ? finalizers.buf : "");
	tell_field(t, 0, "Capacity", t->tree, "status.capacity.storage", "");
	access_modes(json_at(t->tree, "status.accessModes"), &modes);
	tell(t, 0, "Access Modes:\t%s", modes.len ? modes.buf : "");
	tell_field(t, 0, "VolumeMode", t->tree, "spec.volumeMode", "");
	tell_users(t);
}

const struct description persistentvolumeclaim_description = { .kind = KIND(persistentvolumeclaim),
							       .tell = tell_claim };
