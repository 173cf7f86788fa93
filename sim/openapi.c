/*
 * OpenAPI as far as kubectl needs it (reference 1.4): a v2 document of 23 bytes that says nothing, and v3 documents
 * that name for each kind the path of its PATCH, so that kubectl leaves the checking of fields to the server and knows
 * that dryRun works.
 */
#include <stdio.h>

#include "sim/hash.h"
#include "sim/api/path.h"

/* A gnostic Document in protobuf: swagger "2.0", info {title "sim", version "v1.36.2"}, empty paths. */
static const char v2_document[] = "\x0a\x03"
				  "2.0"
				  "\x12\x0e\x0a\x03"
				  "sim"
				  "\x12\x07"
				  "v1.36.2"
				  "\x42";
#define V2_TYPE "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

static int openapi_v2(struct call *c)
{
	if (c->req->accept && strstr(c->req->accept, "protobuf")) {
		c->res->code = 200;
		c->res->content_type = V2_TYPE;
		str_addn(&c->res->body, v2_document, sizeof(v2_document));
		return 0;
	}
	respond_text(c, 200, TYPE_JSON,
	             "{\"swagger\":\"2.0\",\"info\":{\"title\":\"sim\",\"version\":\"v1.36.2\"},\"paths\":{}}\n");
	return 0;
}

/* "api/v1", "apis/apps/v1": how a group-version is called in v3. */
static void add_name(struct str *out, const struct group_version *gv)
{
	if (*gv->group)
		str_addf(out, "apis/%s/%s", gv->group, gv->version);
	else
		str_addf(out, "api/%s", gv->version);
}

static void add_patch(struct str *out, const struct kind *k)
{
	static const char *const parameters[] = { "dryRun", "fieldManager", "fieldValidation", "force", "pretty" };

	str_add(out, "{\"patch\":{\"parameters\":[");
	for (size_t i = 0; i < COUNT(parameters); i++)
		str_addf(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}}", i > 0 ? "," : "",
		         parameters[i]);
	str_addf(
	    out,
	    "],\"responses\":{\"200\":{\"description\":\"OK\"}},\"x-kubernetes-group-version-kind\":{\"group\":\"%s\","
	    "\"version\":\"%s\",\"kind\":\"%s\"}}}",
	    k->group, k->version, k->name);
}

static void add_document(struct str *out, const struct group_version *gv)
{
	_cleanup_(str_release) struct str name = STR_INIT;
	const char *comma = "";

	add_name(&name, gv);
	str_add(out, "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"Kubernetes\",\"version\":\"v1.36.2\"},\"paths\":{");
	for (size_t i = 0; i < kind_count(); i++) {
		const struct kind *k = kind_at(i);

		if (!resource_of(k) || !streq(k->group, gv->group) || !streq(k->version, gv->version))
			continue;
		str_addf(out, "%s\"/%s%s/%s/{name}\":", comma, name.buf, k->namespaced ? "/namespaces/{namespace}" : "",
		         k->plural);
		add_patch(out, k);
		comma = ",";
	}
	str_add(out, "},\"components\":{\"schemas\":{}}}\n");
}

static int index_v3(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct group_version gv;

	str_add(&out, "{\"paths\":{");
	for (size_t i = 0; groups_at(i, &gv); i++) {
		_cleanup_(str_release) struct str document = STR_INIT, name = STR_INIT;
		char hash[33];

		add_document(&document, &gv);
		add_name(&name, &gv);
		hash_text(document.buf, document.len, hash);
		str_addf(&out, "%s\"%s\":{\"serverRelativeURL\":\"/openapi/v3/%s?hash=%s\"}", i > 0 ? "," : "",
		         name.buf, name.buf, hash);
	}
	str_add(&out, "}}\n");
	path_tagged(c, "text/plain; charset=utf-8", out.buf);
	return 0;
}

static int document_v3(struct call *c, const char *wanted)
{
	struct group_version gv;

	for (size_t i = 0; groups_at(i, &gv); i++) {
		_cleanup_(str_release) struct str name = STR_INIT, document = STR_INIT;

		add_name(&name, &gv);
		if (!streq(name.buf, wanted))
			continue;
		add_document(&document, &gv);
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
		return document_v3(c, path + strlen("/openapi/v3/"));
	path_not_found(c);
	return 0;
}
