/*
 * struct object: one version of one API object, immutable and reference-counted.
 *
 * It holds what selectors, owners, schedulers and views ask for as plain fields (metadata here, the kind's own in
 * `facts`, see kube/kinds/X.h), and, where the holder wants them, the serialised bytes it was read from, so that a list
 * is a concatenation and nothing is parsed twice. All strings live in one block that goes with the last reference; they
 * are never NULL unless said so. Times are whole seconds since 1970 (the API's resolution), 0 for none.
 */
#ifndef KUBE_OBJECT_H
#define KUBE_OBJECT_H

#include "kube/kind.h"

struct label {
	const char *key;
	const char *value;
};

struct owner {
	const char *api_version;
	const char *kind;
	const char *name;
	const char *uid;
	bool controller;
	bool block;			/* blockOwnerDeletion */
};

struct object {
	uint32_t refs;
	uint32_t len;			/* of bytes */
	const struct kind *kind;
	const char *namespace;		/* "" when cluster-scoped */
	const char *name;
	const char *uid;
	const char *version;		/* resourceVersion as text */
	uint64_t rv;			/* the same as a number, 0 if it is not one */
	int64_t generation;
	int64_t created;
	int64_t deleted;		/* deletionTimestamp */
	int64_t grace;			/* deletionGracePeriodSeconds, -1 when absent */
	const struct label *labels;	/* sorted by key */
	const struct label *annotations;	/* sorted by key; kubectl's last-applied is left out */
	const struct owner *owners;
	const char *const *finalizers;
	uint16_t nlabels, nannotations, nowners, nfinalizers;
	const void *facts;		/* the kind's struct, or NULL */
	const char *bytes;		/* compact JSON with kind and apiVersion, NUL-ended, or NULL if not kept */
};

/* Makes an object from a tree (not kept, not changed). keep: OBJECT_BYTES prints the tree into bytes. NULL with err set
 * if metadata is not what it must be: an object with a name, maps of texts, lists of what they should hold. The caller
 * owns one reference. */
enum object_keep { OBJECT_FACTS = 0, OBJECT_BYTES = 1 };
struct object *object_new(const struct kind *kind, const json *tree, enum object_keep keep, struct err *err);
/* The same from text, which is copied as it is when kept; kind and apiVersion are put in front where it lacks them, as
 * the items of a list do. */
struct object *object_parse(const struct kind *kind, const char *text, size_t len, enum object_keep keep,
			    struct err *err);
const struct object *object_ref(const struct object *o);	/* returns o */
void object_unref(const struct object *o);			/* NULL is fine */
void object_unrefp(const struct object **o);			/* for _cleanup_ */
/* A fresh tree from the bytes, owned by the caller; NULL without bytes. */
json *object_tree(const struct object *o);
/* The same for who is after the status: the spec is folded (base/json.h) and costs nothing to who leaves it alone. */
json *object_status_tree(const struct object *o);

const char *object_label(const struct object *o, const char *key);		/* NULL if absent */
const char *object_annotation(const struct object *o, const char *key);		/* NULL if absent */
const struct owner *object_controller(const struct object *o);		/* with controller=true, or NULL */
bool object_owned_by(const struct object *o, const char *uid);			/* any owner */
bool object_has_finalizer(const struct object *o, const char *name);
/* Order by namespace, then name, as bytes: the order of lists. */
int object_cmp(const struct object *a, const struct object *b);
/* "namespace/name", or "name" when cluster-scoped. */
void object_key(const struct object *o, struct str *out);

/* Strings and arrays that live as long as their object. Used by kinds' `read` functions only, which must be pure: an
 * object is filled twice (kube/arena.h). */
void *arena_alloc(struct arena *a, size_t size);		/* zeroed */
const char *arena_str(struct arena *a, const char *s);		/* NULL gives "" */
const char *arena_at(struct arena *a, const json *tree, const char *path);	/* the text there, "" if it is none */

#endif
