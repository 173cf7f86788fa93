#include "kube/request.h"

void request_release(struct request *r)
{
	free(r->namespace);
	free(r->name);
	free(r->subresource);
	free(r->path);
	free(r->query);
	str_release(&r->body);
	json_free(r->tree);
	*r = (struct request)REQUEST_INIT;
}

void request_move(struct request *to, struct request *from)
{
	*to = *from;
	*from = (struct request)REQUEST_INIT;
}

void request_copy(struct request *to, const struct request *from)
{
	*to = *from;
	to->namespace = xstrdup(from->namespace);
	to->name = xstrdup(from->name);
	to->subresource = xstrdup(from->subresource);
	to->path = xstrdup(from->path);
	to->query = xstrdup(from->query);
	to->tree = json_copy(from->tree);
	str_init(&to->body);
	str_addn(&to->body, from->body.buf, from->body.len);
}

void request_init(struct request *r, enum verb verb, const struct kind *kind, const char *namespace, const char *name)
{
	*r = (struct request)REQUEST_INIT;
	r->verb = verb;
	r->kind = kind;
	r->namespace = xstrdup(namespace);
	r->name = xstrdup(name);
}

void request_sub(struct request *r, const char *subresource)
{
	free(r->subresource);
	r->subresource = xstrdup(subresource);
}

void request_param(struct request *r, const char *key, const char *value)
{
	_cleanup_(str_release) struct str query = STR_INIT;

	if (r->query) {
		str_add(&query, r->query);
		str_addc(&query, '&');
	}
	url_encode(key, &query);
	str_addc(&query, '=');
	url_encode(value, &query);
	free(r->query);
	r->query = str_take(&query);
}

static void add_segment(struct str *out, const char *segment)
{
	if (!segment)
		return;
	str_addc(out, '/');
	url_encode(segment, out);
}

void request_url(const struct request *r, struct str *out)
{
	if (r->kind) {
		str_addf(out, *r->kind->group ? "/apis/%s/%s" : "/api%s/%s", r->kind->group, r->kind->version);
		if (r->namespace && *r->namespace && r->kind->namespaced) {
			str_add(out, "/namespaces");
			add_segment(out, r->namespace);
		}
		add_segment(out, r->kind->plural);
		add_segment(out, r->name);
		add_segment(out, r->subresource);
	} else {
		str_add(out, r->path ? r->path : "/");
	}
	if (r->verb == VERB_WATCH)
		str_add(out, "?watch=true");
	if (r->query)
		str_addf(out, "%c%s", r->verb == VERB_WATCH ? '&' : '?', r->query);
}

const char *request_method(const struct request *r)
{
	static const char *const methods[] = {
		[VERB_GET] = "GET",
		[VERB_LIST] = "GET",
		[VERB_WATCH] = "GET",
		[VERB_CREATE] = "POST",
		[VERB_UPDATE] = "PUT",
		[VERB_PATCH] = "PATCH",
		[VERB_DELETE] = "DELETE",
		[VERB_DELETECOLLECTION] = "DELETE",
	};

	return methods[r->verb];
}

/* True if one of the segments of the path, decoded as a server would, is the word. */
static bool has_segment(const char *path, const char *word)
{
	_cleanup_(str_release) struct str decoded = STR_INIT;
	size_t len = strlen(word);

	url_decode(path, strcspn(path, "?"), false, &decoded);
	for (const char *p = decoded.buf; p; p = strchr(p, '/')) {
		p += *p == '/';
		if (strncmp(p, word, len) == 0 && (p[len] == '\0' || p[len] == '/'))
			return true;
	}
	return false;
}

/* What acts although it may be asked for by GET. */
static bool acts(const struct request *r)
{
	static const char *const words[] = { "exec", "attach", "portforward", "proxy" };
	const char *path = r->kind ? r->subresource : r->path;

	for (size_t i = 0; path && i < COUNT(words); i++)
		if (has_segment(path, words[i]))
			return true;
	return false;
}

/* A question about oneself, which is asked by POST. Always sent as a raw path: no kind of ours stands for it. */
static bool is_self_review(const struct request *r)
{
	static const char *const paths[] = {
		"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		"/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
		"/apis/authentication.k8s.io/v1/selfsubjectreviews",
	};

	for (size_t i = 0; i < COUNT(paths); i++)
		if (!r->kind && r->verb == VERB_CREATE && r->path && streq(r->path, paths[i]))
			return true;
	return false;
}

/* DeleteOptions in the body take the place of the query's. */
static bool body_is_dry_run(const struct request *r)
{
	_cleanup_(json_freep) json *parsed =
	    r->tree || !r->body.len ? NULL : json_parse(r->body.buf, r->body.len, NULL);
	const json *options = r->tree ? r->tree : parsed;
	const json *dry_run = json_get(options, "dryRun");

	if (!r->tree && !r->body.len)
		return true;
	return json_len(dry_run) == 1 && streq0(json_str(json_item(dry_run, 0)), "All");
}

/* The query is nothing but dryRun=All, and where the body has a say it agrees. */
static bool is_dry_run(const struct request *r)
{
	if (!r->query || !streq(r->query, "dryRun=All") || (r->path && strchr(r->path, '?')))
		return false;
	return !streq(request_method(r), "DELETE") || body_is_dry_run(r);
}

bool request_writes(const struct request *r)
{
	if (acts(r))
		return true;
	if (streq(request_method(r), "GET"))
		return false;
	return !is_self_review(r) && !is_dry_run(r);
}

/* A merge patch and an apply name it in metadata, a delete and an eviction in their preconditions, a JSON patch in a
 * test. */
const char *request_uid(const struct request *r)
{
	static const char *const paths[] = { "deleteOptions.preconditions.uid", "preconditions.uid", "metadata.uid" };
	const json *found = NULL;

	for (size_t i = 0; i < COUNT(paths) && !found; i++)
		found = json_at(r->tree, paths[i]);
	for (const json *o = json_type(r->tree) == JSON_ARRAY ? json_first(r->tree) : NULL; o && !found;
	     o = json_next(o)) {
		if (streq0(json_get_str(o, "op"), "test") && streq0(json_get_str(o, "path"), "/metadata/uid"))
			found = json_get(o, "value");
	}
	return json_str_or(found, "");
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void url_decode(const char *s, size_t len, bool plus, struct str *out)
{
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == '%' && i + 2 < len ? hex(s[i + 1]) : -1;
		int low = high >= 0 ? hex(s[i + 2]) : -1;

		if (low >= 0) {
			str_addc(out, (char)(high * 16 + low));
			i += 2;
		} else {
			str_addc(out, plus && s[i] == '+' ? ' ' : s[i]);
		}
	}
}

void url_encode(const char *s, struct str *out)
{
	for (; *s; s++) {
		if ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		    strchr("-._~", *s))
			str_addc(out, *s);
		else
			str_addf(out, "%%%02X", (unsigned char)*s);
	}
}
