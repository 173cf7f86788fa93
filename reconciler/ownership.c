#include "reconciler/ownership.h"

enum retention retention_parse(const char *text)
{
	if (!text || !*text || streq(text, "Retain"))
		return RETENTION_RETAIN;
	return streq(text, "Delete") ? RETENTION_DELETE : RETENTION_UNKNOWN;
}

static bool names(const char *api_version, const char *kind, const char *name, const struct owner *wanted)
{
	return api_version && kind && name && streq(api_version, wanted->api_version) && streq(kind, wanted->kind) &&
	       streq(name, wanted->name);
}

static struct owner set_owner(const struct ownership *x)
{
	return (struct owner){ STATEFULSET_API, STATEFULSET_KIND, x->set_name, x->set_uid, true, true };
}

static struct owner pod_owner(const struct ownership *x)
{
	return (struct owner){ "v1", "Pod", x->pod_name, x->pod_uid, true, true };
}

/* Only the first reference to that name is looked at, as upstream does. */
static bool is_stale(const struct owner *wanted, const struct object *claim)
{
	for (size_t i = 0; i < claim->nowners; i++) {
		const struct owner *o = &claim->owners[i];

		if (names(o->api_version, o->kind, o->name, wanted))
			return !streq(o->uid, wanted->uid);
	}
	return false;
}

bool ownership_stale_pod(const struct ownership *x, const struct object *claim)
{
	struct owner pod = pod_owner(x);

	return is_stale(&pod, claim);
}

bool ownership_stale_set(const struct ownership *x, const struct object *claim)
{
	struct owner set = set_owner(x);

	return is_stale(&set, claim);
}

bool ownership_unexpected_controller(const struct ownership *x, const struct object *claim)
{
	struct owner set = set_owner(x), pod = pod_owner(x);

	if (x->when_scaled == RETENTION_RETAIN && x->when_deleted == RETENTION_RETAIN)
		return false;
	for (size_t i = 0; i < claim->nowners; i++) {
		const struct owner *o = &claim->owners[i];

		if (names(o->api_version, o->kind, o->name, &set)) {
			if (!streq(o->uid, set.uid))
				return true;
		} else if (names(o->api_version, o->kind, o->name, &pod)) {
			if (!streq(o->uid, pod.uid))
				return true;
		} else if (o->controller) {
			return true;
		}
	}
	return false;
}

bool ownership_not_controller(const struct ownership *x, const struct object *claim)
{
	for (size_t i = 0; i < claim->nowners; i++) {
		const struct owner *o = &claim->owners[i];

		if (!o->controller && (streq(o->uid, x->set_uid) || streq(o->uid, x->pod_uid)))
			return true;
	}
	return false;
}

/* The table of reference 6.1: who should own the claim. */
static void wanted(const struct ownership *x, bool *ret_set, bool *ret_pod)
{
	bool known = x->when_scaled != RETENTION_UNKNOWN && x->when_deleted != RETENTION_UNKNOWN;
	bool goes_with_pod = known && x->when_scaled == RETENTION_DELETE && !x->in_range;

	*ret_pod = goes_with_pod;
	*ret_set = known && x->when_deleted == RETENTION_DELETE && !goes_with_pod;
}

bool ownership_up_to_date(const struct ownership *x, const struct object *claim)
{
	bool want_set, want_pod;
	bool has_set = object_owned_by(claim, x->set_uid), has_pod = object_owned_by(claim, x->pod_uid);

	/* Managed by an earlier set or pod of the same name: the garbage collector's business. */
	if (ownership_stale_set(x, claim) || ownership_stale_pod(x, claim))
		return true;
	if (ownership_unexpected_controller(x, claim))
		return !has_set && !has_pod;
	if (ownership_not_controller(x, claim))
		return false;
	wanted(x, &want_set, &want_pod);
	return want_set == has_set && want_pod == has_pod;
}

json *ownership_reference(const char *api_version, const char *kind, const char *name, const char *uid)
{
	return json_format("{'apiVersion':%q,'kind':%q,'name':%q,'uid':%q,'controller':true,'blockOwnerDeletion':true}",
			   api_version, kind, name, uid);
}

static bool tree_names(const json *reference, const struct owner *wanted)
{
	return names(json_get_str(reference, "apiVersion"), json_get_str(reference, "kind"),
		     json_get_str(reference, "name"), wanted);
}

static void remove_ours(const struct ownership *x, json *references)
{
	struct owner set = set_owner(x), pod = pod_owner(x);
	json *next;

	for (json *i = json_first(references); i; i = next) {
		next = json_next(i);
		if (tree_names(i, &set) || tree_names(i, &pod))
			json_drop(references, i);
	}
}

static void add_reference(json *references, const struct owner *o)
{
	for (json *i = json_first(references); i; i = json_next(i)) {
		if (streq0(json_get_str(i, "uid"), o->uid))
			return;
	}
	json_push(references, ownership_reference(o->api_version, o->kind, o->name, o->uid));
}

void ownership_update(const struct ownership *x, const struct object *claim, json *tree)
{
	json *metadata = json_want(tree, "metadata"), *references = json_want_array(metadata, "ownerReferences");
	struct owner set = set_owner(x), pod = pod_owner(x);
	bool want_set = false, want_pod = false;

	remove_ours(x, references);
	if (!ownership_unexpected_controller(x, claim))
		wanted(x, &want_set, &want_pod);
	if (want_set)
		add_reference(references, &set);
	if (want_pod)
		add_reference(references, &pod);
	if (json_len(references) == 0)
		json_del(metadata, "ownerReferences");
}
