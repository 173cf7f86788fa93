/*
 * The bundled cluster as a child of the console: this same program as `sim --until-eof`. It names its kubeconfig on its
 * first line, and ends when our end of its standard input closes, however we end.
 */
#ifndef CMD_CHILD_H
#define CMD_CHILD_H

#include "base/err.h"
#include "base/log.h"
#include "base/loop.h"

struct child;

struct child_events {
	void (*ready)(void *arg, const char *kubeconfig);	/* once */
	void (*failed)(void *arg, const char *why);		/* instead: it ended before it was ready */
	void *arg;
};

/* Borrowed during the call; NULL: the simulator's own choice. */
struct child_options {
	const char *world, *seed, *dir, *controllers;
};

struct child *child_start(struct loop *loop, struct log *log, const struct child_options *options,
                          const struct child_events *events, struct err *err);
void child_stop(struct child *c);		/* ends it and waits for it; NULL is fine */

#endif
