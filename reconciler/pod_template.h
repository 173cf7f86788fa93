/*
 * struct pod_template: what is common to all pods of one set at one revision, printed once, so that a pod's body is a
 * few concatenations (reference 2.2). A thousand pods are made from one of these.
 */
#ifndef RECONCILER_POD_TEMPLATE_H
#define RECONCILER_POD_TEMPLATE_H

#include "reconciler/definition.h"

struct pod_template;

/* The template of revision `data`, remembered in the definition. NULL with err set if the data cannot be applied. */
const struct pod_template *pod_template_get(struct definition *d, const struct object *set, const char *data,
					    struct err *err);
void pod_template_free(struct pod_template *t);
/* The body of a POST for the ordinal, labelled with the revision's name. */
void pod_template_body(const struct pod_template *t, const struct object *set, int32_t ordinal, const char *revision,
		       struct str *out);
/* Appends the volumes that the pod of this ordinal must have: its claims', then those of `others` (an array) with
 * other names. */
void pod_template_volumes(const struct object *set, int32_t ordinal, const json *others, json *out);

#endif
