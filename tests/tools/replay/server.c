#include "tests/tools/replay/server.h"

static void key_of(const struct kind *k, const char *name, struct str *out)
{
	str_addf(out, "%s/%s", k->plural, name);
}

void stand_in_put(struct stand_in *m, const struct object *o)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	key_of(o->kind, o->name, &key);
	object_unref(map_set(&m->objects, key.buf, (void *)(uintptr_t)o));
}

static const struct object *find(const struct stand_in *m, const struct kind *k, const char *name)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	key_of(k, name, &key);
	return map_get(&m->objects, key.buf);
}

static void drop(struct stand_in *m, const struct kind *k, const char *name)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	key_of(k, name, &key);
	object_unref(map_del(&m->objects, key.buf));
}

static void put_tree(struct stand_in *m, const struct kind *k, const json *tree, const char *namespace)
{
	const struct object *o = object_new(k, tree, OBJECT_BYTES, NULL);

	if (o && streq(o->namespace, namespace))
		stand_in_put(m, o);
	else
		object_unref(o);
}

static void put_live(struct stand_in *m, const json *of_kind, const char *namespace)
{
	static const struct kind *const kinds[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
						    KIND(controllerrevision) };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!streq(kinds[i]->plural, json_key(of_kind)))
			continue;
		for (json *o = json_first(of_kind); o; o = json_next(o)) {
			if (json_is_null(o))
				drop(m, kinds[i], json_key(o));
			else
				put_tree(m, kinds[i], o, namespace);
		}
	}
}

void stand_in_init(struct stand_in *m, const json *c, const char *namespace)
{
	const json *snapshot = json_get(c, "snapshot");
	static const struct {
		const char *list;
		const struct kind *kind;
	} lists[] = {
		{ "pods", KIND(pod) },
		{ "persistentvolumeclaims", KIND(persistentvolumeclaim) },
		{ "controllerrevisions", KIND(controllerrevision) },
	};

	*m = (struct stand_in){ .version = 1000000, .faults = json_get(c, "faults") };
	put_tree(m, KIND(statefulset), json_get(snapshot, "statefulset"), namespace);
	for (size_t i = 0; i < COUNT(lists); i++) {
		for (json *o = json_first(json_get(snapshot, lists[i].list)); o; o = json_next(o))
			put_tree(m, lists[i].kind, o, namespace);
	}
	for (json *k = json_first(json_get(c, "live")); k; k = json_next(k))
		put_live(m, k, namespace);
}

void stand_in_release(struct stand_in *m)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&m->objects, &i));)
		object_unref(e->value);
	map_release(&m->objects);
	map_release(&m->counts);
}

static const char *verb_name(enum verb v)
{
	static const char *const names[] = { [VERB_GET] = "get", [VERB_CREATE] = "create", [VERB_UPDATE] = "update",
					     [VERB_PATCH] = "patch", [VERB_DELETE] = "delete" };

	return names[v];
}

static bool fault_matches(const json *f, const struct request *r, const char *name)
{
	return streq(json_str_or(json_get(f, "verb"), ""), verb_name(r->verb)) &&
	       streq(json_str_or(json_get(f, "resource"), ""), r->kind->plural) &&
	       streq(json_str_or(json_get(f, "subresource"), ""), r->subresource ? r->subresource : "") &&
	       streq(json_str_or(json_get(f, "name"), ""), name);
}

static bool inject(struct stand_in *m, const struct request *r, const char *name, struct stand_in_answer *a)
{
	_cleanup_(freep) char *key =
	    xasprintf("%d/%s/%s/%s", r->verb, r->kind->plural, r->subresource ? r->subresource : "", name);
	int64_t count = (int64_t)(intptr_t)map_get(&m->counts, key) + 1;

	map_set(&m->counts, key, (void *)(intptr_t)count);
	for (json *f = json_first(m->faults); f; f = json_next(f)) {
		int64_t first = json_get_int(f, "first", 1), times = json_get_int(f, "count", 1);

		if (!fault_matches(f, r, name) || count < first || count >= first + times)
			continue;
		a->code = (int)json_get_int(f, "code", 500);
		a->fault = true;
		status_set(&a->status, a->code, json_get_str(f, "reason"), "%s",
			   json_str_or(json_get(f, "message"), ""));
		return true;
	}
	return false;
}

static void store(struct stand_in *m, const struct request *r, const char *namespace)
{
	_cleanup_(json_freep) json *tree = json_parse(r->body.buf, r->body.len, NULL);
	_cleanup_(str_release) struct str version = STR_INIT;

	str_addf(&version, "%" PRIu64, ++m->version);
	json_set_str(json_want(tree, "metadata"), "resourceVersion", version.buf);
	json_set_str(json_want(tree, "metadata"), "namespace", namespace);
	put_tree(m, r->kind, tree, namespace);
}

static bool is_stale(const struct request *r, const struct object *there)
{
	_cleanup_(json_freep) json *tree = json_parse(r->body.buf, r->body.len, NULL);
	const char *version = json_str_or(json_at(tree, "metadata.resourceVersion"), "");

	return *version && !streq(version, there->version);
}

static void create(struct stand_in *m, const struct request *r, const char *name, struct stand_in_answer *a)
{
	if (find(m, r->kind, name)) {
		status_already_exists(&a->status, r->kind, name);
		if (r->kind == KIND(pod) && strstr(r->body.buf, "\"generateName\""))
			status_set(&a->status, 409, "AlreadyExists",
				   "pods \"%s\" already exists, the server was not able to generate a unique name for "
				   "the object",
				   name);
		a->code = 409;
		return;
	}
	store(m, r, r->namespace);
	a->code = 201;
}

static void update(struct stand_in *m, const struct request *r, const char *name, struct stand_in_answer *a)
{
	const struct object *there = find(m, r->kind, name);

	if (is_stale(r, there)) {
		status_conflict(
		    &a->status, r->kind, name,
		    "the object has been modified; please apply your changes to the latest version and try again");
		a->code = 409;
		return;
	}
	store(m, r, r->namespace);
}

/* A patch is not applied, but it makes a new version. */
static void touch(struct stand_in *m, const struct object *there)
{
	_cleanup_(json_freep) json *tree = object_tree(there);
	_cleanup_(str_release) struct str version = STR_INIT;

	str_addf(&version, "%" PRIu64, ++m->version);
	json_set_str(json_want(tree, "metadata"), "resourceVersion", version.buf);
	put_tree(m, there->kind, tree, there->namespace);
}

struct stand_in_answer stand_in_handle(struct stand_in *m, const struct request *r, const char *name)
{
	struct stand_in_answer a = { .code = 200 };

	if (inject(m, r, name, &a))
		return a;
	if (r->verb == VERB_CREATE) {
		create(m, r, name, &a);
		return a;
	}
	if (!find(m, r->kind, name)) {
		status_not_found(&a.status, r->kind, name);
		a.code = 404;
		return a;
	}
	if (r->verb == VERB_GET)
		a.object = find(m, r->kind, name);
	else if (r->verb == VERB_UPDATE)
		update(m, r, name, &a);
	else if (r->verb == VERB_PATCH)
		touch(m, find(m, r->kind, name));
	else if (r->verb == VERB_DELETE)
		drop(m, r->kind, name);
	return a;
}
