/* See notes.h. What was told is remembered by a hash of what makes two events the same, the oldest are forgotten
 * first. */
#include "sim/notes.h"

#include <stdio.h>

#include "base/map.h"
#include "kube/time.h"

#define REMEMBERED 4096			/* as client-go's event cache */
#define SERIES_MS 360000		/* the newer form starts a new series after 6 minutes of silence */

struct told {
	char *namespace, *name;		/* of the Event */
	int64_t last_ms;
	int count;
};

struct notes {
	struct world *world;
	struct port *port;
	char *component;
	struct map told;		/* hash -> struct told */
	uint64_t last_ns;		/* in the newest event's name */
};

struct notes *notes_new(struct world *w, struct port *port, const char *component)
{
	struct notes *r = xcalloc(1, sizeof(*r));

	*r = (struct notes){ .world = w, .port = port, .component = xstrdup(component), .told = MAP_INIT };
	return r;
}

static void told_free(struct told *t)
{
	if (!t)
		return;
	free(t->namespace);
	free(t->name);
	free(t);
}

void notes_free(struct notes *r)
{
	struct map_entry *e;

	if (!r)
		return;
	for (size_t i = 0; (e = map_next(&r->told, &i));)
		told_free(e->value);
	map_release(&r->told);
	free(r->component);
	free(r);
}

static uint64_t hash_text(uint64_t h, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)(text ? text : ""); ; p++) {
		h = (h ^ *p) * UINT64_C(0x100000001b3);
		if (!*p)
			return h;
	}
}

/* The newer form asks for the object's version in place of the text. */
static void note_hash(const struct event_note *n, const char *text, char ret[17])
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	h = hash_text(h, n->about->uid);
	h = hash_text(h, n->about->name);
	h = hash_text(h, n->reason);
	h = hash_text(h, n->field);
	h = hash_text(h, n->host);
	h = hash_text(h, n->action ? n->about->version : text);
	snprintf(ret, 17, "%016" PRIx64, h);
}

static void set_seconds(json *tree, const char *key, int64_t now_ms)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add(&text, now_ms / 1000);
	json_set_str(tree, key, text.buf);
}

static void set_micros(json *tree, const char *key, int64_t now_ms)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add_micro(&text, now_ms);
	json_set_str(tree, key, text.buf);
}

static json *reference(const struct event_note *n)
{
	const struct object *o = n->about;
	char api_version[128];
	json *ref = json_object();

	kind_api_version(o->kind, api_version, sizeof(api_version));
	json_set_str(ref, "kind", o->kind->name);
	if (*o->namespace)
		json_set_str(ref, "namespace", o->namespace);
	json_set_str(ref, "name", o->name);
	json_set_str(ref, "uid", o->uid);
	json_set_str(ref, "apiVersion", api_version);
	json_set_str(ref, "resourceVersion", o->version);
	if (n->field)
		json_set_str(ref, "fieldPath", n->field);
	return ref;
}

static void form_classic(struct notes *r, const struct event_note *n, json *event)
{
	json *source = json_set(event, "source", json_object());
	int64_t now = world_now(r->world);

	json_set_str(source, "component", r->component);
	if (n->host)
		json_set_str(source, "host", n->host);
	set_seconds(event, "firstTimestamp", now);
	set_seconds(event, "lastTimestamp", now);
	json_set_int(event, "count", 1);
	json_set(event, "eventTime", json_null());
	json_set_str(event, "reportingInstance", n->host ? n->host : "");
}

static void form_newer(struct notes *r, const struct event_note *n, json *event)
{
	_cleanup_(freep) char *instance = xasprintf("%s-control-plane", r->component);

	json_set(event, "source", json_object());
	json_set(event, "firstTimestamp", json_null());
	json_set(event, "lastTimestamp", json_null());
	set_micros(event, "eventTime", world_now(r->world));
	json_set_str(event, "action", n->action);
	json_set_str(event, "reportingInstance", instance);
}

static json *event_tree(struct notes *r, const struct event_note *n, const struct told *t, const char *text)
{
	json *event = json_object();
	json *meta = json_set(event, "metadata", json_object());

	json_set_str(meta, "name", t->name);
	json_set_str(meta, "namespace", t->namespace);
	json_set(event, "involvedObject", reference(n));
	json_set_str(event, "reason", n->reason);
	json_set_str(event, "message", text);
	json_set_str(event, "type", n->warning ? "Warning" : "Normal");
	json_set_str(event, "reportingComponent", r->component);
	if (n->action)
		form_newer(r, n, event);
	else
		form_classic(r, n, event);
	return event;
}

static void create(struct notes *r, const struct event_note *n, const struct told *t, const char *text)
{
	struct request request;

	request_init(&request, VERB_CREATE, KIND(event), t->namespace, NULL);
	request.tree = event_tree(r, n, t, text);
	port_submit(r->port, &request, NULL, NULL);
}

static void forget_oldest(struct notes *r)
{
	size_t at = 0;
	struct map_entry *e;

	if (r->told.count < REMEMBERED || !(e = map_next(&r->told, &at)))
		return;
	told_free(e->value);
	map_del(&r->told, e->key);
}

/*
 * "web-0.18ad5d9f6a684646": the object and a nanosecond of this millisecond that nobody has used. Later events of a
 * component have later names, so that a list sorted by name and second tells them in their order.
 */
static char *free_name(struct notes *r, const char *namespace, const char *object)
{
	uint64_t ns = (uint64_t)world_now(r->world) * 1000000;

	for (;;) {
		char *name;

		r->last_ns = MAX(ns, r->last_ns + 1) + rng_below(world_rng(r->world), 1000);
		name = xasprintf("%s.%" PRIx64, object, r->last_ns);
		if (!cache_get(world_cache(r->world), KIND(event), namespace, name))
			return name;
		free(name);
	}
}

static struct told *remember(struct notes *r, const struct event_note *n, const char *hash)
{
	struct told *t = xcalloc(1, sizeof(*t));

	forget_oldest(r);
	t->namespace = xstrdup(*n->about->namespace ? n->about->namespace : "default");
	t->name = free_name(r, t->namespace, n->about->name);
	told_free(map_set(&r->told, hash, t));
	return t;
}

/* Counts up an event that is still there. */
static bool repeat(struct notes *r, const struct event_note *n, struct told *t)
{
	struct request request;
	int64_t now = world_now(r->world);

	if (!t || !cache_get(world_cache(r->world), KIND(event), t->namespace, t->name))
		return false;
	if (n->action && now - t->last_ms > SERIES_MS)
		return false;
	request_init(&request, VERB_PATCH, KIND(event), t->namespace, t->name);
	request.content_type = TYPE_MERGE_PATCH;
	request.tree = json_object();
	t->count++;
	t->last_ms = now;
	if (n->action) {
		json *series = json_set(request.tree, "series", json_object());

		json_set_int(series, "count", t->count);
		set_micros(series, "lastObservedTime", now);
	} else {
		json_set_int(request.tree, "count", t->count);
		set_seconds(request.tree, "lastTimestamp", now);
	}
	port_submit(r->port, &request, NULL, NULL);
	return true;
}

void notes_tell(struct notes *r, const struct event_note *n, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct told *t;
	char hash[17];
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	note_hash(n, text.buf, hash);
	if (repeat(r, n, map_get(&r->told, hash)))
		return;
	t = remember(r, n, hash);
	t->count = 1;
	t->last_ms = world_now(r->world);
	create(r, n, t, text.buf);
}
