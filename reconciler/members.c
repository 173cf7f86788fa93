#include "reconciler/members.h"

#include "reconciler/identity.h"

/* Pods are looked up by kind, name and uid of their controller: one that names another set by our uid is nobody's
 * business. */
bool members_admit(const struct object *set, const struct object *pod)
{
	const struct owner *controller = object_controller(pod);

	return streq(pod->namespace, set->namespace) &&
	       (!controller || (streq(controller->uid, set->uid) && streq(controller->kind, STATEFULSET_KIND) &&
				streq(controller->name, set->name)));
}

static struct member judge(const struct definition *d, const struct object *set, const struct object *pod)
{
	int32_t ordinal = identity_ordinal(pod->name);

	return (struct member){
		.pod = pod,
		.revision = identity_revision(pod),
		.ordinal = ordinal,
		.owned = object_controller(pod),
		.fits = selector_matches(d->selector, pod->labels, pod->nlabels) &&
			identity_member(pod->name, set->name),
		.identity_right = identity_matches(set, pod),
		.storage_right = identity_storage_matches(set, pod, ordinal),
	};
}

/* What the very same object was judged to be. Pods are asked for in the order of their names, and *at goes along. NULL:
 * it was not there. */
static const struct member *judged(const struct members *last, const struct object *pod, size_t *at)
{
	while (last && *at < last->len) {
		const struct member *m = &last->by_name[*at];

		if (m->pod != pod && strcmp(m->pod->name, pod->name) > 0)
			return NULL;
		++*at;
		if (m->pod == pod)
			return m;
	}
	return NULL;
}

static struct members *members_new(const struct definition *d, const struct object *set, const object_vec *pods)
{
	struct members *all = xmalloc(sizeof(*all) + pods->len * sizeof(*all->by_name));
	size_t at = 0;

	all->refs = 1;
	all->len = 0;
	vec_each(pods, pod) {
		const struct member *known = judged(d->members, *pod, &at);

		if (!known && !members_admit(set, *pod))
			continue;
		all->by_name[all->len++] = known ? *known : judge(d, set, *pod);
		object_ref(*pod);
	}
	return all;
}

static bool are(const struct members *all, const object_vec *pods)
{
	if (all->len != pods->len)
		return false;
	for (size_t i = 0; i < pods->len; i++) {
		if (all->by_name[i].pod != pods->items[i])
			return false;
	}
	return true;
}

struct members *members_get(struct definition *d, const struct object *set, const object_vec *pods)
{
	struct members *last = d->members;

	if (!last || !are(last, pods)) {
		d->members = members_new(d, set, pods);
		members_unref(last);
	}
	d->members->refs++;
	return d->members;
}

void members_unref(struct members *all)
{
	if (!all || --all->refs)
		return;
	for (size_t i = 0; i < all->len; i++)
		object_unref(all->by_name[i].pod);
	free(all);
}

static int is_named(const void *name, const void *member)
{
	return strcmp(name, ((const struct member *)member)->pod->name);
}

const struct member *members_find(const struct members *all, const char *name)
{
	return bsearch(name, all->by_name, all->len, sizeof(*all->by_name), is_named);
}
