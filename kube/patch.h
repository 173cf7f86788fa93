/*
 * The three patch types, applied to trees. Pure: the target is changed in place on success and may be half-changed on
 * failure (callers patch a copy). Failures say the HTTP code, reason and text that Kubernetes 1.36 answers (truth/wire
 * c-patch-*).
 */
#ifndef KUBE_PATCH_H
#define KUBE_PATCH_H

#include "kube/schema.h"
#include "kube/status.h"

int patch_json(json **target, const json *patch, struct status *why);
int patch_merge(json **target, const json *patch, struct status *why);		/* RFC 7386 */
int patch_strategic(json *target, const json *patch, const struct message *type, struct status *why);

/* The merge patch that makes `to` of `from`, which are objects; {} where nothing differs. Lists are told whole. A null
 * in either is as an absent member, which is all that a merge patch can say. Owned by the caller. */
json *patch_merge_of(const json *from, const json *to);
/* The same for people: a JSON array of one text for each value that differs, "spec.template.spec.containers[0].image:
 * nginx:1 → nginx:2". A list is gone through by index. */
json *patch_told(const json *from, const json *to);

/* Puts the members of a tree that a JSON or merge patch was applied to into the order in which a server shows it. */
void patch_order(json *tree, const json *patch);

/* Appends a tree as Go's %v shows it ("map[spec:map[replicas:x]]"): how errors about strategic patches show the
 * patch. */
void patch_go_text(const json *j, struct str *out);

#endif
