/* The kubeconfig that the simulator writes for its clients: address, CA and token of the administrator, 0600. */
#ifndef SIM_KUBECONFIG_H
#define SIM_KUBECONFIG_H

#include "base/err.h"

struct kubeconfig {
	const char *server;		/* "https://127.0.0.1:6443" */
	const char *ca;			/* PEM */
	const char *token;
	const char *namespace;		/* of the context */
};

/* Writes dir/name. */
int kubeconfig_write(const struct kubeconfig *k, const char *dir, const char *name, struct err *err);
/* A new token: 32 letters and digits from the system's random source. */
void kubeconfig_token(char ret[33]);

#endif
