/*
 * Pod defaults, shared by the server (create, update) and by the reconciler (comparing a stored revision with today's
 * template needs the server's defaulting). Source: Kubernetes 1.36 pkg/apis/core/v1/defaults.go as recorded in
 * truth/wire b-pod-defaults.
 */
#ifndef KUBE_DEFAULTS_H
#define KUBE_DEFAULTS_H

#include "base/json.h"

void defaults_pod_template(json *pod_template);
void defaults_pod_spec(json *spec);
/* The defaulting alone, without the old name serviceAccount that a server's conversion adds: revisions are compared
 * by it. */
void defaults_revision_template(json *pod_template);
/* A PersistentVolumeClaim or a claim template: volumeMode, status.phase. */
void defaults_claim(json *claim);
/* What a Pod has over a pod template: requests from limits, host ports, service links. */
void defaults_pod(json *pod);

/* The source of a volume of a pod, or of a PersistentVolume: what its own members default to. */
void defaults_volume_source(json *volume);

/* Adds the members of a JSON text (' stands for ") that o lacks or has as null. NULL for o is fine. */
void defaults_fill(json *o, const char *text);

#endif
