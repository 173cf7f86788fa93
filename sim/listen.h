/* The listening socket: loopback only, with one clear sentence when that is not possible. */
#ifndef SIM_LISTEN_H
#define SIM_LISTEN_H

#include "base/err.h"

/* "127.0.0.1:6443", "[::1]:0", "localhost:6443"; port 0 takes a free one. The descriptor, or negative with err. */
int listen_open(const char *address, struct err *err);
/* The URL of a listening descriptor, owned by the caller: "https://127.0.0.1:6443". */
char *listen_url(int fd);

#endif
