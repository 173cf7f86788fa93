/* /openapi/v2 and /openapi/v3: which document is asked for, and in which form. */
#include "sim/openapi/openapi.h"

#include <stdio.h>

#include "sim/hash.h"

#define V2_TYPE "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
#define INFO "\"info\":{\"title\":\"Kubernetes\",\"version\":\"%s\"}"
#define SECURITY                                                           \
	"{\"BearerToken\":{\"description\":\"Bearer Token "                \
	"authentication\",\"type\":\"apiKey\",\"name\":\"authorization\"," \
	"\"in\":\"header\"}}"

/* "api/v1", "apis/apps/v1": how a group-version is called in v3. */
static void add_name(struct str *out, const struct group_version *gv)
{
	if (*gv->group)
		str_addf(out, "apis/%s/%s", gv->group, gv->version);
	else
		str_addf(out, "api/%s", gv->version);
}

/* What every document names besides its kinds. */
static void want_common(struct schemas *s)
{
	static const char *const types[] = { "meta.APIResourceList", "meta.DeleteOptions", "meta.Status",
	                                     "meta.WatchEvent", "Patch" };

	for (size_t i = 0; i < COUNT(types); i++)
		schemas_want(s, types[i]);
}

static void document_v3(struct str *out, const struct group_version *gv)
{
	_cleanup_(schemas_release) struct schemas s = { .group = gv->group, .version = OPENAPI_V3 };
	_cleanup_(str_release) struct str paths = STR_INIT;

	want_common(&s);
	openapi_paths(&s, gv, &paths);
	str_addf(out, "{\"openapi\":\"3.0.0\"," INFO ",\"paths\":{", "1.36");
	str_addn(out, paths.buf, paths.len);
	str_add(out, "},\"components\":{\"schemas\":{");
	schemas_print(&s, out);
	str_add(out, "},\"securitySchemes\":" SECURITY "}}\n");
}

static void document_v2(struct str *out)
{
	_cleanup_(schemas_release) struct schemas s = { .version = OPENAPI_V2 };
	_cleanup_(str_release) struct str paths = STR_INIT;
	struct group_version gv;

	want_common(&s);
	for (size_t i = 0; groups_at(i, &gv); i++)
		openapi_paths(&s, &gv, &paths);
	str_addf(out, "{\"swagger\":\"2.0\"," INFO ",\"paths\":{", "v1.36.2");
	str_addn(out, paths.buf, paths.len);
	str_add(out, "},\"definitions\":{");
	schemas_print(&s, out);
	str_add(out, "},\"parameters\":{");
	parameters_define(&s, out);
	str_add(out, "},\"securityDefinitions\":" SECURITY ",\"security\":[{\"BearerToken\":[]}]}\n");
}

static int openapi_v2(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	_cleanup_(json_freep) json *tree = NULL;

	document_v2(&out);
	if (!c->req->accept || !strstr(c->req->accept, "protobuf")) {
		path_tagged(c, TYPE_JSON, out.buf);
		return 0;
	}
	tree = json_parse(out.buf, out.len, NULL);
	c->res->code = 200;
	c->res->content_type = V2_TYPE;
	gnostic_print(tree, &c->res->body);
	return 0;
}

/* The documents of one build are always the same, so that their hash need not read them. */
static int index_v3(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct group_version gv;

	str_add(&out, "{\"paths\":{");
	for (size_t i = 0; groups_at(i, &gv); i++) {
		_cleanup_(str_release) struct str name = STR_INIT, build = STR_INIT;
		char hash[33];

		add_name(&name, &gv);
		str_addf(&build, "%s %s", VERSION, name.buf);
		hash_text(build.buf, build.len, hash);
		str_addf(&out, "%s\"%s\":{\"serverRelativeURL\":\"/openapi/v3/%s?hash=%s\"}", i > 0 ? "," : "",
		         name.buf, name.buf, hash);
	}
	str_add(&out, "}}\n");
	path_tagged(c, "text/plain; charset=utf-8", out.buf);
	return 0;
}

static int named_v3(struct call *c, const char *wanted)
{
	struct group_version gv;

	for (size_t i = 0; groups_at(i, &gv); i++) {
		_cleanup_(str_release) struct str name = STR_INIT, document = STR_INIT;

		add_name(&name, &gv);
		if (!streq(name.buf, wanted))
			continue;
		document_v3(&document, &gv);
		path_tagged(c, TYPE_JSON, document.buf);
		return 0;
	}
	c->res->code = 404;
	return 0;
}

int path_openapi(struct call *c)
{
	const char *path = c->req->path;

	if (streq(path, "/openapi/v2"))
		return openapi_v2(c);
	if (streq(path, "/openapi/v3"))
		return index_v3(c);
	if (starts_with(path, "/openapi/v3/"))
		return named_v3(c, path + strlen("/openapi/v3/"));
	path_not_found(c);
	return 0;
}
