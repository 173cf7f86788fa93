/*
 * The kinds we know: one row a kind, one file a row (kube/kinds/pod.c defines `const struct kind pod_kind`), registered
 * by existing. A row says how the kind is addressed and how its typed facts are read; what a server does with it is in
 * sim/kinds/. Rows are static and const: compare kinds by pointer.
 */
#ifndef KUBE_KIND_H
#define KUBE_KIND_H

#include "base/json.h"

struct object;
struct arena;

struct kind {
	const char *group;		/* "" for the core group */
	const char *version;
	const char *name;		/* "StatefulSet" */
	const char *plural;		/* "statefulsets" */
	const char *singular;		/* "statefulset" */
	const char *shorts[4];		/* "sts"; NULL-ended */
	const char *categories[2];	/* "all" */
	const char *schema;		/* "apps.StatefulSet", see kube/schema.h */
	const struct kind *stored_as;	/* whose objects these are, in another form; NULL: its own */
	bool namespaced;
	/* Typed facts kept beside an object (see kube/object.h), or 0/NULL. `read` fills `facts` (zeroed, facts_size
	 * bytes) from the tree; every string it keeps goes through the arena. */
	size_t facts_size;
	void (*read)(const json *tree, struct arena *arena, void *facts);
};

size_t kind_count(void);
const struct kind *kind_at(size_t index);
size_t kind_index(const struct kind *k);		/* stable within one build: for arrays by kind */
/* NULL if unknown. */
const struct kind *kind_by_plural(const char *group, const char *version, const char *plural);
const struct kind *kind_by_name(const char *api_version, const char *name);	/* "apps/v1", "StatefulSet" */
/* What a person types: plural, singular, short name, Kind, or "plural.group"; any case. NULL if unknown. */
const struct kind *kind_find(const char *word);
void kind_api_version(const struct kind *k, char *ret, size_t size);		/* "apps/v1", "v1" */
void kind_resource(const struct kind *k, char *ret, size_t size);		/* "statefulsets.apps", "pods" */

/* Rows by name, for code that means one kind: KIND(pod), KIND(statefulset), ... (the file's name in kube/kinds/). */
#define KIND(file) (&file##_kind)
#define X(file) extern const struct kind file##_kind;
#include "kinds.inc"
#undef X

#endif
