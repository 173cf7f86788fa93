/*
 * Plays a history of a real control plane against the bundled cluster on the virtual clock, comparing after each step the
 * StatefulSet controller's writes, its events and, where the recording waited for it, the settled state: statefulsets, pods,
 * claims, revisions, budgets, endpoints, volumes, and the nodes that the history names.
 */
#include "tests/tools/replay/trace.h"

#include "kube/kinds/event.h"
#include "sim/controller.h"

#define START_MS 1768478400000		/* 2026-01-15T12:00:00Z */
#define QUIET_MS 2500
#define LIMIT_MS 120000
#define KUBECTL_MS 100
#define POST_MS 5
#define NODE_GONE_MS 60000
#define WRITE_MS 12			/* a write of the recorded controller took so long, about */

/* --- the controller's writes --- */

struct noted {
	struct trace *trace;
	answer_fn done;
	void *arg;
	enum verb verb;
	const struct kind *kind;
	char *name;
	uint64_t rv;			/* of the object before */
	bool write;
	struct request request;		/* on its way */
};

static const char *word_of(const struct kind *k)
{
	return k == KIND(pod) ? "pod" : k == KIND(persistentvolumeclaim) ? "claim"
	     : k == KIND(controllerrevision) ? "revision" : NULL;
}

static void add_owners(const json *tree, struct str *line)
{
	bool first = true;

	str_add(line, " owners [");
	for (json *o = json_first(json_at(tree, "metadata.ownerReferences")); o; o = json_next(o)) {
		str_addf(line, "%s'%s/%s'", first ? "" : ", ", json_get_str(o, "kind"), json_get_str(o, "name"));
		first = false;
	}
	str_addc(line, ']');
}

static void describe(const struct noted *n, const struct answer *a, struct str *line)
{
	static const char *const verbs[] = { [VERB_CREATE] = "create", [VERB_UPDATE] = "update", [VERB_PATCH] = "patch",
					     [VERB_DELETE] = "delete" };
	_cleanup_(json_freep) json *tree = a->object ? object_tree(a->object) : NULL;

	str_addf(line, "%s %s %s", verbs[n->verb], word_of(n->kind), n->name ? n->name : a->object ? a->object->name : "");
	if (a->code >= 400)
		str_addf(line, " refused %d %s", a->code, a->status.message);
	else if (n->verb == VERB_DELETE)
		return;
	else if (n->kind == KIND(controllerrevision))
		str_addf(line, " number %d", (int)json_get_int(tree, "revision", 0));
	else if (n->verb != VERB_CREATE)
		add_owners(tree, line);
	else if (n->kind == KIND(pod) && a->object)
		str_addf(line, " at %s", object_label(a->object, "controller-revision-hash"));
}

static void on_answer(void *arg, const struct answer *a)
{
	struct noted *n = arg;
	_cleanup_(str_release) struct str line = STR_INIT;

	/* A write that changes nothing makes no version, and the recording does not have it. */
	if (n->write && !(n->verb != VERB_DELETE && a->object && a->object->rv == n->rv)) {
		describe(n, a, &line);
		json_push(n->trace->writes, json_string(line.buf));
	}
	if (n->done)
		n->done(n->arg, a);
	free(n->name);
	free(n);
}

static void land(void *arg)
{
	struct noted *n = arg;
	struct request *r = &n->request;
	const struct object *old = r->kind && r->name
		? cache_get(world_cache(n->trace->world), r->kind, r->namespace, r->name) : NULL;

	n->rv = old ? old->rv : 0;
	port_submit(n->trace->inner, r, on_answer, n);
}

static void trace_submit(struct port *port, struct request *r, answer_fn done, void *arg)
{
	struct trace *t = CONTAINER_OF(port, struct trace, port);
	struct noted *n = xcalloc(1, sizeof(*n));

	*n = (struct noted){ .trace = t, .done = done, .arg = arg, .verb = r->verb, .kind = r->kind,
			     .name = r->name ? xstrdup(r->name) : NULL };
	n->write = r->verb >= VERB_CREATE && r->verb <= VERB_DELETE && r->kind && word_of(r->kind) && !r->subresource;
	request_move(&n->request, r);
	if (request_writes(&n->request))
		world_after(t->world, WRITE_MS, WORLD_EVENT, land, n);
	else
		land(n);
}

/* --- what happens meanwhile --- */

static void on_move(void *arg, enum cache_event event UNUSED, const struct object *old UNUSED, const struct object *now UNUSED,
		    bool unknown UNUSED)
{
	struct trace *t = arg;

	t->moved_ms = world_now(t->world);
}

static void on_event(void *arg, enum cache_event event, const struct object *old, const struct object *now,
		     bool unknown UNUSED)
{
	struct trace *t = arg;
	/* The recorder counted an event's deletion too: those of a namespace go with it. */
	_cleanup_(json_freep) json *tree = object_tree(event == CACHE_DELETED ? old : now);
	const json *about = json_get(tree, "involvedObject");
	const char *kind = json_get_str(about, "kind");
	_cleanup_(freep) char *text = NULL;

	if (!streq0(kind, "StatefulSet") && !streq0(kind, "PodDisruptionBudget"))
		return;
	text = xasprintf("%s %s %s/%s %s", json_get_str(tree, "type"), json_get_str(tree, "reason"), kind, json_get_str(about, "name"),
			 json_get_str(tree, "message"));
	json_set_int(t->events, text, json_get_int(t->events, text, 0) + 1);
}

void trace_run(struct trace *t, int64_t ms)
{
	if (t->far)
		far_advance(t->far, world_now(t->world) + ms);
	else
		world_advance(t->world, world_now(t->world) + ms);
}

static void settle(struct trace *t)
{
	int64_t end = world_now(t->world) + LIMIT_MS;

	t->moved_ms = world_now(t->world);
	while (world_now(t->world) - t->moved_ms < QUIET_MS && world_now(t->world) < end)
		trace_run(t, 10);
}

/* --- comparing --- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What makes a refusal the same as an earlier one; NULL: it is none. The caller's. */
static char *refusal_key(const char *line)
{
	static const char going[] = "object is being deleted: ";
	const char *refused = strstr(line, " refused "), *at = refused ? strstr(refused, going) : NULL;

	if (!refused)		/* an event tells of it, too */
		return strstr(line, " failed error: ") ? xstrdup(line) : NULL;
	return at ? xasprintf("%.*s%s", (int)(at - line), line, at + strlen(going)) : xstrdup(line);
}

/* A refusal that was there in an earlier step: when it is met again is a matter of pauses. */
static bool refused_before(const struct trace *t, const char *line)
{
	_cleanup_(freep) char *key = refusal_key(line);

	return key && map_has(&t->refused, key);
}

/* A refusal is tried again; a revision that the collector takes while its set is deleted in the foreground is made again, as
 * often as one is faster than the other. */
static bool happens_in_runs(const char *line)
{
	return strstr(line, " refused ") || starts_with(line, "create revision ");
}

/* The lines with a run of the same one as one where it happens in runs; sorted where order means nothing. The caller's. */
static json *canonical(const struct trace *t, const json *lines, bool sorted)
{
	VEC(const char *) texts = { 0 };
	json *list = json_array();

	for (json *l = json_first(lines); l; l = json_next(l)) {
		const char *text = json_str_or(l, "");

		if (refused_before(t, text) ||
		    (texts.len > 0 && happens_in_runs(text) && streq(texts.items[texts.len - 1], text)))
			continue;
		vec_push(&texts, text);
	}
	for (size_t i = 0, n; i < texts.len; i += n) {
		for (n = 0; i + n < texts.len && !strncmp(texts.items[i + n], "patch pod ", 10); n++)
			;
		if (n > 1)	/* adopted in the order of a cache without order */
			qsort(&texts.items[i], n, sizeof(*texts.items), by_text);
		n = MAX(n, (size_t)1);
	}
	if (sorted && texts.len > 0)
		qsort(texts.items, texts.len, sizeof(*texts.items), by_text);
	vec_each(&texts, text)
		json_push(list, json_string(*text));
	vec_release(&texts);
	return list;
}

/* The distinct messages; which of them were combined is a matter of the order. */
static json *event_texts(const struct trace *t, const json *events)
{
	static const char combined[] = "(combined from similar events): ";
	json *keys = json_array();
	json *list;

	for (json *e = json_first(events); e; e = json_next(e)) {
		_cleanup_(str_release) struct str text = STR_INIT;
		const char *at = strstr(json_key(e), combined);

		str_addn(&text, json_key(e), at ? (size_t)(at - json_key(e)) : strlen(json_key(e)));
		if (at)
			str_add(&text, at + strlen(combined));
		json_push(keys, json_string(text.buf));
	}
	list = canonical(t, keys, true);
	json_free(keys);
	return list;
}

/* When a step ended is kubectl's speed: what was written up to the next settled moment is compared together. */
static void expect_more(struct trace *t, const json *step)
{
	for (json *l = json_first(json_get(step, "controller")); l; l = json_next(l))
		json_push(t->expected_writes, json_copy(l));
	for (json *e = json_first(json_get(step, "events")); e; e = json_next(e))
		json_set(t->expected_events, json_key(e), json_copy(e));
}

static void forget_lines(struct trace *t)
{
	json_free(t->writes);
	json_free(t->events);
	json_free(t->expected_writes);
	json_free(t->expected_events);
	t->writes = json_array();
	t->events = json_object();
	t->expected_writes = json_array();
	t->expected_events = json_object();
}

static void note_refusals(struct trace *t, const json *lines)
{
	for (json *l = json_first(lines); l; l = json_next(l)) {
		_cleanup_(freep) char *key = refusal_key(json_str_or(l, ""));

		if (key)
			map_set(&t->refused, key, t);
	}
}

static bool compare_lines(struct trace *t, struct str *why)
{
	_cleanup_(json_freep) json *want = canonical(t, t->expected_writes, t->unordered);
	_cleanup_(json_freep) json *have = canonical(t, t->writes, t->unordered);
	_cleanup_(json_freep) json *events = event_texts(t, t->expected_events), *said = event_texts(t, t->events);
	bool equal = expect_equal("controller", want, have, why);

	equal = expect_equal("events", events, said, why) && equal;
	note_refusals(t, want);
	note_refusals(t, events);
	forget_lines(t);
	return equal;
}

static bool compare_settled(struct trace *t, const json *settled, struct str *why)
{
	static const char *const parts[] = { "statefulsets", "deployments", "replicasets", "pods", "claims", "revisions",
					     "budgets", "endpoints", "volumes", "nodes" };
	_cleanup_(json_freep) json *have = trace_settled(t), *bound = json_copy(settled);
	bool equal = true;

	trace_bind_pods(have);
	trace_bind_pods(bound);
	for (size_t i = 0; i < COUNT(parts); i++) {
		const json *want = json_get(bound, parts[i]), *got = json_get(have, parts[i]);

		for (json *m = json_first(want); m; m = json_next(m)) {
			_cleanup_(freep) char *what = xasprintf("%s/%s", parts[i], json_key(m));

			/* Which of ours a node is may not be known. */
			if (streq(parts[i], "nodes") && !map_has(&t->nodes, json_key(m)))
				continue;
			equal = expect_equal(what, m, json_get(got, json_key(m)), why) && equal;
		}
		for (json *m = json_first(got); m; m = json_next(m)) {
			_cleanup_(freep) char *what = xasprintf("%s/%s", parts[i], json_key(m));

			if (!json_get(want, json_key(m)))
				equal = expect_equal(what, NULL, m, why);
		}
	}
	return equal;
}

/* --- a history --- */

static struct trace *trace_new(const char *namespace, bool http)
{
	static const struct kind *const moving[] = { KIND(pod), KIND(statefulset), KIND(persistentvolumeclaim), KIND(persistentvolume),
						     KIND(controllerrevision), KIND(poddisruptionbudget), KIND(endpointslice), KIND(node) };
	struct world_options options = { .start_ms = START_MS, .seed = 1, .controllers = "*,-statefulset,-kubelet" };
	struct trace *t = xcalloc(1, sizeof(*t));
	struct cache *cache;
	struct request r;

	t->namespace = namespace;
	t->world = world_new(&options, NULL);
	t->port.submit = trace_submit;
	forget_lines(t);
	if (!http) {
		t->inner = world_port(t->world, statefulset_controller.user);
		t->controller = statefulset_controller.start(t->world, &t->port);
	}
	world_load(t->world, "empty", NULL);
	if (http) {
		t->far = far_start(t->world, &t->port);
		t->inner = far_port(t->far);
	}
	trace_kubelet_start(t);
	cache = world_cache(t->world);
	for (size_t i = 0; i < COUNT(moving); i++)
		vec_push(&t->handlers, cache->subscribe(cache, moving[i], on_move, t));
	vec_push(&t->handlers, cache->subscribe(cache, KIND(event), on_event, t));
	request_init(&r, VERB_CREATE, KIND(namespace), NULL, NULL);
	r.tree = json_format("{'metadata':{'name':%q}}", namespace);
	trace_ask(t, &r);
	settle(t);
	forget_lines(t);
	return t;
}

static void trace_free(struct trace *t)
{
	struct cache *cache = world_cache(t->world);
	struct map_entry *e;

	settle(t);
	vec_each(&t->handlers, h)
		cache->unsubscribe(cache, *h);
	vec_release(&t->handlers);
	trace_kubelet_stop(t);
	if (t->far)
		far_stop(t->far);
	else
		statefulset_controller.stop(t->controller);
	world_free(t->world);
	map_release(&t->held_start);
	map_release(&t->held_stop);
	map_release(&t->down);
	for (size_t i = 0; (e = map_next(&t->nodes, &i));)
		free(e->value);
	map_release(&t->nodes);
	map_release(&t->refused);
	json_free(t->writes);
	json_free(t->events);
	json_free(t->expected_writes);
	json_free(t->expected_events);
	free(t);
}

static bool was_refused(const json *step)
{
	const json *result = json_get(step, "result");

	return json_get(result, "rc") ? json_get_int(result, "rc", 0) != 0 : json_get_int(result, "code", 0) >= 400;
}

static bool play_step(struct trace *t, const json *step, struct str *why)
{
	const char *text = json_get_str(step, "do");
	bool order = !strncmp(text, "kubelet ", 8), refused = false, equal = true;

	expect_more(t, step);
	if (order ? !trace_kubelet_order(t, step, text + 8) : !trace_kubectl(t, step, &refused)) {
		str_add(why, "  not understood\n");
		return false;
	}
	if (!order && refused != was_refused(step)) {
		str_addf(why, "  recorded as %s\n", refused ? "accepted, we refuse" : "refused, we accept");
		equal = false;
	}
	trace_run(t, strstr(text, "node-down") ? NODE_GONE_MS : *text == 'P' ? POST_MS : KUBECTL_MS);
	if (!json_get(step, "settled"))
		return equal;
	settle(t);
	equal = compare_lines(t, why) && equal;
	return compare_settled(t, json_get(step, "settled"), why) && equal;
}

bool trace_play(const json *c, bool http, struct str *why)
{
	struct trace *t = trace_new(json_get_str(c, "scenario"), http);
	bool equal = true;
	size_t number = 0;

	t->history = c;
	for (const json *s = json_first(json_get(c, "steps")); s && equal; s = json_next(s)) {
		_cleanup_(str_release) struct str what = STR_INIT;

		number++;
		equal = play_step(t, s, &what);
		if (!equal)
			str_addf(why, " step %zu: %s\n%s", number, json_get_str(s, "do"), what.buf);
	}
	trace_free(t);
	return equal;
}

void trace_title(const json *c, struct str *out)
{
	str_add(out, json_str_or(json_get(c, "scenario"), ""));
}

static bool play(const json *c, struct str *why)
{
	return trace_play(c, false, why);
}

const struct replay trace_replay = {
	.name = "trace",
	.help = "histories of a real control plane, against the bundled cluster",
	.whole = true,
	.play = play,
	.title = trace_title,
};
