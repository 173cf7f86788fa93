/*
 * struct binder: brings claims and volumes together, as Kubernetes' persistent volume controller does: one function
 * looks at a claim (claim.c), one at a volume (volume.c), and each writes at most a step or two; the change it made
 * brings it back.
 */
#ifndef SIM_VOLUMES_BINDER_H
#define SIM_VOLUMES_BINDER_H

#include "base/map.h"
#include "kube/kinds/storageclass.h"
#include "sim/agent.h"
#include "sim/volumes/shelf.h"

#define ANN_BIND_COMPLETED "pv.kubernetes.io/bind-completed"
#define ANN_BOUND_BY_CONTROLLER "pv.kubernetes.io/bound-by-controller"
#define ANN_PROVISIONED_BY "pv.kubernetes.io/provisioned-by"
#define ANN_PROVISIONER "volume.kubernetes.io/storage-provisioner"
#define ANN_PROVISIONER_BETA "volume.beta.kubernetes.io/storage-provisioner"
#define HOST_PATH "kubernetes.io/host-path"

struct binder {
	struct agent agent;		/* its queue holds "c NAMESPACE/NAME" and "v NAME" */
	struct shelf shelf;		/* volumes by the claims they are for */
	struct map seen;		/* uids of claims that were looked at, as marks */
	struct map orders;		/* uid of a claim -> struct order: volumes being made */
	struct map growths;		/* uid of a claim -> struct order: volumes being grown */
	struct world_event *resync;	/* when waiting claims are looked at again; NULL: none waits */
	int64_t start_ms;
};

struct order {
	int64_t due_ms;
};

void binder_claim(struct binder *b, const struct object *claim, const char *key);
void binder_volume(struct binder *b, const struct object *volume, const char *key);
/* Makes the volume a claim asks its class for; what takes time is come back to. */
void binder_provision(struct binder *b, const struct object *claim, const struct object *class, const char *key);
void binder_grow(struct binder *b, const struct object *claim, const struct object *volume, const char *key);
void binder_bind(struct binder *b, const struct object *claim, const struct object *volume, const char *key);
void binder_set_phase(struct binder *b, const struct object *volume, const char *phase, const char *key);

void binder_queue_claim(struct binder *b, const char *namespace, const char *name);
void binder_queue_volume(struct binder *b, const char *name);
/* Something is left waiting: it will be looked at again with the next resync. */
void binder_look_again(struct binder *b);
void binder_tell(struct binder *b, const struct object *about, bool warning, const char *reason, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* True once the time an order takes is over; the first call starts it. */
bool order_ready(struct binder *b, struct map *orders, const struct object *claim, int64_t takes_ms, const char *key);
void order_forget(struct map *orders, const char *uid);

#endif
