#include "sim/served.h"

/* The order in which a 1.36 server lists its groups: by priority (truth/wire a-discovery-legacy). */
static const struct group_version order[] = {
	{ "", "v1" },
	{ "apiregistration.k8s.io", "v1" },
	{ "apps", "v1" },
	{ "events.k8s.io", "v1" },
	{ "authentication.k8s.io", "v1" },
	{ "authorization.k8s.io", "v1" },
	{ "autoscaling", "v2" },
	{ "autoscaling", "v1" },
	{ "batch", "v1" },
	{ "certificates.k8s.io", "v1" },
	{ "networking.k8s.io", "v1" },
	{ "policy", "v1" },
	{ "rbac.authorization.k8s.io", "v1" },
	{ "storage.k8s.io", "v1" },
	{ "admissionregistration.k8s.io", "v1" },
	{ "apiextensions.k8s.io", "v1" },
	{ "scheduling.k8s.io", "v1" },
	{ "coordination.k8s.io", "v1" },
	{ "node.k8s.io", "v1" },
	{ "discovery.k8s.io", "v1" },
	{ "resource.k8s.io", "v1" },
	{ "flowcontrol.apiserver.k8s.io", "v1" },
};

static bool is_served(const struct group_version *gv)
{
	for (size_t i = 0; i < kind_count(); i++)
		if (resource_of(kind_at(i)) && streq(kind_at(i)->group, gv->group) &&
		    streq(kind_at(i)->version, gv->version))
			return true;
	for (size_t i = 0; i < reviews_count(); i++)
		if (streq(reviews_at(i)->group, gv->group) && streq(reviews_at(i)->version, gv->version))
			return true;
	return false;
}

bool groups_at(size_t index, struct group_version *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(order); i++) {
		if (!is_served(&order[i]) || n++ < index)
			continue;
		*ret = order[i];
		return true;
	}
	return false;
}

bool groups_first(size_t index)
{
	struct group_version gv, before;

	return index == 0 || !groups_at(index, &gv) || !groups_at(index - 1, &before) || !streq(gv.group, before.group);
}

static const char *plural_of(const struct served *s)
{
	return s->resource ? s->resource->kind->plural : s->review->plural;
}

static int by_plural(const void *a, const void *b)
{
	return strcmp(plural_of(a), plural_of(b));
}

size_t served_list(const struct group_version *gv, struct served *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < kind_count(); i++) {
		const struct kind *k = kind_at(i);

		if (n < SERVED_MOST && resource_of(k) && streq(k->group, gv->group) && streq(k->version, gv->version))
			ret[n++] = (struct served){ .resource = resource_of(k) };
	}
	for (size_t i = 0; i < reviews_count(); i++) {
		const struct review *r = reviews_at(i);

		if (n < SERVED_MOST && streq(r->group, gv->group) && streq(r->version, gv->version))
			ret[n++] = (struct served){ .review = r };
	}
	qsort(ret, n, sizeof(*ret), by_plural);
	return n;
}
