/*
 * struct fieldset: a set of paths into an object, as managedFields name what a writer owns ("FieldsV1"): a tree of path
 * elements, each of which may be a member itself and may have members below it. An element is a field of an object or a
 * key of a map ("f:replicas"), an item of a list by its keys ("k:{"name":"c"}") or by its value ("v:"a""), or by its
 * number ("i:0").
 *
 * Sets are values: no function changes one it is given. What a set holds lives in the pool, or in the tree that it was
 * compared from, and is not to be freed. NULL is the empty set everywhere, and no function answers an empty set
 * otherwise.
 */
#ifndef KUBE_APPLY_FIELDSET_H
#define KUBE_APPLY_FIELDSET_H

#include "base/json.h"
#include "base/pool.h"

struct element {
	char type;			/* 'f', 'i', 'k' or 'v' */
	const char *text;		/* what stands behind the colon; of k and v: compact JSON, keys sorted */
};

struct fieldset_node {
	struct element element;
	bool member;
	const struct fieldset *below;	/* NULL: nothing */
};

struct fieldset {
	struct fieldset_node *nodes;	/* by element_cmp */
	uint32_t len, cap;
};

/* Fields first, then list items by key, by value and by number; numbers inside by their size. */
int element_cmp(const struct element *a, const struct element *b);
/* As errors show it: `.spec`, `[name="c"]`, `[="a"]`, `[0]`. */
void element_add(const struct element *e, struct str *out);
/* The element of a list's item by its keys, an object of some of them; members in any order. */
struct element element_of_keys(struct pool *p, const json *keys);
struct element element_of_value(struct pool *p, const json *value);

/* 0, or -EINVAL if it is no FieldsV1. The set is the pool's alone; NULL for an empty one. Elements of unknown type are
 * left out. */
int fieldset_parse(struct pool *p, const json *fields, const struct fieldset **ret);
json *fieldset_json(const struct fieldset *s);	/* owned by the caller, folded (base/json.h); {} for NULL */

/* Puts one node in: the only function that changes a set, for those who build one. Adds to what is there. */
void fieldset_add(struct pool *p, struct fieldset **s, const struct fieldset_node *node);
/* The same for a path of fields: "metadata.labels". */
void fieldset_add_path(struct pool *p, struct fieldset **s, const char *path);

const struct fieldset_node *fieldset_find(const struct fieldset *s, const struct element *e);	/* NULL: absent */
bool fieldset_has_path(const struct fieldset *s, const char *path);	/* fields only; as a member */

const struct fieldset *fieldset_union(struct pool *p, const struct fieldset *a, const struct fieldset *b);
const struct fieldset *fieldset_common(struct pool *p, const struct fieldset *a, const struct fieldset *b);
/* Of a what is not a member of b: a path below a member of b stays. */
const struct fieldset *fieldset_minus(struct pool *p, const struct fieldset *a, const struct fieldset *b);
/* The same, and what lies below a member of b goes as well. */
const struct fieldset *fieldset_prune(struct pool *p, const struct fieldset *a, const struct fieldset *b);

/* Calls fn with each member's path as errors show it (".spec.replicas"): members of a level before what is below. */
typedef void (*fieldset_fn)(void *arg, const char *path);
void fieldset_each(const struct fieldset *s, fieldset_fn fn, void *arg);

#endif
