/*
 * struct play: one script being played. The server is the bundled cluster's own storage, API and garbage collector on
 * the virtual clock; pods are started and ended by a kubelet made for this; the controller under test sits behind a
 * cache that lags (lag.h) and a port that fails (wire.c). After each turn the laws are checked; the first that is broken
 * ends the play.
 */
#ifndef TESTS_SIMULATE_PLAY_H
#define TESTS_SIMULATE_PLAY_H

#include "base/rng.h"
#include "client/lease.h"
#include "kube/kinds/lease.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/controller.h"
#include "tests/tools/simulate/lag.h"
#include "tests/tools/simulate/script.h"
#include "tests/tools/simulate/tally.h"

#define NAMESPACE "default"
#define SET "db"

/* Bugs that are planted to see that the laws find them. X(name, law): the law that must be broken. */
#define PLANTS(X)                                                                                                      \
	X(EXTRA, "identity")	/* each pod is created twice, the second time under the next name */                   \
	X(RENAMED, "identity")	/* a pod carries another pod's name as label */                                        \
	X(CLAIMS, "claims")	/* with a pod its claim is deleted */                                                  \
	X(EAGER, "order")	/* all pods look ready */                                                              \
	X(BOTTOM, "top")	/* the lowest condemned pod goes instead of the highest */                             \
	X(PUSHY, "partition")	/* the partition is not seen */                                                        \
	X(HASTY, "update")	/* each deleted pod takes its neighbour with it */                                     \
	X(SECRET, "two down")	/* the same, past the laws of what may be sent */                                      \
	X(COUNTS, "status")	/* one current replica too many */                                                     \
	X(GRACELESS, "grace")	/* pods are deleted with grace 0 */                                                    \
	X(LAWLESS, "lease")	/* writes are sent without a lease */                                                  \
	X(DEAF, "settles")	/* changes of pods are never heard of */                                               \
	X(RESTLESS, "stays")	/* status is written over and over */                                                  \
	X(FORGETFUL, "waits")	/* nobody waits for the caches to catch up */

enum plant {
	PLANT_NONE,
#define X(name, law) PLANT_##name,
	PLANTS(X)
#undef X
	PLANTS_COUNT
};

struct play;

/* What a sync was decided on. */
struct view {
	const struct object *set;	/* a reference; NULL: nothing was looked at yet */
	object_vec pods;		/* references: of the namespace */
	int64_t now_ms;
	size_t creates, deletes;	/* of pods, sent since */
	VEC(int32_t) condemned;		/* ordinals of condemned pods whose delete was sent since */
};

/* One process that runs the controller. */
struct instance {
	struct play *play;
	int number;
	char *identity;
	struct port wire;
	struct timers timers;
	struct rng rng;
	struct lag lag;
	struct statefulset_controller *controller;	/* NULL: it does not run */
	VEC(struct timer *) timer_list;
	VEC(const struct object *) altered;		/* what planted bugs made */
	struct lease_lock lock;
	struct view view;
	int64_t cut_ms;			/* until then it does not reach the server */
	bool dead;			/* it dies as soon as nothing of it is at work */
};

struct flight;
struct life;

struct play {
	const struct script *script;
	enum plant plant;
	struct str *log;		/* NULL: nobody reads it */
	struct tally tally;
	const char *law;		/* the one that was broken; NULL: none */
	struct str why;
	struct world *world;
	struct port *admin, *kubelet, *server;
	struct instance instances[2];
	size_t ninstances;
	VEC(struct flight *) flights;
	VEC(struct life *) lives;
	VEC(struct action) faults;	/* waiting for a write to meet */
	bool bad_is_good, make_again, unknown_effects, claim_deleted;
	int nodes_lost;			/* as bits; pods with an even ordinal are on the first node */
	int64_t lost_ms;		/* since when, of the last that was lost */
	int ever_deleted;		/* retention policies that it ever had, as bits */
	size_t turns;
	uint64_t claims_seen;		/* changes of claims that were judged */
	size_t writes;			/* sent by the controller, events left out */
	int leader;			/* who led last; -1: nobody yet */
	int32_t down;			/* ordinal of a healthy pod that we deleted and that is not back; -1: none */
	char down_uid[64], deleted_uid[64];	/* of that pod; of the last one that we deleted */
};

/* Plays to the end. True: no law was broken. */
bool play_run(struct play *p, const struct script *s, enum plant plant, struct str *log);
void play_release(struct play *p);
void play_reached(struct play *p, enum state s);
void play_log(struct play *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A law is broken; the first one counts. */
void play_broke(struct play *p, const char *law, const char *fmt, ...) PRINTF_LIKE(3, 4);
void play_advance(struct play *p, int64_t until_ms);
int64_t play_now(const struct play *p);
struct storage *play_storage(const struct play *p);
const struct object *play_set(const struct play *p);		/* as the server has it; NULL: none */

/* --- cluster.c: what is not the controller --- */
void cluster_begin(struct play *p);
void cluster_release(struct play *p);
void cluster_turn(struct play *p);
int64_t cluster_due(const struct play *p);			/* INT64_MAX: nothing by itself */
void cluster_act(struct play *p, const struct action *a);
/* One request as an administrator; body is JSON text, taken with ' for ". */
int cluster_ask(struct play *p, enum verb verb, const struct kind *k, const char *name, const char *body);
void cluster_heal(struct play *p);

/* --- instance.c: the controller, its timers, its lease, its death --- */
void instance_init(struct instance *i, struct play *p, int number);
void instance_release(struct instance *i);
void instance_turn(struct instance *i);
int64_t instance_due(const struct instance *i);
void instance_stop(struct instance *i);

/* --- wire.c: between the controller and the server --- */
void wire_init(struct instance *i);
void wire_turn(struct play *p);
int64_t wire_due(const struct play *p);
/* What the instance still waits for is answered by nobody. */
void wire_cut(struct instance *i);
void wire_release(struct play *p);
/* Past all faults and laws: the instance's lease. */
void wire_lease(struct instance *i, struct request *r);

/* --- plant.c --- */
/* A planted bug changes what is sent, or sends more. */
void plant_write(struct instance *i, struct request *r);
int plant_named(const char *name);				/* -1: there is none */
const char *plant_name(enum plant plant);
const char *plant_law(enum plant plant);

/* --- laws.c --- */
json *request_tree(const struct request *r);			/* its body, the caller's; NULL: none */
void laws_looked(void *instance, const char *set_uid);
void laws_write(struct instance *i, const struct request *r);
/* A delete of a pod is about to have its effect. */
void laws_delete_lands(struct play *p, bool strict, const struct request *r);
void laws_turn(struct play *p);
void view_release(struct view *v);

/* --- settle.c: what must be once nothing fails any more --- */
void settle(struct play *p);

#endif
