/*
 * Builders of what a person may do: an object and an argument in, a request out. Pure; nothing is sent here.
 *
 * A write is a patch made from the intent, an eviction, or a delete, never a whole object printed back. It carries what
 * it was decided on as a precondition, and nothing else, so that it fails exactly when the ground has moved:
 *   - the uid always, so that a namesake made meanwhile is never hit;
 *   - for scale the replicas seen, as kubectl's --current-replicas: a status written meanwhile is no reason to refuse,
 *     another person's scaling is. A JSON patch can test for that; a resourceVersion would refuse for both;
 *   - for the partition the update revision seen: what is let out is what the dialog named.
 */
#ifndef CLIENT_VERBS_H
#define CLIENT_VERBS_H

#include "kube/port.h"

enum propagation { PROPAGATION_BACKGROUND, PROPAGATION_FOREGROUND, PROPAGATION_ORPHAN };

/* --- StatefulSets --- */
/* PATCH .../scale, which a role may allow without allowing more. */
void verbs_scale(const struct object *set, int32_t replicas, struct request *ret);
void verbs_partition(const struct object *set, int32_t partition, struct request *ret);
void verbs_image(const struct object *set, const char *container, const char *image, struct request *ret);
/* kubectl rollout restart: the time of it in an annotation of the template. now_s is the cluster's. */
void verbs_restart(const struct object *set, int64_t now_s, struct request *ret);
/* kubectl rollout undo: back to the template that a ControllerRevision keeps. */
void verbs_undo(const struct object *set, const struct object *revision, struct request *ret);

/* --- any object --- */
/* exact: also the resourceVersion, so that any change since it was looked at refuses. Never a grace period of 0. */
void verbs_delete(const struct object *o, enum propagation propagation, bool exact, struct request *ret);
/* value NULL removes it. */
void verbs_annotate(const struct object *o, const char *key, const char *value, struct request *ret);
void verbs_label(const struct object *o, const char *key, const char *value, struct request *ret);
/* What an edit changed. The patch is copied; it carries its own preconditions. */
void verbs_merge(const struct object *o, const json *merge_patch, struct request *ret);
void verbs_get(const struct kind *k, const char *namespace, const char *name, struct request *ret);

/* --- pods and nodes --- */
/* grace_s: to stop in; 0: the pod's own. */
void verbs_evict(const struct object *pod, int32_t grace_s, struct request *ret);
void verbs_cordon(const struct object *node, bool cordon, struct request *ret);

/* --- a request as a whole --- */
/* Makes it a dry run: everything is checked, nothing is kept. */
void verbs_dry_run(struct request *r);
/* A dry run of the same, to be sent before the person is asked. */
void verbs_dry_run_of(const struct request *r, struct request *ret);
/* Appends the kubectl line that does the same, quoted for a shell, made from the request itself so that it cannot tell
 * another story. Preconditions that kubectl has no flag for are left out. */
void verbs_kubectl(const struct request *r, struct str *out);
/* "a word", quoted where a POSIX shell would take it for more. */
void verbs_quote(const char *word, struct str *out);
/* True if the answer says that a precondition failed: the object is not what it was when the request was made. */
bool verbs_outdated(const struct answer *a);

#endif
