/* /healthz, /livez and /readyz: what is checked, in short or with verbose, and what is to be left out. */
#include "sim/api/path.h"

/* The checks that there are: the simulator has no others to name. */
#define CHECKS 4
static const struct {
	const char *endpoint;
	const char *checks[CHECKS + 1];
} health[] = {
	{ "healthz", { "ping", "log", "etcd" } },
	{ "livez", { "ping", "log", "etcd" } },
	{ "readyz", { "ping", "log", "informer-sync", "shutdown" } },
};

static bool has_check(const char *const *checks, const char *name)
{
	for (size_t i = 0; checks[i]; i++)
		if (streq(checks[i], name))
			return true;
	return false;
}

static bool is_excluded(const struct call *c, const char *check)
{
	vec_each(&c->params, p)
		if (streq(p->key, "exclude") && streq(p->value, check))
			return true;
	return false;
}

/* What is to be left out and is not there is warned about. */
static void warn_excluded(struct call *c, const char *const *checks, struct str *out)
{
	size_t before = out->len;

	vec_each(&c->params, p) {
		if (!streq(p->key, "exclude") || has_check(checks, p->value))
			continue;
		str_add(out, out->len == before ? "warn: some health checks cannot be excluded: no matches for " : ",");
		str_add_quoted(out, p->value, strlen(p->value));
	}
	if (out->len > before)
		str_addc(out, '\n');
}

static void verbose_health(struct call *c, const char *endpoint, const char *const *checks)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (size_t i = 0; checks[i]; i++)
		str_addf(&out, "[+]%s %s\n", checks[i], is_excluded(c, checks[i]) ? "excluded: ok" : "ok");
	warn_excluded(c, checks, &out);
	str_addf(&out, "%s check passed\n", endpoint);
	respond_text(c, 200, TYPE_TEXT, out.buf);
}

bool health_path(size_t index, struct str *out)
{
	size_t row = index / (CHECKS + 1), check = index % (CHECKS + 1);

	if (row >= COUNT(health))
		return false;
	if (check == 0)
		str_addf(out, "/%s", health[row].endpoint);
	else if (health[row].checks[check - 1])
		str_addf(out, "/%s/%s", health[row].endpoint, health[row].checks[check - 1]);
	return true;
}

int path_health(struct call *c)
{
	const char *which = c->req->path + 1, *check = which + strcspn(which, "/");
	size_t row = 0;

	while (row + 1 < COUNT(health) && strncmp(health[row].endpoint, which, (size_t)(check - which)) != 0)
		row++;
	check += *check == '/';
	if (!*check && call_param(c, "verbose"))
		verbose_health(c, health[row].endpoint, health[row].checks);
	else if (*check && !has_check(health[row].checks, check))
		path_not_found(c);
	else
		respond_text(c, 200, TYPE_TEXT, "ok");
	return 0;
}
