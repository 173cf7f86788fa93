/* See verbs.h. */
#include "sim/api/verbs.h"

#define ANY NULL

static const struct verb_row rows[] = {
	{ NULL, VERB_CREATE, ANY, 0, api_create },
	{ NULL, VERB_DELETE, ANY, 0, api_delete },
	{ NULL, VERB_DELETECOLLECTION, ANY, 0, api_delete_collection },
	{ NULL, VERB_GET, ANY, 0, api_get },
	{ NULL, VERB_LIST, ANY, 0, api_list },
	{ NULL, VERB_PATCH, ANY, 0, api_patch },
	{ NULL, VERB_UPDATE, ANY, 0, api_update },
	{ NULL, VERB_WATCH, ANY, 0, api_watch },
	{ "status", VERB_GET, ANY, RESOURCE_STATUS, api_get },
	{ "status", VERB_PATCH, ANY, RESOURCE_STATUS, api_patch_status },
	{ "status", VERB_UPDATE, ANY, RESOURCE_STATUS, api_update_status },
	{ "scale", VERB_GET, ANY, RESOURCE_SCALE, api_get_scale },
	{ "scale", VERB_PATCH, ANY, RESOURCE_SCALE, api_patch_scale },
	{ "scale", VERB_UPDATE, ANY, RESOURCE_SCALE, api_update_scale },
	{ "binding", VERB_CREATE, KIND(pod), 0, api_bind },
	{ "eviction", VERB_CREATE, KIND(pod), 0, api_evict },
	{ "finalize", VERB_UPDATE, KIND(namespace), 0, api_finalize },
	{ "log", VERB_GET, KIND(pod), 0, api_log },
	{ "token", VERB_CREATE, KIND(serviceaccount), 0, api_token },
};

static const struct subresource subresources[] = {
	{ "binding", "", "v1", "Binding" },
	{ "eviction", "policy", "v1", "Eviction" },
	{ "finalize", NULL, NULL, NULL },
	{ "log", NULL, NULL, NULL },
	{ "scale", "autoscaling", "v1", "Scale" },
	{ "status", NULL, NULL, NULL },
	{ "token", "authentication.k8s.io", "v1", "TokenRequest" },
};

size_t subresources_count(void)
{
	return COUNT(subresources);
}

const struct subresource *subresources_at(size_t index)
{
	return &subresources[index];
}

static bool has(const struct resource *r, const struct verb_row *row, const char *subresource)
{
	if (!streq0(row->subresource, subresource))
		return false;
	if (row->verb == VERB_DELETECOLLECTION && r->kind == KIND(namespace))
		return false;
	if ((r->flags & RESOURCE_READ_ONLY) && row->verb != VERB_GET && row->verb != VERB_LIST &&
	    row->verb != VERB_WATCH)
		return false;
	return (!row->only || row->only == r->kind) && (r->flags & row->flag) == row->flag;
}

/* POST, and DELETE of a collection, need the namespace in the path. */
static bool scope_fits(const struct resource *r, const struct api_request *req)
{
	if (!r->kind->namespaced || req->namespace)
		return true;
	return req->verb == VERB_LIST || req->verb == VERB_WATCH;
}

int verbs_find(const struct resource *r, const struct api_request *req, const struct verb_row **ret)
{
	bool exists = false;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (!has(r, &rows[i], req->subresource))
			continue;
		exists = true;
		if (rows[i].verb != req->verb || !scope_fits(r, req) || (req->subresource && !req->name))
			continue;
		*ret = &rows[i];
		return 0;
	}
	return exists ? -EPERM : -ENOENT;
}

static const char *const verb_names[] = {
	[VERB_GET] = "get",       [VERB_LIST] = "list",
	[VERB_WATCH] = "watch",   [VERB_CREATE] = "create",
	[VERB_UPDATE] = "update", [VERB_PATCH] = "patch",
	[VERB_DELETE] = "delete", [VERB_DELETECOLLECTION] = "deletecollection",
};

bool verbs_print(const struct resource *r, const char *subresource, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < COUNT(rows); i++)
		if (has(r, &rows[i], subresource))
			str_addf(out, "%s\"%s\"", out->len > before ? "," : "", verb_names[rows[i].verb]);
	return out->len > before;
}
