/*
 * What server-side apply does to two trees of one type: comparing, merging, taking away, and telling what a tree
 * holds, as structured-merge-diff does it. Trees are as a server prints them (typed_complete), patches as they came.
 * Pure; results live in the pool, trees are the caller's.
 */
#ifndef KUBE_APPLY_WALK_H
#define KUBE_APPLY_WALK_H

#include "kube/apply/shape.h"

/* The member of that key, NULL if there is none. Two trees' members mostly stand in the same order: the one that is
 * expected next (or NULL) is looked at first. */
const json *walk_member(const json *object, const json *expected, const char *key);

/* What `to` has that `from` has not, and the reverse; what both have, differing. No path is in two of them. */
struct comparison {
	const struct fieldset *added, *removed, *modified;
};
struct comparison walk_compare(struct pool *p, const struct message *type, const json *from, const json *to);

/* Every leaf and every item that the tree mentions. */
const struct fieldset *walk_fields(struct pool *p, const struct message *type, const json *tree);

/* A patch that is to be merged must be of the type: 0, or -EINVAL with why. */
int walk_check(struct pool *p, const struct message *type, const json *patch, struct str *why);

/* The live tree with the patch laid over it; -EINVAL with why where a list has no keys or one twice. */
int walk_merge(struct pool *p, const struct message *type, const json *live, const json *patch, json **ret,
	       struct str *why);

/* The tree without the items of the set; what was emptied by that is null. */
json *walk_remove(struct pool *p, const struct message *type, const json *tree, const struct fieldset *items);

/* The set and the fields of structs on the way to its members, which are not members by themselves. */
const struct fieldset *walk_named(struct pool *p, const struct message *type, const struct fieldset *s);

#endif
