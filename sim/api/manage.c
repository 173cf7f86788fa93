/* See manage.h. */
#include "sim/api/manage.h"

#include <stdio.h>

#include "kube/apply/memo.h"
#include "kube/time.h"
#include "kube/typed.h"

#define MANAGER_BYTES 128

/* --- who --- */

/* Controllers run in one program in a real cluster; the few that do not write under their own names. */
static const char *trusted_manager(const struct kind *k, const char *user)
{
	static const char *const own[] = { "kubelet", "kube-scheduler", "kube-apiserver" };

	/* What a cluster begins with: nodes came of themselves, the rest the API server made. */
	if (streq(user, "world"))
		return k == KIND(node) ? "kubelet" : "kube-apiserver";
	for (size_t i = 0; i < COUNT(own); i++)
		if (streq(user, own[i]))
			return own[i];
	return "kube-controller-manager";
}

/* The User-Agent up to the first slash, without what cannot be printed. */
static void add_agent(const char *agent, struct str *out)
{
	for (const char *p = agent; *p && *p != '/' && out->len < MANAGER_BYTES; p++)
		if ((unsigned char)*p >= ' ' && *p != 0x7f)
			str_addc(out, *p);
}

static void add_manager(const struct call *c, struct str *out)
{
	const char *given = call_param(c, "fieldManager");

	if (given && *given)
		str_add(out, given);
	else if (c->req->trusted)
		str_add(out, trusted_manager(c->kind, c->req->user ? c->req->user : ""));
	else
		add_agent(c->req->user_agent ? c->req->user_agent : "", out);
}

/* --- what a write cannot set --- */

/* Writes of the object leave its status alone, writes of the status its spec; a few kinds keep more from the latter. */
static const char *const spec_reset[] = { "spec", NULL };
static const char *const status_reset[] = { "status", NULL };

#define RESETS_MOST 4

static const struct {
	const struct kind *kind;
	const char *paths[RESETS_MOST];
} special_resets[] = {
	{ KIND(deployment), { "spec", "metadata.labels" } },
	{ KIND(pod), { "spec", "metadata.deletionTimestamp", "metadata.ownerReferences" } },
	{ KIND(volumeattachment), { "spec", "metadata" } },
};

static const char *const *reset_fields(const struct call *c)
{
	if (!(c->resource->flags & RESOURCE_STATUS))
		return NULL;
	if (!streq0(c->req->subresource, "status"))
		return status_reset;
	for (size_t i = 0; i < COUNT(special_resets); i++)
		if (special_resets[i].kind == c->kind)
			return special_resets[i].paths;
	return spec_reset;
}

static void begin(struct call *c, const struct message *type, const char *kind_name, struct management *m)
{
	m->pool = (struct pool)POOL_INIT;
	str_init(&m->time);
	str_init(&m->manager);
	time_add(&m->time, call_now_s(c));
	add_manager(c, &m->manager);
	m->write = (struct managed_write){
		.pool = &m->pool, .type = type, .kind = c->kind, .version = m->version, .manager = m->manager.buf,
		.subresource = c->req->subresource ? c->req->subresource : "", .time = m->time.buf,
		.blank = managed_memo_blank(api_memo(c->api), type, m->version, kind_name),
	};
}

void manage_begin(struct call *c, struct management *m)
{
	kind_api_version(c->kind, m->version, sizeof(m->version));
	begin(c, schema_message(c->kind->schema), c->kind->name, m);
	m->write.reset = reset_fields(c);
	m->write.memo = api_memo(c->api);
}

void manage_begin_scale(struct call *c, struct management *m)
{
	snprintf(m->version, sizeof(m->version), "autoscaling/v1");
	begin(c, schema_message("autoscaling.Scale"), "Scale", m);
	m->write.subresource = "scale";
}

void manage_answer(struct call *c, const struct answer_type *type, json *tree)
{
	const struct kind kind = { .group = "", .version = "v1", .name = type->kind };
	struct management m;

	snprintf(m.version, sizeof(m.version), "%s", type->version);
	begin(c, schema_message(type->schema), type->kind, &m);
	m.write.kind = &kind;
	m.write.subresource = type->subresource;
	typed_complete(tree, m.write.type);
	managed_update(&m.write, NULL, tree);
	manage_end(&m);
}

void manage_end(struct management *m)
{
	pool_release(&m->pool);
	str_release(&m->time);
	str_release(&m->manager);
}

/* --- updates --- */

static void take_entries(json *from, json *to)
{
	json *metadata = json_get(from, "metadata"), *entries = json_get(metadata, "managedFields");
	json *own = json_want(to, "metadata");

	if (entries)
		json_set(own, "managedFields", json_detach(metadata, entries));
	else
		json_del(own, "managedFields");
}

/*
 * What a client sent is looked at as a complete copy: it is still to be judged by what it says and what it leaves out.
 * Controllers of this process leave nothing out.
 */
static void update(struct call *c, json *tree, const json *old)
{
	_cleanup_(json_freep) json *copy = c->req->trusted ? NULL : json_copy(tree);
	json *now = copy ? copy : tree;
	struct management m;

	manage_begin(c, &m);
	typed_complete(now, m.write.type);
	managed_update(&m.write, old, now);
	if (copy)
		take_entries(copy, tree);
	manage_end(&m);
}

void manage_inside(struct call *c, const struct object *old, const char *subresource, json *tree)
{
	_cleanup_(json_freep) json *before = object_tree(old);
	struct managed_write w = {
		.type = schema_message(old->kind->schema), .kind = old->kind, .manager = "kube-apiserver",
		.subresource = subresource,
	};
	_cleanup_(str_release) struct str time = STR_INIT;
	_cleanup_(pool_release) struct pool pool = POOL_INIT;
	char version[128];

	kind_api_version(old->kind, version, sizeof(version));
	time_add(&time, call_now_s(c));
	w.pool = &pool;
	w.version = version;
	w.time = time.buf;
	typed_complete(tree, w.type);
	managed_update(&w, before, tree);
}

void manage_update(struct call *c, json *tree, const json *old)
{
	if (!c->managed)
		update(c, tree, old);
	c->managed = true;
	if (c->kept)
		typed_decode(tree, schema_message(c->kind->schema), NULL, NULL);
	c->kept = false;
}

void manage_keep_reset(json *tree)
{
	json *entries = json_at(tree, "metadata.managedFields");

	if (json_type(entries) == JSON_ARRAY && json_len(entries) == 0)
		json_push(entries, json_object());
}

/* --- times --- */

/* Two objects are equal but for the member of this name, which either may have or lack. */
static bool same_but(const char *key, const json *a, const json *b)
{
	size_t in_a = 0, in_b = 0;

	for (const json *m = json_first(b); m; m = json_next(m))
		in_b += !streq(json_key(m), key);
	for (const json *m = json_first(a); m; m = json_next(m)) {
		const json *other = streq(json_key(m), key) ? m : json_get(b, json_key(m));

		if (!other || !json_equal(m, other))
			return false;
		in_a += !streq(json_key(m), key);
	}
	return in_a == in_b;
}

static bool entries_same_but_time(const json *a, const json *b)
{
	const json *x = json_first(a), *y = json_first(b);

	for (; x && y; x = json_next(x), y = json_next(y))
		if (!json_equal(x, y) && !same_but("time", x, y))
			return false;
	return !x && !y;
}

bool manage_only_times(json *new, const json *old)
{
	json *metadata = json_get(new, "metadata"), *entries = json_get(metadata, "managedFields");
	const json *was = json_get(old, "metadata"), *before = json_get(was, "managedFields");

	if (!entries || !before || !entries_same_but_time(entries, before))
		return false;
	if (!same_but("managedFields", metadata, was) || !same_but("metadata", new, old))
		return false;
	json_set(metadata, "managedFields", json_copy(before));
	return true;
}
