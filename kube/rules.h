/*
 * What roles and bindings say, as typed facts: rules of who may do what, and the subjects that they are given to.
 * Shared by Role and ClusterRole, and by RoleBinding and ClusterRoleBinding. Strings live as long as the object.
 */
#ifndef KUBE_RULES_H
#define KUBE_RULES_H

#include "kube/object.h"

struct words {
	const char *const *items;
	size_t n;
};

/* A PolicyRule: all five lists hold plain texts, "*" among them. */
struct rule {
	struct words verbs, groups, resources, names, urls;
};

struct rules {
	const struct rule *items;
	size_t n;
};

struct rule_subject {
	const char *kind, *name, *namespace;
};

struct role_binding {
	const char *role_kind, *role_name;
	const struct rule_subject *subjects;
	size_t n;
};

void words_read(const json *list, struct arena *a, struct words *ret);
/* `read` of Role and ClusterRole (struct rules), and of the bindings (struct role_binding). */
void rules_read(const json *tree, struct arena *a, void *facts);
void role_binding_read(const json *tree, struct arena *a, void *facts);

bool words_have(const struct words *w, const char *text);

static inline const struct rules *rules_of(const struct object *o)
{
	return o->facts;
}

static inline const struct role_binding *role_binding_of(const struct object *o)
{
	return o->facts;
}

#endif
