/*
 * The terms of pod affinity and anti-affinity: "pods like these, in the same zone". Whether a node is in such a zone is
 * asked of a struct zones, which has counted once where matching pods are.
 */
#ifndef SIM_SCHEDULE_POD_TERMS_H
#define SIM_SCHEDULE_POD_TERMS_H

#include "base/map.h"
#include "base/vec.h"
#include "kube/selector.h"

struct pod_term {
	struct selector *selector;	/* NULL: matches nothing */
	json *namespaces;		/* array of names; NULL: all namespaces */
	char *topology;			/* a node label */
	int64_t weight;			/* of a preferred term; 1 else */
};

struct pod_terms {
	struct pod_term *items;
	size_t len, cap;
};

/* Appends the terms of a list, required or preferred (weight and podAffinityTerm). namespace: the pod's own. */
void pod_terms_read(struct pod_terms *ret, const json *list, const char *namespace);
void pod_terms_release(struct pod_terms *t);
bool pod_term_matches(const struct pod_term *t, const struct object *pod);

#endif
