/* The paths that are no objects: one row a path, each answered by a function on the call. */
#ifndef SIM_API_PATH_H
#define SIM_API_PATH_H

#include "sim/api/call.h"

#define TYPE_TEXT "text/plain; charset=utf-8"

int path_version(struct call *c);
int path_health(struct call *c);
/* The paths of all checks by index, some of them "", appended; false after the last. */
bool health_path(size_t index, struct str *out);
int path_root(struct call *c);
int path_discovery(struct call *c);		/* /api, /apis and below */
int path_openapi(struct call *c);
int path_clock(struct call *c);
int path_review(struct call *c);		/* -ENOENT if the path is no review */

/* Served group-versions, each once: core first, the groups in the order in which a real server lists them, the versions
 * of one side by side, the preferred first. False after the last. */
struct group_version {
	const char *group, *version;
};
bool groups_at(size_t index, struct group_version *ret);
bool groups_first(size_t index);		/* the first of its group */

void path_not_found(struct call *c);		/* the plain text 404 */
/* Answers text with an ETag of its content, or 304 to who has it already. */
void path_tagged(struct call *c, const char *content_type, const char *text);

/* Kinds that are only asked about and never stored. */
struct review {
	const char *group, *version, *plural, *singular, *kind, *type;
	int (*fill)(struct call *c, json *tree);
	bool namespaced;
	int (*answer)(struct call *c);		/* instead of fill: what is asked is also done */
};
size_t reviews_count(void);
const struct review *reviews_at(size_t index);

#endif
