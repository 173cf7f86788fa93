/* See address.h. */
#include <strings.h>

#include "client/address.h"

struct parts {
	const char *scheme, *host, *port, *path;
	size_t host_len, port_len;
};

/* Splits "host:port" or "[v6]:port" at p, up to a slash. */
static bool split_host(const char *p, struct parts *out)
{
	size_t len = strcspn(p, "/?#");
	const char *bracket = *p == '[' ? memchr(p, ']', len) : NULL;

	if (*p == '[' && !bracket)
		return false;
	out->host = p;
	out->host_len = bracket ? (size_t)(bracket + 1 - p) : strcspn(p, ":/?#");
	out->port = "";
	if (out->host_len < len) {
		if (p[out->host_len] != ':')
			return false;
		out->port = p + out->host_len + 1;
		out->port_len = len - out->host_len - 1;
		if (out->port_len == 0 || out->port_len > 5 || strspn(out->port, "0123456789") < out->port_len)
			return false;
	}
	out->path = p + len;
	return out->host_len > 0 && !memchr(p, '@', len) && strcspn(p, "?#") == strlen(p);
}

static bool split(const char *server, struct parts *out)
{
	static const char *const schemes[] = { "https", "http" };

	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t len = strlen(schemes[i]);

		if (strncasecmp(server, schemes[i], len) == 0 && starts_with(server + len, "://")) {
			out->scheme = schemes[i];
			return split_host(server + len + 3, out);
		}
	}
	return false;
}

static bool is_local(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || starts_with(host, "127.") || streq(host, "[::1]");
}

int address_parse(const char *server, const char *server_name, struct address *ret, struct err *err)
{
	struct parts p = { 0 };

	for (const char *c = server; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return err_set(err, -EINVAL, "the server's address holds blanks or control characters");
	if (!split(server, &p))
		return err_set(err, -EINVAL,
		               "`server: %s` is no address of a server: it must look like https://HOST:PORT", server);
	_cleanup_(freep) char *host = xstrndup(p.host, p.host_len);
	_cleanup_(freep) char *port =
	    p.port_len ? xstrndup(p.port, p.port_len) : xstrdup(streq(p.scheme, "https") ? "443" : "80");
	struct address a = { .secure = streq(p.scheme, "https"), .local = is_local(host) };
	size_t path_len = strlen(p.path);

	while (path_len && p.path[path_len - 1] == '/')
		path_len--;
	if (server_name && a.secure) {
		a.prefix = xasprintf("https://%s:%s%.*s", server_name, port, (int)path_len, p.path);
		a.connect_to = xasprintf("::%s:%s", host, port);
		a.host = xasprintf("%s:%s", host, port);
	} else {
		a.prefix = xasprintf("%s://%s:%s%.*s", p.scheme, host, port, (int)path_len, p.path);
	}
	*ret = a;
	return 0;
}

void address_release(struct address *a)
{
	free(a->prefix);
	free(a->connect_to);
	free(a->host);
	*a = (struct address){ 0 };
}
