/*
 * Who may do what: the roles and bindings of the storage, asked as upstream's RBAC authorizer asks them. The group
 * system:masters may do everything and is not looked up.
 */
#ifndef SIM_ACCESS_RBAC_H
#define SIM_ACCESS_RBAC_H

#include "kube/rules.h"
#include "sim/access/attributes.h"
#include "sim/storage.h"

/* True if allowed; *reason then gets which binding allows it ("RBAC: allowed by ..."), nothing for system:masters.
 * False: reason gets what went wrong on the way, mostly nothing. reason may be NULL. */
bool rbac_allows(struct storage *s, const struct identity *who, const struct attributes *a, struct str *reason);

/* Calls fn with each rule that holds for who in the namespace ("": of the cluster alone) until it answers false;
 * errors, if not NULL, gets texts of bindings whose role is missing. */
struct rbac_source {
	const struct object *binding;
	const struct rule_subject *subject;
};
typedef bool (*rbac_fn)(void *arg, const struct rule *rule, const struct rbac_source *source);
void rbac_visit(struct storage *s, const struct identity *who, const char *namespace, rbac_fn fn, void *arg,
                json *errors);

/* The rules a binding in the namespace would give; NULL with why filled if the role is not there. */
const struct rules *rbac_role_rules(struct storage *s, const char *kind, const char *name, const char *namespace,
                                    struct status *why);

#endif
