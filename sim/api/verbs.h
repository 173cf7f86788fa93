/* Which verbs and subresources a kind is served with: one table for dispatch, discovery and OpenAPI. */
#ifndef SIM_API_VERBS_H
#define SIM_API_VERBS_H

#include "sim/api/call.h"

struct verb_row {
	const char *subresource;	/* NULL: the object or collection itself */
	enum verb verb;
	const struct kind *only;	/* NULL: every kind, */
	int flag;			/* ... that has this resource flag (0: none needed) */
	int (*fn)(struct call *c);
};

/* 0; -ENOENT: there is no such subresource; -EPERM: it does not have this verb. */
int verbs_find(const struct resource *r, const struct api_request *req, const struct verb_row **ret);
/* The verbs of a resource as discovery lists them: sorted, quoted, with commas. False: the subresource does not
 * exist. */
bool verbs_print(const struct resource *r, const char *subresource, struct str *out);

/* The subresources there are, and what kind their bodies are (NULL: the parent's). */
struct subresource {
	const char *name;
	const char *group, *version, *kind;
};
size_t subresources_count(void);
const struct subresource *subresources_at(size_t index);

#endif
