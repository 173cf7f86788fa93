/*
 * The outline of a change: a short text that says which places of two trees differ and how, but no values. Whatever
 * walk_compare finds in two pairs of trees of one type is the same where their outlines are the same; that is all an
 * outline is for. Most writes in a cluster have the outline of an earlier one: the pods of a set, the events of a kind.
 */
#ifndef KUBE_APPLY_OUTLINE_H
#define KUBE_APPLY_OUTLINE_H

#include "kube/apply/shape.h"

#define OUTLINE_NAMES 4

/*
 * Items that are alone in a list are known by names that are nobody else's (the address of a pod, the uid of its
 * owner), and but for them all pods of a set change alike: an outline has places for such names and says beside itself
 * what they are.
 */
struct outline_name {
	const char *key, *value;	/* as the item has them: "ip", "10.244.0.5"; the schema's and the tree's */
};

struct outline {
	struct str text;
	struct outline_name names[OUTLINE_NAMES];
	size_t len;			/* names used */
};

#define OUTLINE_INIT { .text = STR_INIT }
void outline_release(struct outline *o);

/* Adds the outline of a change of two complete trees. False if it has none (very long lists and names, lists with an
 * item twice or without its keys, values that are not of the type); what was added is of no use then. */
bool outline_add(const struct message *type, const json *from, const json *to, struct outline *o);

/* Appends a text so that what follows cannot be taken for a part of it; false if it is too long. */
bool outline_text(const char *s, struct str *out);

#endif
