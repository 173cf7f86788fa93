/*
 * What the kinds that make pods from a template have in common: selector and template, rolling updates, the counts of a
 * status, and cells of their tables. Source: pkg/apis/apps/validation of Kubernetes 1.36, truth/wire b-deployment,
 * b-replicaset, b-statefulset-*.
 */
#ifndef SIM_VALIDATE_WORKLOAD_H
#define SIM_VALIDATE_WORKLOAD_H

#include "sim/validate/check.h"

/* The selector: required, not empty ("empty selector is invalid for WORD"), readable. False if it cannot be read, which
 * is said as `unreadable` and leaves the template unchecked. */
bool check_workload_selector(const struct node *selector, const char *word, const char *unreadable);
/* The selector of the spec must match the labels of its template. */
void check_template_labels(const struct node *spec);
/* A pod spec whose pods are to run for ever: restartPolicy Always, no deadline ("... in KIND is not Supported"). */
void check_runs_always(const struct node *pod_spec, const char *kind);
/* The whole template of a Deployment, a ReplicaSet, a ReplicationController. */
void check_replica_template(const struct node *spec);

/* "25%" or "2" as a number: 0 only of a zero. */
int64_t int_or_percent_value(const json *v);
/* A selector, a label map or a template must not change. The value is shown as Go has it. */
void check_template_immutable(const struct node *pod_template, const json *old);

/* --- status --- */
void check_counts_non_negative(const struct node *status, const char *const *counts, size_t n);
/* status.COUNT cannot be greater than status.BOUND; `shown` is how the text names the bound. */
void check_not_above(const struct node *status, const char *count, const char *bound, const char *shown);
/* readyReplicas and the like against replicas, then availableReplicas against readyReplicas. */
void check_replica_counts(const struct node *status, const char *const *counts, size_t n);
void check_collisions(const struct node *status, const json *old);

/* --- warnings --- */
/* The name becomes part of pods' names: a DNS label is better. */
void warn_pod_name(const json *o, json *warnings);
/* What is warned about in the template. */
void warn_template(const json *o, json *warnings);

/* --- cells --- */
void cell_selector(const json *o, int64_t now_s, json *cells);	/* spec.selector as kubectl takes it */
void cell_ready_of_wanted(const json *o, int64_t now_s, json *cells);	/* "2/3": readyReplicas of spec.replicas */
/* Appends a LabelSelector in words, "<none>" for an empty or absent one. */
void cell_add_selector(json *cells, const json *selector);

#define COLUMN_CONTAINERS { .name = "Containers", .cell = cell_template_containers, .priority = 1, \
			    .description = DESCRIBE_TEMPLATE_CONTAINERS }
#define COLUMN_IMAGES { .name = "Images", .cell = cell_template_images, .priority = 1, \
			.description = DESCRIBE_TEMPLATE_IMAGES }

#endif
