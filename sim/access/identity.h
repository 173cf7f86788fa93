/*
 * struct identity: who asks, as authentication or impersonation found: a name, an id, groups and further facts. Made
 * once a request and given down to authorization, reviews and admission.
 */
#ifndef SIM_ACCESS_IDENTITY_H
#define SIM_ACCESS_IDENTITY_H

#include "base/json.h"

#define GROUP_MASTERS "system:masters"			/* may do everything */
#define GROUP_AUTHENTICATED "system:authenticated"
#define GROUP_UNAUTHENTICATED "system:unauthenticated"
#define USER_ANONYMOUS "system:anonymous"

struct identity {
	char *name;
	char *uid;			/* "" if it has none */
	json *groups;			/* an array of texts */
	json *extra;			/* a map of arrays of texts; NULL: none */
};

/* What a name alone says: "" is anonymous, "admin" the administrator, a service account has its groups, and everyone
 * but the anonymous is authenticated. */
void identity_of_name(const char *name, struct identity *ret);
void identity_copy(const struct identity *from, struct identity *ret);
void identity_release(struct identity *i);

void identity_add_group(struct identity *i, const char *group);		/* once */
bool identity_in(const struct identity *i, const char *group);
/* The user info of reviews: {"username","uid","groups","extra"}, what is empty left out; the caller's. */
json *identity_json(const struct identity *i);
/* The same from JSON, which also has it as {"user","groups",...} in a SubjectAccessReview. */
void identity_read(const json *from, const char *name_key, struct identity *ret);

/* "system:serviceaccount:NAMESPACE:NAME" taken apart into buffers of size bytes; false: it is no such name. */
bool identity_account(const char *name, char *ret_namespace, char *ret_name, size_t size);

#endif
