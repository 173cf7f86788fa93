/*
 * What the pods of a node ask for and may use at most, against what the node has to give: the last two blocks of
 * `kubectl describe node`. Pure.
 * Source: describeNodeResource and PodRequestsAndLimits of k8s.io/kubectl 1.36.
 */
#ifndef TUI_NODE_SUMS_H
#define TUI_NODE_SUMS_H

#include "tui/describe.h"

/* pods: the items of a list of pods, whole. t's tree is the node. */
void node_sums_tell(struct telling *t, const json *pods);
/* Appends how much of one resource a pod comes to; which: "requests" or "limits". Init containers run one after the
 * other, beside the sidecars that were begun before them; the overhead counts, for limits only where there is one. */
void pod_sum(const json *pod, const char *which, const char *resource, struct str *out);

#endif
