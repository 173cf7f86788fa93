/*
 * Which run of a container a request for its log is about, read from the pod as it is stored: its containers' states
 * say when each run began and ended, so the log needs no memory of its own.
 */
#ifndef SIM_LOGS_SOURCE_H
#define SIM_LOGS_SOURCE_H

#include "kube/status.h"
#include "sim/kubelet/images.h"
#include "sim/logs/speech.h"

/* The container that is meant by name, or by NULL or "" the only one: its name, borrowed from the pod's tree; NULL with
 * why set (400), worded as kube-apiserver does. */
const char *source_container(const json *pod, const char *container, struct status *why);
/* The run whose log is asked for and its container id; 0, or -400 with why set as a kubelet words it. Borrows from the
 * tree. */
int source_run(const json *pod, const char *container, bool previous, const struct images *images, struct run *ret,
	       const char **ret_id, struct status *why);
/* Looks what became of the run with this container id. False: the pod tells of it no more. */
bool source_end(const json *pod, const char *container, const char *id, int64_t *ret_ended_ms, int64_t *ret_code);

#endif
