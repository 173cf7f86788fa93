/* See guard.h. */
#include "sim/guard.h"

#include <strings.h>

static bool loopback_host(const char *text)
{
	static const char *const names[] = { "127.0.0.1", "localhost", "[::1]", "kubernetes", "kubernetes.default" };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t len = strlen(names[i]);

		if (strncasecmp(text, names[i], len) == 0 && (text[len] == '\0' || text[len] == ':'))
			return true;
	}
	return false;
}

bool guard_place(const struct guard *g)
{
	if (g->host && !loopback_host(g->host))
		return false;
	if (g->fetch_site && strcasecmp(g->fetch_site, "cross-site") == 0)
		return false;
	if (!g->origin)
		return true;
	return strncasecmp(g->origin, "https://", 8) == 0 && loopback_host(g->origin + 8);
}

bool guard_bearer(const struct guard *g, const char **ret)
{
	*ret = NULL;
	if (!g->authorization || !*g->authorization)
		return true;
	if (strncasecmp(g->authorization, "Bearer ", 7) != 0)
		return false;
	*ret = g->authorization + 7;
	return true;
}
