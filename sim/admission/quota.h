/*
 * Quotas at the door: what a new object, or a changed one, asks for must fit into what every quota of its namespace
 * has left. Free where a namespace has no quota. The usage is written when the object is stored; the quota controller
 * counts again whenever something goes.
 */
#ifndef SIM_ADMISSION_QUOTA_H
#define SIM_ADMISSION_QUOTA_H

#include "base/vec.h"
#include "sim/api/call.h"

struct quota_charge {
	const struct object *quota;	/* a reference */
	json *used;			/* what status.used is to be */
};
typedef VEC(struct quota_charge) quota_charges;

/* 0 with the charges to make, or 403. old: the state before, NULL on creation. */
int quota_check(struct call *c, const json *tree, const json *old, quota_charges *ret);
/* Writes them; quotas that changed meanwhile are left to the controller. */
void quota_charge(struct call *c, quota_charges *charges);
void quota_release(quota_charges *charges);

#endif
