/* See path.h. */
#include "sim/api/path.h"

#include <stdio.h>

#include "sim/hash.h"

static const struct {
	const char *path;
	bool below;			/* the paths below it too */
	int (*fn)(struct call *c);
} rows[] = {
	{ "/", false, path_root },
	{ "/api", true, path_discovery },
	{ "/apis", true, path_discovery },
	{ "/healthz", true, path_health },
	{ "/livez", true, path_health },
	{ "/openapi", true, path_openapi },
	{ "/ordinal.dev/clock", false, path_clock },
	{ "/readyz", true, path_health },
	{ "/version", true, path_version },
};

static bool matches(const char *path, const char *row, bool below)
{
	size_t len = strlen(row);

	if (streq(path, row))
		return true;
	return below && strncmp(path, row, len) == 0 && path[len] == '/';
}

void path_not_found(struct call *c)
{
	respond_text(c, 404, TYPE_TEXT, "404 page not found\n");
}

void path_tagged(struct call *c, const char *content_type, const char *text)
{
	char hash[33];

	hash_text(text, strlen(text), hash);
	snprintf(c->res->etag, sizeof(c->res->etag), "\"%s\"", hash);
	if (streq0(c->req->if_none_match, c->res->etag))
		c->res->code = 304;
	else
		respond_text(c, 200, content_type, text);
}

int api_path(struct call *c)
{
	const char *path = c->req->path ? c->req->path : "";
	int r = path_review(c);

	if (r != -ENOENT)
		return r;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (matches(path, rows[i].path, rows[i].below))
			return rows[i].fn(c);
	path_not_found(c);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int path_root(struct call *c)
{
	static const char *const others[] = { "/api", "/api/v1", "/apis", "/apis/", "/openapi/v2", "/openapi/v3",
					      "/openapi/v3/", "/version" };
	_cleanup_(str_release) struct str out = STR_INIT, health = STR_INIT;
	VEC(char *) paths = VEC_INIT;
	struct group_version gv;

	for (size_t i = 0; i < COUNT(others); i++)
		vec_push(&paths, xstrdup(others[i]));
	for (size_t i = 0; health_path(i, &health); i++, str_reset(&health))
		if (health.len > 0)
			vec_push(&paths, xstrdup(health.buf));
	for (size_t i = 1; groups_at(i, &gv); i++) {
		if (groups_first(i))
			vec_push(&paths, xasprintf("/apis/%s", gv.group));
		vec_push(&paths, xasprintf("/apis/%s/%s", gv.group, gv.version));
	}
	qsort(paths.items, paths.len, sizeof(*paths.items), by_text);
	str_add(&out, "{\"paths\":[");
	vec_each(&paths, p) {
		str_addf(&out, "%s\"%s\"", p > paths.items ? "," : "", *p);
		free(*p);
	}
	vec_release(&paths);
	str_add(&out, "]}\n");
	respond_text(c, 200, TYPE_JSON, out.buf);
	return 0;
}

int path_version(struct call *c)
{
	int r;

	if (!streq0(c->req->method, "GET"))
		return refuse_method(c);
	if (c->req->path[strlen("/version")] && !streq(c->req->path, "/version/")) {
		path_not_found(c);
		return 0;
	}
	r = call_negotiate(c, ALLOW_JSON_ONLY);
	if (r < 0)
		return r;
	/* Indented, as a real server's is, and without a newline at the end. */
	respond_text(c, 200, TYPE_JSON,
	             "{\n"
	             "  \"major\": \"1\",\n"
	             "  \"minor\": \"36\",\n"
	             "  \"emulationMajor\": \"1\",\n"
	             "  \"emulationMinor\": \"36\",\n"
	             "  \"minCompatibilityMajor\": \"1\",\n"
	             "  \"minCompatibilityMinor\": \"35\",\n"
	             "  \"gitVersion\": \"v1.36.2\",\n"
	             "  \"gitCommit\": \"$Format:%H$\",\n"
	             "  \"gitTreeState\": \"\",\n"
	             "  \"buildDate\": \"2026-01-15T12:00:00Z\",\n"
	             "  \"goVersion\": \"go1.26.8\",\n"
	             "  \"compiler\": \"gc\",\n"
	             "  \"platform\": \"linux/amd64\"\n"
	             "}");
	return 0;
}
