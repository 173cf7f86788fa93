/*
 * Revisions: the bytes by which Kubernetes remembers a pod template, their hash and name, and how stored ones compare
 * (reference 3). Byte-equal to upstream's, so that sets can change hands between controllers without a rollout.
 */
#ifndef RECONCILER_REVISION_H
#define RECONCILER_REVISION_H

#include "kube/object.h"

/* A ControllerRevision as decisions need it. Owned strings. */
struct revision {
	char *name;
	char *version;			/* resourceVersion; "" for one that was just made */
	char *data;			/* the exact bytes of its data */
	int64_t number;
	const struct object *object;	/* borrowed from the snapshot; NULL for one that was just made */
};

/* Appends {"spec":{"template":{"$patch":"replace",...}}} with sorted keys; numbers pass through a double, as in
 * upstream. */
void revision_data(const json *pod_template, struct str *out);
/* FNV-1 of the data and the collision count (NULL: none), in Kubernetes' safe alphabet. */
void revision_hash(const char *data, const int32_t *collisions, char ret[16]);
/* malloc'd; the set's part is cut to 223 bytes. */
char *revision_name(const char *set, const char *hash);

struct revision *revision_from_object(const struct object *o);
struct revision *revision_copy(const struct revision *r);
void revision_free(struct revision *r);					/* NULL is fine */
/* Order by number, then creation, then name. Only for revisions with objects. */
int revision_cmp(const struct revision *a, const struct revision *b);

/* Replaces the template in a set's spec by that of the revision's data, the way the server would patch it: unknown
 * fields go, what Go always prints is added. 0, or -EINVAL with err set (a revision that somebody broke). */
int revision_apply(const json *spec, const char *data, json **ret_spec, struct err *err);
/* Whether data means the same template as `wanted` once it is defaulted as the server of today does it. */
bool revision_same_meaning(const json *spec, const char *data, const char *wanted);

/* The body of a POST. labels of the template, annotations of the set. */
void revision_body(const struct object *set, const json *pod_template, const char *data, const char *name,
		   int64_t number, const char *hash, struct str *out);

#endif
