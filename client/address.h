/*
 * Where a server is, taken apart: "https://host:port/path" as a kubeconfig has it. Pure.
 */
#ifndef CLIENT_ADDRESS_H
#define CLIENT_ADDRESS_H

#include "base/err.h"

struct address {
	bool secure;		/* https: only then are credentials sent */
	bool local;		/* on this machine: never through a proxy from the environment, as Go has it */
	char *prefix;		/* what a request's path is appended to: no slash at its end */
	char *connect_to; /* "::host:port" when the URL names another host than the one to connect to; NULL else */
	char *host;		/* "host:port" for the Host header in that case; NULL else */
};

/* server_name: tls-server-name, or NULL. With it the URL names that host, which the TLS library then asks and checks
 * the certificate for, while the connection and the Host header are the real server's. -EINVAL if server is no such
 * address. */
int address_parse(const char *server, const char *server_name, struct address *ret, struct err *err);
void address_release(struct address *a);

#endif
