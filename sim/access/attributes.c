/* See attributes.h. The grammar of paths and the texts are upstream's: truth/wire c-auth. */
#include "sim/access/attributes.h"

#include <ctype.h>

#include "kube/selector.h"
#include "sim/api/api.h"

#define MOST_SEGMENTS 16

static const struct attributes nothing = { false, "", "", "", "", "", "", "", "", NULL };

void attributes_release(struct attributes *a)
{
	free(a->text);
	*a = nothing;
}

static const char *verb_of_method(const char *method)
{
	static const char *const rows[][2] = { { "POST", "create" },  { "GET", "get" },     { "HEAD", "get" },
					       { "PUT", "update" },   { "PATCH", "patch" }, { "DELETE", "delete" } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (streq0(method, rows[i][0]))
			return rows[i][1];
	return "";
}

/* The name that a list is narrowed to by its field selector, taken as the name asked for. */
static char *selected_name(const char *query)
{
	for (const char *p = query ? query : ""; *p;) {
		size_t len = strcspn(p, "&");

		if (starts_with(p, "fieldSelector=")) {
			_cleanup_(str_release) struct str text = STR_INIT;
			field_selector terms = VEC_INIT;
			char *name = NULL;

			url_decode(p + strlen("fieldSelector="), len - strlen("fieldSelector="), true, &text);
			if (field_selector_parse(text.buf, &terms, NULL) == 0)
				vec_each(&terms, t)
					if (!name && streq(t->path, "metadata.name") && !t->differs)
						name = xstrdup(t->value);
			field_selector_release(&terms);
			return name;
		}
		p += len + (p[len] == '&');
	}
	return NULL;
}

static bool asks_watch(const char *query)
{
	return query && (starts_with(query, "watch=") || strstr(query, "&watch=")) && !strstr(query, "watch=false") &&
	       !strstr(query, "watch=0");
}

/* What follows from having no name: a get is a list or a watch, a delete is of the collection. */
static void settle_verb(struct attributes *a, const struct api_request *req, bool watch)
{
	char *name;

	if (*a->name)
		return;
	if (streq(a->verb, "delete"))
		a->verb = "deletecollection";
	if (!streq(a->verb, "get"))
		return;
	a->verb = watch ? "watch" : "list";
	name = selected_name(req->query);
	if (name && !a->text) {
		a->text = name;
		a->name = name;
	} else {
		free(name);
	}
}

static void read_kind(const struct api_request *req, struct attributes *a)
{
	const struct kind *k = req->kind;
	static const char *const verbs[] = {
		[VERB_GET] = "get",       [VERB_LIST] = "get",     [VERB_WATCH] = "get",
		[VERB_CREATE] = "create", [VERB_UPDATE] = "update", [VERB_PATCH] = "patch",
		[VERB_DELETE] = "delete", [VERB_DELETECOLLECTION] = "delete",
	};

	a->is_resource = true;
	a->verb = req->bad_method ? verb_of_method(req->method) : verbs[req->verb];
	a->group = k->group;
	a->version = k->version;
	a->resource = k->plural;
	a->subresource = req->subresource ? req->subresource : "";
	a->namespace = req->namespace ? req->namespace : "";
	a->name = req->name ? req->name : "";
	if (k == KIND(namespace))
		a->namespace = a->name;
	settle_verb(a, req, req->verb == VERB_WATCH);
}

/* --- from the path alone --- */

struct parts {
	const char *items[MOST_SEGMENTS];
	size_t n;
};

static void split(char *path, struct parts *ret)
{
	char *next = NULL;

	for (char *part = strtok_r(path, "/", &next); part && ret->n < MOST_SEGMENTS; part = strtok_r(NULL, "/", &next))
		ret->items[ret->n++] = part;
}

static void drop(struct parts *p, size_t count)
{
	p->n -= count;
	memmove(p->items, p->items + count, p->n * sizeof(*p->items));
}

static void read_scope(struct parts *p, struct attributes *a)
{
	if (!streq(p->items[0], "namespaces") || p->n < 2)
		return;
	a->namespace = p->items[1];
	if (p->n > 2 && !streq(p->items[2], "status") && !streq(p->items[2], "finalize"))
		drop(p, 2);
}

/* True if the path is one of a resource. */
static bool read_parts(struct parts *p, const struct api_request *req, struct attributes *a)
{
	bool grouped = p->n > 0 && streq(p->items[0], "apis");
	bool special;

	if (p->n < (grouped ? 4U : 3U) || (!grouped && !streq(p->items[0], "api")))
		return false;
	a->group = grouped ? p->items[1] : "";
	a->version = p->items[grouped ? 2 : 1];
	drop(p, grouped ? 3 : 2);
	special = streq(p->items[0], "watch") || streq(p->items[0], "proxy");
	a->verb = special ? p->items[0] : verb_of_method(req->method);
	if (special)
		drop(p, 1);
	if (p->n == 0)
		return false;
	read_scope(p, a);
	a->resource = p->items[0];
	a->name = p->n > 1 ? p->items[1] : "";
	a->subresource = p->n > 2 && !special ? p->items[2] : "";
	a->is_resource = true;
	return true;
}

static void read_path(const struct api_request *req, struct attributes *a)
{
	char *text = xstrdup(req->path ? req->path : "");
	struct parts parts = { .n = 0 };

	split(text, &parts);
	a->text = text;
	if (read_parts(&parts, req, a)) {
		settle_verb(a, req, asks_watch(req->query));
		return;
	}
	attributes_release(a);
	a->path = req->path ? req->path : "";
	a->text = xstrdup(req->method ? req->method : "GET");
	for (char *c = a->text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	a->verb = a->text;
}

void attributes_of_request(const struct api_request *req, struct attributes *ret)
{
	*ret = nothing;
	if (req->kind)
		read_kind(req, ret);
	else
		read_path(req, ret);
}

/* --- reviews --- */

static const char *text_at(const json *o, const char *key)
{
	return json_str_or(json_get(o, key), "");
}

void attributes_of_review(const json *spec, struct attributes *ret)
{
	const json *r = json_get(spec, "resourceAttributes"), *p = json_get(spec, "nonResourceAttributes");

	*ret = nothing;
	ret->is_resource = !json_is_null(r);
	ret->verb = text_at(ret->is_resource ? r : p, "verb");
	ret->path = text_at(p, "path");
	ret->group = text_at(r, "group");
	ret->version = text_at(r, "version");
	ret->resource = text_at(r, "resource");
	ret->subresource = text_at(r, "subresource");
	ret->namespace = text_at(r, "namespace");
	ret->name = text_at(r, "name");
}

/* --- 403 --- */

static void add_question(const struct attributes *a, const char *user, struct str *out)
{
	str_addf(out, "User \"%s\" cannot %s ", user, a->verb);
	if (!a->is_resource) {
		str_addf(out, "path \"%s\"", a->path);
		return;
	}
	str_addf(out, "resource \"%s%s%s\" in API group \"%s\" ", a->resource, *a->subresource ? "/" : "",
		 a->subresource, a->group);
	if (*a->namespace)
		str_addf(out, "in the namespace \"%s\"", a->namespace);
	else
		str_add(out, "at the cluster scope");
}

int attributes_forbid(const struct attributes *a, const char *user, const char *reason, struct status *ret)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (*a->resource)
		str_addf(&text, "%s%s%s ", a->resource, *a->group ? "." : "", a->group);
	if (*a->resource && *a->name)
		str_addf(&text, "\"%s\" ", a->name);
	str_addf(&text, "%sforbidden: ", *a->resource ? "is " : "");
	add_question(a, user, &text);
	if (reason && *reason)
		str_addf(&text, ": %s", reason);
	status_set(ret, 403, "Forbidden", "%s", text.buf);
	status_details(ret, a->resource, a->group, *a->name ? a->name : NULL);
	return -403;
}
