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
	if (!g->origin)
		return true;
	return strncasecmp(g->origin, "https://", 8) == 0 && loopback_host(g->origin + 8);
}

/* In time that does not depend on where the texts differ. */
static bool same_secret(const char *a, const char *b)
{
	size_t len = strlen(b);
	unsigned char differs = strlen(a) != len;

	for (size_t i = 0; a[i]; i++)
		differs |= (unsigned char)(a[i] ^ b[i < len ? i : len]);
	return !differs;
}

bool guard_user(const struct guard *g, const char **ret_user)
{
	*ret_user = "";
	if (!g->authorization || !*g->authorization)
		return true;
	if (strncasecmp(g->authorization, "Bearer ", 7) != 0 || !same_secret(g->authorization + 7, g->token))
		return false;
	*ret_user = "admin";
	return true;
}
