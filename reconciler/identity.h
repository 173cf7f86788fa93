/*
 * Names and ordinals: which pod is which. A pod of set "web" is called "web-<ordinal>", its claims
 * "<template>-web-<ordinal>"; everything else about a pod's identity follows from its name (reference 2.1). Pure
 * functions on text and objects.
 */
#ifndef RECONCILER_IDENTITY_H
#define RECONCILER_IDENTITY_H

#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"

#define LABEL_POD_NAME "statefulset.kubernetes.io/pod-name"
#define LABEL_POD_INDEX "apps.kubernetes.io/pod-index"
#define LABEL_REVISION "controller-revision-hash"
#define LABEL_HASH "controller.kubernetes.io/hash"

/* Splits "web-12" into the length of "web" and 12. Without a match the length is 0 and the ordinal -1; digits beyond
 * 32 bits leave the parent and give -1. Leading zeros are read. */
int32_t identity_parse(const char *pod, size_t *ret_parent_len);
int32_t identity_ordinal(const char *pod);
/* Whether the name belongs to the set: its parent is exactly the set's name. */
bool identity_member(const char *pod, const char *set);
char *identity_pod_name(const char *set, int32_t ordinal);				/* malloc'd */
char *identity_claim_name(const char *claim_template, const char *set, int32_t ordinal);	/* malloc'd */
/* Name, namespace and pod-name label are what they must be. Other labels and the host name are never looked at. */
bool identity_matches(const struct object *set, const struct object *pod);
/* What the set asks for can be worked on: a server refuses anything else, but not every object went through one. */
bool identity_range_valid(const struct statefulset *set);
/* Ordinal within [start, start + replicas). */
bool identity_in_range(const struct statefulset *set, int32_t ordinal);
/* Every claim template has a volume of its name in the pod that uses the right claim. */
bool identity_storage_matches(const struct object *set, const struct object *pod, int32_t ordinal);
/* Of claim templates with one name the last counts. */
bool identity_claim_counts(const struct statefulset *set, size_t index);
/* The revision label: a ControllerRevision's full name, "" if there is none. */
const char *identity_revision(const struct object *pod);

#endif
