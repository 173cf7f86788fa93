/*
 * struct machine: a node as its kubelet sees it from inside: the images it has, the addresses it gives, whether it is
 * up. A Node with the annotation sim.ordinal/power: "off" is down: its kubelet renews no lease and touches no pod until
 * that goes.
 */
#ifndef SIM_KUBELET_MACHINE_H
#define SIM_KUBELET_MACHINE_H

#include "sim/kubelet/podlet.h"

#define POWER_ANNOTATION "sim.ordinal/power"

struct machine {
	struct kubelet *kubelet;
	char *name;
	char *address;			/* the node's own */
	unsigned index;			/* in the order the nodes came */
	bool down;			/* from the beginning, until its kubelet starts */
	struct map images;		/* as marks */
	unsigned char used[256];	/* last byte of the pod addresses in use */
	unsigned next;
	unsigned overflow;		/* addresses given beyond the node's 253 */
	struct world_event *lease;
};

struct machine *machine_of(struct kubelet *k, const char *name);	/* NULL: there is no such node */
struct machine *machine_new(struct kubelet *k, const struct object *node);
void machine_free(struct machine *m);
/* Brings the Node object up to what a kubelet reports: labels, addresses, capacity, conditions. */
void machine_report(struct machine *m);
void machine_renew_lease(void *machine);

bool machine_has_image(const struct machine *m, const char *image);
void machine_add_image(struct machine *m, const char *image);
char *machine_take_ip(struct machine *m);				/* the caller's */
void machine_release_ip(struct machine *m, const char *ip);		/* NULL is fine */

#endif
