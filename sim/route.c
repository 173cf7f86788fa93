/* See route.h. Path grammar: reference 3.1; /api/v1/watch/... is the old form of ?watch=true. */
#include "sim/route.h"

#define MOST_SEGMENTS 12

void route_release(struct route *r)
{
	free(r->path);
	free(r->segments);
	free(r->query);
	*r = (struct route){ 0 };
}

struct segments {
	const char *items[MOST_SEGMENTS];
	size_t n;
	bool odd;			/* an empty or one segment too many: no path of ours */
};

/* Splits and decodes; slashes at the end do not count. */
static void split(struct route *r, const char *path, size_t len, struct segments *ret)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	size_t starts[MOST_SEGMENTS];

	while (len > 1 && path[len - 1] == '/')
		len--;
	for (size_t i = 1; i < len;) {
		size_t end = i;

		while (end < len && path[end] != '/')
			end++;
		if (end == i || ret->n == MOST_SEGMENTS) {
			ret->odd = true;
			break;
		}
		starts[ret->n++] = text.len;
		url_decode(path + i, end - i, false, &text);
		str_addc(&text, '\0');
		i = end + 1;
	}
	r->segments = str_take(&text);
	for (size_t i = 0; i < ret->n; i++)
		ret->items[i] = r->segments + starts[i];
}

static void drop(struct segments *s, size_t count)
{
	s->n -= count;
	memmove(s->items, s->items + count, s->n * sizeof(*s->items));
}

/* After the group and version: namespaces/N/R/X/SUB, R/X/SUB, or a namespace itself. */
static void read_resource(struct segments *s, const char *group, const char *version, struct api_request *req)
{
	bool itself = s->n > 2 && (streq(s->items[2], "status") || streq(s->items[2], "finalize"));
	const char *namespace = NULL;
	const struct kind *k;

	if (s->n > 2 && streq(s->items[0], "namespaces") && !itself) {
		namespace = s->items[1];
		drop(s, 2);
	}
	k = s->n > 0 ? kind_by_plural(group, version, s->items[0]) : NULL;
	if (!k || s->n > 3 || !resource_of(k))
		return;
	if (k->namespaced ? !namespace && s->n > 1 : namespace != NULL)
		return;
	req->kind = k;
	req->namespace = namespace;
	req->name = s->n > 1 ? s->items[1] : NULL;
	req->subresource = s->n > 2 ? s->items[2] : NULL;
}

static bool asks_watch(const char *query)
{
	for (const char *p = query ? query : ""; *p;) {
		size_t len = strcspn(p, "&");

		if (len >= 5 && memcmp(p, "watch", 5) == 0 && (len == 5 || p[5] == '='))
			return !(len == 7 && p[6] == '0') && !(len == 11 && memcmp(p + 6, "false", 5) == 0);
		p += len + (p[len] == '&');
	}
	return false;
}

static const struct {
	const char *method;
	enum verb object, collection;
} methods[] = {
	{ "GET", VERB_GET, VERB_LIST }, { "POST", VERB_CREATE, VERB_CREATE }, { "PUT", VERB_UPDATE, VERB_UPDATE },
	{ "PATCH", VERB_PATCH, VERB_PATCH }, { "DELETE", VERB_DELETE, VERB_DELETECOLLECTION },
};

static void read_verb(bool watch, struct api_request *req)
{
	req->bad_method = true;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (streq(methods[i].method, req->method)) {
			req->verb = req->name ? methods[i].object : methods[i].collection;
			req->bad_method = false;
		}
	if (req->verb == VERB_LIST && (watch || asks_watch(req->query)))
		req->verb = VERB_WATCH;
	if (!req->kind || req->bad_method)
		return;
	if (req->verb == VERB_CREATE && req->name && !req->subresource)
		req->bad_method = true;
	if ((req->verb == VERB_UPDATE || req->verb == VERB_PATCH) && !req->name)
		req->bad_method = true;
}

void route_parse(struct route *r, const char *method, const char *url, struct api_request *req)
{
	size_t len = strcspn(url, "?");
	_cleanup_(str_release) struct str path = STR_INIT;
	struct segments s = { .n = 0 };
	bool watch = false;

	*r = (struct route){ .query = url[len] ? xstrdup(url + len + 1) : NULL };
	url_decode(url, len, false, &path);
	r->path = str_take(&path);
	req->method = method;
	req->path = r->path;
	req->query = r->query;
	split(r, url, len, &s);
	if (!s.odd && s.n > 2 && streq(s.items[0], "api")) {
		const char *version = s.items[1];

		watch = streq(s.items[2], "watch");
		drop(&s, watch ? 3 : 2);
		read_resource(&s, "", version, req);
	} else if (!s.odd && s.n > 3 && streq(s.items[0], "apis")) {
		const char *group = s.items[1], *version = s.items[2];

		watch = streq(s.items[3], "watch");
		drop(&s, watch ? 4 : 3);
		read_resource(&s, group, version, req);
	}
	read_verb(watch, req);
}
