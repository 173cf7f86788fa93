/* See listen.h. */
#include "sim/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 512

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int bad_address(const char *text, struct err *err)
{
	return err_set(err, -EINVAL,
	               "cannot listen on \"%s\": give a loopback address and a port, such as 127.0.0.1:6443 or [::1]:0",
	               text);
}

static int read_port(const char *text, uint16_t *ret)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	if (end == text || *end || *text < '0' || *text > '9' || port > 65535)
		return -EINVAL;
	*ret = (uint16_t)port;
	return 0;
}

static int read_address(const char *text, union address *ret, socklen_t *ret_len, struct err *err)
{
	const char *colon = strrchr(text, ':');
	_cleanup_(freep) char *host = colon ? xstrndup(text, (size_t)(colon - text)) : NULL;
	uint16_t port;

	if (!colon || read_port(colon + 1, &port) < 0)
		return bad_address(text, err);
	memset(ret, 0, sizeof(*ret));
	if (streq(host, "[::1]") || streq(host, "::1")) {
		ret->v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
			                         .sin6_port = htons(port),
			                         .sin6_addr = in6addr_loopback };
		*ret_len = sizeof(ret->v6);
		return 0;
	}
	ret->v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	*ret_len = sizeof(ret->v4);
	if (!*host || streq(host, "localhost"))
		ret->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else if (inet_pton(AF_INET, host, &ret->v4.sin_addr) != 1 || (ntohl(ret->v4.sin_addr.s_addr) >> 24) != 127)
		return bad_address(text, err);
	return 0;
}

int listen_open(const char *text, struct err *err)
{
	union address address;
	socklen_t len;
	int on = 1, fd, r = read_address(text, &address, &len, err);

	if (r < 0)
		return r;
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, -errno, "cannot make a socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &address.any, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	r = -errno;
	close(fd);
	if (r == -EADDRINUSE)
		return err_set(
		    err, r,
		    "the address %s is in use: another simulator may be running there; choose another port with "
		    "--listen, or port 0 for a free one",
		    text);
	return err_set(err, r, "cannot listen on %s: %s", text, strerror(-r));
}

char *listen_url(int fd)
{
	union address address;
	socklen_t len = sizeof(address);

	memset(&address, 0, sizeof(address));
	if (getsockname(fd, &address.any, &len) < 0)
		return xstrdup("");
	if (address.any.sa_family == AF_INET6)
		return xasprintf("https://[::1]:%d", ntohs(address.v6.sin6_port));
	return xasprintf("https://127.0.0.1:%d", ntohs(address.v4.sin_port));
}
