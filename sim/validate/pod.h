/*
 * Validation of pods and pod templates, shared by every kind that has one. Order and texts of the complaints are
 * upstream's (pkg/apis/core/validation of Kubernetes 1.36, as recorded in truth/wire b-pod-invalid and
 * b-statefulset-invalid).
 */
#ifndef SIM_VALIDATE_POD_H
#define SIM_VALIDATE_POD_H

#include "sim/validate/check.h"

/* What the parts of one pod need to know of each other. */
struct pod_check {
	const json *spec;
	const json *claims;		/* volume claim templates, which count as volumes; NULL: none */
	bool is_template;
	json *volumes;			/* the good volumes by name, for the mounts; owned by validate_pod_spec */
};

/* The node of a pod's spec, its rules for a pod or a template. claims: volumeClaimTemplates or NULL. */
void validate_pod_spec(const struct node *spec, bool is_template, const json *claims);
/* Labels and annotations, whose path leaves metadata out. StatefulSets look at them twice, as the causes show. */
void validate_template_metadata(const struct node *pod_template);
/* The node of a pod template: labels, annotations, spec. */
void validate_pod_template(const struct node *pod_template, const json *claims);

/* --- parts, one file each --- */
void validate_containers(const struct node *spec, const struct pod_check *pod);		/* validate_container.c */
void validate_volumes(const struct node *volumes, struct pod_check *pod);		/* validate_volume.c */
/* One place where a volume's bytes may be: the member, what it needs, and what else is checked of it. */
struct volume_source {
	const char *name;
	const char *required[3];
	node_fn check;			/* NULL: nothing */
};
/* Exactly one of the rows must be there, and be right. */
void check_volume_source(const struct node *volume, const struct volume_source *rows, size_t n);
void validate_probes(const struct node *container);					/* validate_probe.c */
void validate_lifecycle(const struct node *lifecycle, const json *spec);
void validate_resources(const struct node *resources);					/* validate_resources.c */
void validate_affinity(const struct node *affinity);					/* validate_scheduling.c */
void validate_tolerations(const struct node *tolerations);
void validate_spread_constraints(const struct node *constraints);
void validate_node_selector_terms(const struct node *node_selector);	/* a NodeSelector, of volumes too */
void validate_pod_security(const struct node *security_context);			/* validate_security.c */
void validate_container_security(const struct node *security_context);

#endif
