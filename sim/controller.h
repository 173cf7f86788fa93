/*
 * A controller of the bundled cluster: one file in sim/controllers/, registered by existing (scheduler.c defines `const
 * struct controller scheduler_controller`). Each is a client of the API like any other: it reads world_cache, writes
 * through its own world_port, and wakes by cache handlers and world_after.
 */
#ifndef SIM_CONTROLLER_H
#define SIM_CONTROLLER_H

#include "sim/world.h"

struct controller {
	const char *name;			/* as --controllers takes it */
	const char *user;			/* user agent and event source: "kube-scheduler" */
	const char *help;			/* one line for --help and the ledger */
	void *(*start)(struct world *w, struct port *port);	/* subscribes; returns its state */
	void (*stop)(void *state); /* frees its state; handlers are gone by then or are unsubscribed here */
};

#define X(file) extern const struct controller file##_controller;
#include "controllers.inc"
#undef X

#endif
