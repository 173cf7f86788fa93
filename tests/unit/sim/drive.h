/*
 * Driving a world in tests: manifests as YAML, requests as their sender writes them, and waiting, which is turning the virtual
 * clock until nothing is left to happen. What is asked for and refused is a failed test with the server's words.
 */
#ifndef TESTS_UNIT_SIM_DRIVE_H
#define TESTS_UNIT_SIM_DRIVE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/yaml.h"
#include "kube/kinds/event.h"
#include "kube/kinds/pod.h"
#include "sim/storage.h"
#include "sim/world.h"

#define START INT64_C(1768478400000)	/* 2026-01-15T12:00:00Z */
#define NS "default"
#define MINUTE 60000

struct asked {
	int code;
	char *body;			/* the object, or the Status; freed by asked_release */
};

static inline void keep_answer(void *arg, const struct answer *a)
{
	struct asked *asked = arg;
	_cleanup_(str_release) struct str text = STR_INIT;

	asked->code = a->code;
	if (a->code >= 400)
		status_print(&a->status, &text);
	else if (a->body)
		str_addn(&text, a->body, a->len);
	asked->body = str_take(&text);
}

/* name may hold a subresource after a slash: "web-0/eviction". body is YAML or NULL. */
static inline struct asked ask(struct world *w, enum verb verb, const struct kind *k, const char *name, const char *body)
{
	const char *slash = name ? strchr(name, '/') : NULL;
	_cleanup_(freep) char *bare = slash ? xstrndup(name, (size_t)(slash - name)) : xstrdup(name);
	struct asked asked = { 0 };
	struct request r;

	request_init(&r, verb, k, k->namespaced ? NS : NULL, bare);
	if (slash)
		request_sub(&r, slash + 1);
	if (verb == VERB_PATCH)
		r.content_type = TYPE_MERGE_PATCH;
	if (body) {
		struct err err = ERR_INIT;

		r.tree = yaml_parse(body, strlen(body), &err);
		if (!r.tree)
			fail_msg("%s", err.text);
	}
	port_submit(world_port(w, "test"), &r, keep_answer, &asked);
	return asked;
}

static inline void must(struct world *w, int code, enum verb verb, const struct kind *k, const char *name, const char *body)
{
	struct asked a = ask(w, verb, k, name, body);

	if (a.code != code)
		fail_msg("wanted %d, got %d: %s", code, a.code, a.body ? a.body : "");
	free(a.body);
}

/* Creates all documents of a YAML text. */
static inline void apply(struct world *w, const char *yaml)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *all = yaml_parse_all(yaml, strlen(yaml), &err);

	if (!all)
		fail_msg("%s", err.text);
	for (const json *o = json_first(all); o; o = json_next(o)) {
		const struct kind *k = kind_by_name(json_get_str(o, "apiVersion"), json_get_str(o, "kind"));
		_cleanup_(freep) char *text = json_text(o);

		assert_non_null(k);
		must(w, 201, VERB_CREATE, k, NULL, text);
	}
}

/* Turns the clock until nothing is left to do, at most ten minutes on. */
static inline void settle(struct world *w)
{
	assert_true(world_settle(w, world_now(w) + 10 * MINUTE));
}

static inline struct world *new_world(uint64_t seed, const char *controllers)
{
	struct world_options options = { .start_ms = START, .seed = seed, .controllers = controllers };
	struct err err = ERR_INIT;
	struct world *w = world_new(&options, &err);

	if (!w || world_load(w, "empty", &err) < 0)
		fail_msg("%s", err.text);
	settle(w);
	return w;
}

static inline int world_setup(void **state)
{
	*state = new_world(1, NULL);
	return 0;
}

static inline int world_teardown(void **state)
{
	world_free(*state);
	return 0;
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

/* --- looking --- */

static inline const struct object *find(struct world *w, const struct kind *k, const char *name)
{
	return cache_get(world_cache(w), k, k->namespaced ? NS : NULL, name);
}

static inline const struct object *must_find(struct world *w, const struct kind *k, const char *name)
{
	const struct object *o = find(w, k, name);

	if (!o)
		fail_msg("there is no %s %s", k->name, name);
	return o;
}

/* The text at a path of an object, "" if absent, numbers printed; freed by the caller. */
static inline char *text_at(struct world *w, const struct kind *k, const char *name, const char *path)
{
	_cleanup_(json_freep) json *tree = object_tree(must_find(w, k, name));
	const json *at = json_at(tree, path);

	if (json_type(at) == JSON_STRING)
		return xstrdup(json_str(at));
	return at ? json_text(at) : xstrdup("");
}

static inline void expect_text(struct world *w, const struct kind *k, const char *name, const char *path, const char *want)
{
	_cleanup_(freep) char *have = text_at(w, k, name, path);

	if (!streq(have, want))
		fail_msg("%s %s: %s is\n  %s\nnot\n  %s", k->name, name, path, have, want);
}

/* The names of all objects of a kind in the namespace, with blanks between. */
static inline char *names_of(struct world *w, const struct kind *k)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	object_vec all = VEC_INIT;

	cache_list(world_cache(w), k, k->namespaced ? NS : NULL, NULL, &all);
	vec_each(&all, o)
		str_addf(&out, "%s%s", out.len > 0 ? " " : "", (*o)->name);
	vec_release(&all);
	return str_take(&out);
}

static inline void expect_names(struct world *w, const struct kind *k, const char *want)
{
	_cleanup_(freep) char *have = names_of(w, k);

	assert_string_equal(have, want);
}

/* How often the reason was told about the object, counts added up; text NULL: any. */
static inline int told(struct world *w, const char *object, const char *reason, const char *text)
{
	object_vec all = VEC_INIT;
	int n = 0;

	cache_list(world_cache(w), KIND(event), NULL, NULL, &all);
	vec_each(&all, o) {
		const struct event *e = event_of(*o);

		if (streq(e->object_name, object) && streq(e->reason, reason) && (!text || streq(e->message, text)))
			n += e->count;
	}
	vec_release(&all);
	return n;
}

static inline void expect_told(struct world *w, const char *object, const char *reason, const char *text)
{
	object_vec all = VEC_INIT;

	if (told(w, object, reason, text) > 0)
		return;
	cache_list(world_cache(w), KIND(event), NULL, NULL, &all);
	vec_each(&all, o)
		if (streq(event_of(*o)->object_name, object))
			print_message("  %s: %s\n", event_of(*o)->reason, event_of(*o)->message);
	vec_release(&all);
	fail_msg("%s was not told: %s %s", object, reason, text ? text : "");
}

/* --- the story of the pods: "+web-0 *web-0 -web-0": came, became ready, went --- */

struct story {
	struct world *world;
	struct cache_handler *handler;
	struct str text;
};

static inline void story_note(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct story *s = arg;
	bool was = old && pod_of(old)->ready;
	bool is = now && pod_of(now)->ready;
	char mark = event == CACHE_ADDED ? '+' : event == CACHE_DELETED ? '-' : is && !was ? '*' : was && !is ? '!' : '\0';

	(void)unknown;
	if (mark)
		str_addf(&s->text, "%s%c%s", s->text.len > 0 ? " " : "", mark, (now ? now : old)->name);
}

static inline void story_begin(struct story *s, struct world *w)
{
	struct cache *cache = world_cache(w);

	*s = (struct story){ .world = w, .text = STR_INIT };
	s->handler = cache->subscribe(cache, KIND(pod), story_note, s);
	settle(w);
	str_reset(&s->text);
}

static inline void story_end(struct story *s, const char *want)
{
	struct cache *cache = world_cache(s->world);

	cache->unsubscribe(cache, s->handler);
	if (want)
		assert_string_equal(s->text.buf, want);
	str_release(&s->text);
}

/* --- manifests --- */

struct set_options {
	const char *name;		/* NULL: "web" */
	int replicas;
	const char *image;		/* NULL: "nginx:1" */
	const char *more;		/* lines of the set's spec, indented by two */
	const char *pod;		/* lines of the pod's spec, indented by six */
	const char *container;		/* lines of the container, indented by eight */
	const char *class;		/* of the one claim; NULL: no claims */
};

static inline char *set_yaml(const struct set_options *o)
{
	const char *name = o->name ? o->name : "web";
	_cleanup_(freep) char *claims = NULL;

	if (o->class)
		claims = xasprintf("  volumeClaimTemplates:\n  - metadata: {name: www}\n    spec:\n      storageClassName: \"%s\"\n"
				   "      accessModes: [ReadWriteOnce]\n      resources: {requests: {storage: 1Gi}}\n", o->class);
	return xasprintf("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: %s}\nspec:\n  serviceName: %s\n  replicas: %d\n"
			 "%s%s  selector: {matchLabels: {app: %s}}\n  template:\n    metadata: {labels: {app: %s}}\n    spec:\n%s"
			 "      containers:\n      - name: nginx\n        image: %s\n%s", name, name, o->replicas,
			 o->more ? o->more : "", claims ? claims : "", name, name, o->pod ? o->pod : "",
			 o->image ? o->image : "nginx:1", o->container ? o->container : "");
}

static inline void apply_set(struct world *w, const struct set_options *o)
{
	_cleanup_(freep) char *yaml = set_yaml(o);

	apply(w, yaml);
}

static inline void scale(struct world *w, const char *set, int replicas)
{
	_cleanup_(freep) char *body = xasprintf("{spec: {replicas: %d}}", replicas);

	must(w, 200, VERB_PATCH, KIND(statefulset), set, body);
}

static inline void cordon(struct world *w, const char *node, bool on)
{
	must(w, 200, VERB_PATCH, KIND(node), node, on ? "{spec: {unschedulable: true}}" : "{spec: {unschedulable: null}}");
}

#endif
