/*
 * How many pods there should be. Per pod upstream asks its finders in this order: ReplicationController, Deployment
 * (through its ReplicaSet), bare ReplicaSet, StatefulSet, any kind with a scale. One answers only if kind, group, name
 * and uid fit.
 */
#include "base/map.h"
#include "reconciler/disruption.h"

#define EXTENSIONS "extensions"

/* 1: found, 0: not this finder's, negative: error. */
typedef int (*find_fn)(const struct disruption_finder *f, const char *namespace, const struct owner *o,
		       struct workload *ret, struct err *err);

/* "apps/v1" -> "apps", "v1" -> "". False if there are too many slashes. */
static bool group_of(const char *api_version, const char **ret_group, size_t *ret_len)
{
	const char *slash = strchr(api_version, '/');

	if (slash && strchr(slash + 1, '/'))
		return false;
	*ret_group = api_version;
	*ret_len = slash ? (size_t)(slash - api_version) : 0;
	return true;
}

static bool is_kind(const struct owner *o, const char *kind, const char *group)
{
	const char *its;
	size_t len;

	return streq(o->kind, kind) && group_of(o->api_version, &its, &len) && strlen(group) == len &&
	       memcmp(its, group, len) == 0;
}

/* Deployments and ReplicaSets once lived in another group. */
static bool is_app(const struct owner *o, const char *kind)
{
	return is_kind(o, kind, "apps") || is_kind(o, kind, EXTENSIONS);
}

static bool find_same(const struct disruption_finder *f, const char *namespace, const struct owner *o,
		      struct workload *ret)
{
	return f->object(f->arg, o->kind, namespace, o->name, ret) && streq(ret->uid, o->uid);
}

static int find_replication_controller(const struct disruption_finder *f, const char *namespace, const struct owner *o,
				       struct workload *ret, struct err *err UNUSED)
{
	return is_kind(o, "ReplicationController", "") && find_same(f, namespace, o, ret);
}

static int find_deployment(const struct disruption_finder *f, const char *namespace, const struct owner *o,
			   struct workload *ret, struct err *err UNUSED)
{
	struct workload set;

	return is_app(o, "ReplicaSet") && find_same(f, namespace, o, &set) && set.controller &&
	       is_app(set.controller, "Deployment") && find_same(f, namespace, set.controller, ret);
}

static int find_replica_set(const struct disruption_finder *f, const char *namespace, const struct owner *o,
			    struct workload *ret, struct err *err UNUSED)
{
	return is_app(o, "ReplicaSet") && find_same(f, namespace, o, ret) &&
	       !(ret->controller && streq(ret->controller->kind, "Deployment"));
}

static int find_stateful_set(const struct disruption_finder *f, const char *namespace, const struct owner *o,
			     struct workload *ret, struct err *err UNUSED)
{
	return is_kind(o, "StatefulSet", "apps") && find_same(f, namespace, o, ret);
}

static int find_scale(const struct disruption_finder *f, const char *namespace, const struct owner *o,
		      struct workload *ret, struct err *err)
{
	int rc = f->scale(f->arg, namespace, o, ret, err);

	return rc > 0 ? streq(ret->uid, o->uid) : rc;
}

static int find(const struct disruption_finder *f, const struct object *pod, const struct owner *o,
		struct workload *ret, struct err *err)
{
	static const find_fn finders[] = { find_replication_controller, find_deployment, find_replica_set,
					   find_stateful_set, find_scale };
	const char *group;
	size_t len;

	if (!group_of(o->api_version, &group, &len))
		return err_set(err, -EINVAL, "unexpected GroupVersion string: %s", o->api_version);
	for (size_t i = 0; i < COUNT(finders); i++) {
		int rc = finders[i](f, pod->namespace, o, ret, err);

		if (rc)
			return rc;
	}
	return err_set(err, -ENOENT, "found no controllers for pod \"%s\"", pod->name);
}

int disruption_expected(const object_vec *pods, const struct disruption_finder *finder, int64_t *ret_expected,
			size_t *ret_unmanaged, struct err *err)
{
	_cleanup_(map_release) struct map known = MAP_INIT;
	int64_t expected = 0;
	size_t unmanaged = 0;

	vec_each(pods, pod) {
		const struct owner *o = object_controller(*pod);
		struct workload w;
		int rc;

		unmanaged += !o;
		if (!o || map_has(&known, o->uid))
			continue;
		rc = find(finder, *pod, o, &w, err);
		if (rc < 0)
			return rc;
		if (!map_set(&known, w.uid, (void *)(uintptr_t)finder))
			expected += w.replicas;
	}
	*ret_expected = expected;
	*ret_unmanaged = unmanaged;
	return 0;
}
