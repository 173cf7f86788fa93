/* What is checked of roles and bindings, namespaced or not, and what both show in their tables. */
#ifndef SIM_VALIDATE_RULES_H
#define SIM_VALIDATE_RULES_H

#include "sim/validate/node.h"

/* The rules of a Role or ClusterRole at root. */
void check_rules(const struct node *root, bool namespaced);
/* roleRef and subjects of a binding; the update may not change roleRef. */
void check_binding(const struct node *root, bool namespaced);
void check_binding_update(const struct node *root, const json *old);
/* apiGroup of roleRef and of users and groups. */
void defaults_binding(json *o);

/* "Role/r", and the subjects of one kind, "a, b". */
void cell_role(const json *o, int64_t now_s, json *cells);
void cell_users(const json *o, int64_t now_s, json *cells);
void cell_groups(const json *o, int64_t now_s, json *cells);
void cell_accounts(const json *o, int64_t now_s, json *cells);

#define BINDING_COLUMNS(prefix)                                                                                       \
	COLUMN_NAME,                                                                                                  \
	    { .name = "Role", .cell = cell_role, .description = prefix##_ROLE },                                      \
	    COLUMN_AGE,                                                                                               \
	    { .name = "Users", .cell = cell_users, .priority = 1, .description = prefix##_USERS },                    \
	    { .name = "Groups", .cell = cell_groups, .priority = 1, .description = prefix##_GROUPS },                 \
	{ .name = "ServiceAccounts", .cell = cell_accounts, .priority = 1, .description = prefix##_SERVICEACCOUNTS }

#endif
