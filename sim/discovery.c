/*
 * Discovery in both forms (reference 1.1): the aggregated document, which kubectl since 1.27 asks for first, and the
 * older lists. Only what is served is named. Both forms are made from the kinds' rows, the verbs' table and the
 * reviews.
 */
#include "sim/api/path.h"
#include "sim/api/respond.h"

#include <stdio.h>

#include "base/base64.h"
#include "sim/api/verbs.h"
#include "sim/certificates.h"
#include "sim/served.h"

/* ,"shortNames":["a","b"] or nothing. */
static void add_words(struct str *out, const char *key, const char *const *words, size_t most)
{
	if (!words[0])
		return;
	str_addf(out, ",\"%s\":[", key);
	for (size_t i = 0; i < most && words[i]; i++)
		str_addf(out, "%s\"%s\"", i > 0 ? "," : "", words[i]);
	str_addc(out, ']');
}

/* --- the aggregated form --- */

static void add_response_kind(struct str *out, const char *group, const char *version, const char *kind)
{
	str_addf(out, "\"responseKind\":{\"group\":\"%s\",\"version\":\"%s\",\"kind\":\"%s\"}", group, version, kind);
}

static void add_subresources(struct str *out, const struct resource *r)
{
	size_t before = out->len;

	for (size_t i = 0; i < subresources_count(); i++) {
		const struct subresource *s = subresources_at(i);
		_cleanup_(str_release) struct str verbs = STR_INIT;

		if (!verbs_print(r, s->name, &verbs))
			continue;
		str_add(out, out->len == before ? ",\"subresources\":[" : ",");
		str_addf(out, "{\"subresource\":\"%s\",", s->name);
		add_response_kind(out, s->kind ? s->group : r->kind->group, s->kind ? s->version : r->kind->version,
			s->kind ? s->kind : r->kind->name);
		str_addf(out, ",\"verbs\":[%s]}", verbs.buf);
	}
	if (out->len > before)
		str_addc(out, ']');
}

static void add_resource(struct str *out, const struct resource *r)
{
	const struct kind *k = r->kind;

	str_addf(out, "{\"resource\":\"%s\",", k->plural);
	add_response_kind(out, k->group, k->version, k->name);
	str_addf(out, ",\"scope\":\"%s\",\"singularResource\":\"%s\",\"verbs\":[",
	         k->namespaced ? "Namespaced" : "Cluster", k->singular);
	verbs_print(r, NULL, out);
	str_addc(out, ']');
	add_words(out, "shortNames", k->shorts, COUNT(k->shorts));
	add_words(out, "categories", k->categories, COUNT(k->categories));
	add_subresources(out, r);
	str_addc(out, '}');
}

static void add_review(struct str *out, const struct review *r)
{
	str_addf(out, "{\"resource\":\"%s\",", r->plural);
	add_response_kind(out, r->group, r->version, r->kind);
	str_addf(out, ",\"scope\":\"%s\",\"singularResource\":\"%s\",\"verbs\":[\"create\"]}",
		 r->namespaced ? "Namespaced" : "Cluster", r->singular);
}

static void add_version(struct str *out, const struct group_version *gv)
{
	struct served all[SERVED_MOST];
	size_t n = served_list(gv, all);

	str_addf(out, "{\"version\":\"%s\",\"resources\":[", gv->version);
	for (size_t i = 0; i < n; i++) {
		str_add(out, i > 0 ? "," : "");
		if (all[i].resource)
			add_resource(out, all[i].resource);
		else
			add_review(out, all[i].review);
	}
	str_add(out, "],\"freshness\":\"Current\"}");
}

static void add_group(struct str *out, size_t index)
{
	struct group_version first, gv;

	groups_at(index, &first);
	str_add(out, "{\"metadata\":{");
	if (*first.group)
		str_addf(out, "\"name\":\"%s\",", first.group);
	str_add(out, "\"creationTimestamp\":null},\"versions\":[");
	for (size_t i = index; groups_at(i, &gv) && streq(gv.group, first.group); i++) {
		str_add(out, i > index ? "," : "");
		add_version(out, &gv);
	}
	str_add(out, "]}");
}

static int aggregated(struct call *c, bool core)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct group_version gv;
	const char *comma = "";

	str_addf(
	    &out,
	    "{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":\"apidiscovery.k8s.io/%s\",\"metadata\":{},\"items\":[",
	    c->form.version);
	for (size_t i = core ? 0 : 1; groups_at(i, &gv) && (!core || i == 0); i++) {
		if (!groups_first(i))
			continue;
		str_add(&out, comma);
		add_group(&out, i);
		comma = ",";
	}
	str_add(&out, "]}\n");
	path_tagged(c, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", out.buf);
	return 0;
}

/* --- the older form --- */

static void add_legacy_group(struct str *out, size_t index)
{
	static const char pair[] = "{\"groupVersion\":\"%s/%s\",\"version\":\"%s\"}";
	struct group_version first, gv;

	groups_at(index, &first);
	str_addf(out, "\"name\":\"%s\",\"versions\":[", first.group);
	for (size_t i = index; groups_at(i, &gv) && streq(gv.group, first.group); i++) {
		str_add(out, i > index ? "," : "");
		str_addf(out, pair, gv.group, gv.version, gv.version);
	}
	str_add(out, "],\"preferredVersion\":");
	str_addf(out, pair, first.group, first.version, first.version);
	str_addc(out, '}');
}

static int legacy_versions(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	str_add(&out, "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\":[{\"clientCIDR\":"
		      "\"0.0.0.0/0\",\"serverAddress\":\"127.0.0.1\"}]}");
	respond_json(c, 200, &out);
	return 0;
}

static int legacy_groups(struct call *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct group_version gv;

	str_add(&out, "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[");
	for (size_t i = 1; groups_at(i, &gv); i++) {
		if (!groups_first(i))
			continue;
		str_add(&out, i > 1 ? ",{" : "{");
		add_legacy_group(&out, i);
	}
	str_add(&out, "]}");
	respond_json(c, 200, &out);
	return 0;
}

static int legacy_group(struct call *c, size_t index)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	str_add(&out, "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",");
	add_legacy_group(&out, index);
	respond_json(c, 200, &out);
	return 0;
}

/* A comma unless this is the first item of a list. */
static const char *comma_after(const struct str *out)
{
	return out->buf[out->len - 1] == '[' ? "" : ",";
}

/* By this clients see in which form objects are stored: eight bytes of the digest of its name. */
static void add_storage_hash(struct str *out, const struct kind *k)
{
	const struct kind *stored = k->stored_as ? k->stored_as : k;
	bool oldest = k == KIND(customresourcedefinition);
	_cleanup_(freep) char *name = xasprintf("%s/%s/%s", stored->group, oldest ? "v1beta1" : stored->version,
						stored->name);
	unsigned char digest[MAC_BYTES];

	certificates_digest(name, strlen(name), digest);
	str_add(out, ",\"storageVersionHash\":\"");
	base64_encode((const char *)digest, 8, out);
	str_addc(out, '"');
}

static void add_legacy_resource(struct str *out, const struct resource *r, const struct subresource *s)
{
	const struct kind *k = r->kind;
	_cleanup_(str_release) struct str verbs = STR_INIT;

	if (!verbs_print(r, s ? s->name : NULL, &verbs))
		return;
	str_addf(out, "%s{\"name\":\"%s%s%s\",\"singularName\":\"%s\",\"namespaced\":%s", comma_after(out), k->plural,
	         s ? "/" : "", s ? s->name : "", s ? "" : k->singular, k->namespaced ? "true" : "false");
	if (s && s->kind)
		str_addf(out, ",\"group\":\"%s\",\"version\":\"%s\"", s->group, s->version);
	str_addf(out, ",\"kind\":\"%s\",\"verbs\":[%s]", s && s->kind ? s->kind : k->name, verbs.buf);
	if (!s) {
		add_words(out, "shortNames", k->shorts, COUNT(k->shorts));
		add_words(out, "categories", k->categories, COUNT(k->categories));
		add_storage_hash(out, k);
	}
	str_addc(out, '}');
}

static void add_legacy_kind(struct str *out, const struct resource *r)
{
	add_legacy_resource(out, r, NULL);
	for (size_t i = 0; i < subresources_count(); i++)
		add_legacy_resource(out, r, subresources_at(i));
}

static int legacy_resources(struct call *c, const struct group_version *gv)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct served all[SERVED_MOST];
	size_t n = served_list(gv, all);

	str_add(&out, "{\"kind\":\"APIResourceList\",");
	if (*gv->group)
		str_add(&out, "\"apiVersion\":\"v1\",");
	str_addf(&out, "\"groupVersion\":\"%s%s%s\",\"resources\":[", gv->group, *gv->group ? "/" : "", gv->version);
	for (size_t i = 0; i < n; i++) {
		const struct review *r = all[i].review;

		if (all[i].resource)
			add_legacy_kind(&out, all[i].resource);
		else
			str_addf(&out,
			         "%s{\"name\":\"%s\",\"singularName\":\"%s\",\"namespaced\":%s,\"kind\":\"%s\","
			         "\"verbs\":[\"create\"]}",
			         comma_after(&out), r->plural, r->singular, r->namespaced ? "true" : "false", r->kind);
	}
	str_add(&out, "]}");
	respond_json(c, 200, &out);
	return 0;
}

/* --- which of them --- */

/* The path's segments after /api or /apis, "" where there are none. */
static void read_path(const char *path, char ret[3][128])
{
	for (int i = 0; i < 3; i++) {
		size_t len;

		path += strspn(path, "/");
		len = strcspn(path, "/");
		snprintf(ret[i], 128, "%.*s", (int)MIN(len, (size_t)127), path);
		path += len;
	}
}

static int in_group(struct call *c, char part[3][128])
{
	struct group_version gv;
	bool known = false;

	for (size_t i = 1; groups_at(i, &gv); i++) {
		if (!streq(gv.group, part[0]))
			continue;
		known = true;
		if (!*part[1])
			return legacy_group(c, i);
		if (streq(gv.version, part[1]) && !*part[2])
			return legacy_resources(c, &gv);
	}
	if (known)
		return refuse_path(c);
	path_not_found(c);
	return 0;
}

int path_discovery(struct call *c)
{
	bool core = !starts_with(c->req->path, "/apis");
	char part[3][128];
	int r;

	read_path(c->req->path + (core ? strlen("/api") : strlen("/apis")), part);
	if (!streq0(c->req->method, "GET"))
		return *part[core ? 1 : 2] ? refuse_path(c) : refuse_method(c);
	r = call_negotiate(c, *part[0] ? 0 : ALLOW_DISCOVERY);
	if (r < 0)
		return r;
	if (!*part[0] && c->form.as == FORM_DISCOVERY)
		return aggregated(c, core);
	if (!*part[0])
		return core ? legacy_versions(c) : legacy_groups(c);
	if (core && streq(part[0], "v1") && !*part[1])
		return legacy_resources(c, &(struct group_version){ "", "v1" });
	return core ? refuse_path(c) : in_group(c, part);
}
