/*
 * metadata.managedFields: who owns which fields of an object, kept by every write and used by server-side apply to
 * tell conflicts. As Kubernetes 1.36 does it (k8s.io/apimachinery/pkg/util/managedfields, structured-merge-diff).
 */
#ifndef KUBE_APPLY_MANAGED_H
#define KUBE_APPLY_MANAGED_H

#include "base/vec.h"
#include "kube/apply/walk.h"
#include "kube/status.h"

#define MANAGED_UPDATERS 10		/* more entries of operation Update than this are merged, the oldest first */

struct manager {
	const char *name;
	const char *version;		/* apiVersion that the paths are of */
	const char *subresource;	/* "" for none */
	const char *time;		/* as it stands there, NULL: none */
	bool applied;			/* operation Apply, else Update */
	const struct fieldset *fields;	/* never NULL once it is kept, but for one whose text is known */
	const char *text;		/* FieldsV1, where it is known already; else NULL */
	int place;			/* of the entry it was read from; MANAGER_NEW: of none */
};

#define MANAGER_NEW (-1)

struct managed_memo;

struct managed {
	VEC(struct manager) managers;
};

/* One write: who, when, and on what. Texts are borrowed. */
struct managed_write {
	struct pool *pool;
	const struct message *type;
	const struct kind *kind;
	const char *version;		/* apiVersion */
	const char *manager;		/* "" is "unknown" */
	const char *subresource;	/* "" for none */
	const char *time;
	const json *blank;		/* the empty object of the type, complete, with its kind */
	const char *const *reset;	/* what this write cannot change, with all below; nobody's through it: paths
					 * as "metadata.labels", ended by NULL. NULL: nothing. They follow from kind and
					 * subresource, for all writes with one memo. */
	struct managed_memo *memo;	/* kube/apply/memo.h; NULL: nothing is remembered */
};

void managed_release(struct managed *m);

/* From the list of entries; -EINVAL if one is not what it must be. */
int managed_read(struct pool *p, const json *entries, struct managed *ret);
/* Into the list: Apply first, then by time (whole seconds), manager, version and subresource. NULL without entries. */
json *managed_json(const struct managed *m);

/* Whether entries in a request say that all is to be forgotten: [] or [{}]. */
bool managed_is_reset(const json *entries);

/*
 * Puts metadata.managedFields of `now` right, after a write that is no apply: the writer owns what changed, and others
 * lose it. was: the state before, NULL on creation. Both trees complete. What `now` brings in managedFields is taken
 * as the client's wish.
 */
void managed_update(const struct managed_write *w, const json *was, json *now);

/*
 * Merges an applied configuration into the live tree (NULL: there is none yet). *ret: the new state, with
 * managedFields; it has yet to be decoded. 0, or the server's refusal: 409 with a cause for each conflict, 500 for a
 * configuration that is not of the type.
 */
int managed_apply(const struct managed_write *w, const json *live, const json *config, bool force, json **ret,
		  struct status *why);
/* The entries of a Scale made of those of its object (of apiVersion version), and the object's after a write of the
 * Scale, whose entries then are scale_entries. NULL without entries; owned by the caller. */
json *managed_to_scale(struct pool *p, const json *entries, const char *version);
json *managed_from_scale(struct pool *p, const json *entries, const json *scale_entries, const char *version);
/* "apps/v1, Kind=StatefulSet" and "/v1, Kind=Pod", as the server names types; no version with two slashes. */
void managed_add_type(const char *version, const char *kind, struct str *out);

#endif
