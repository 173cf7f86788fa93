/* See tail.h. */
#include "tui/tail.h"

#include "client/verbs.h"
#include "tui/app.h"

#define TAIL_LINES "200"	/* before what follows */
#define DEFAULT_CONTAINER "kubectl.kubernetes.io/default-container"

static void set_state(struct tail *t, enum tail_state state, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void set_state(struct tail *t, enum tail_state state, const char *fmt, ...)
{
	va_list args;

	t->state = state;
	str_reset(&t->why);
	va_start(args, fmt);
	str_vaddf(&t->why, fmt, args);
	va_end(args);
	app_soon(t->app);
}

/* --- the stream --- */

static void on_opened(void *arg)
{
	set_state(arg, TAIL_OPEN, "%s", "");
}

static void on_text(void *arg, const char *bytes, size_t len)
{
	struct tail *t = arg;

	scrollback_feed(&t->lines, bytes, len);
	app_soon(t->app);
}

static void on_ended(void *arg, const struct follow_outcome *o)
{
	struct tail *t = arg;

	t->follow = NULL;
	t->app->stale = true;		/* what became of the pod says what comes next */
	scrollback_end(&t->lines);
	if (o->code == 200)
		set_state(t, TAIL_ENDED, t->previous ? "this run of %s is over" : "%s has ended", t->container);
	else if (o->code == 204)
		set_state(t, TAIL_WAITING, "%s is on no node yet", t->name);
	else
		set_state(t, TAIL_WAITING, "%s", *o->message ? o->message : "no answer came");
}

static void ask(struct tail *t)
{
	static const struct follow_sink sink = { on_opened, on_text, on_ended };
	_cleanup_(request_release) struct request r = REQUEST_INIT;
	_cleanup_(freep) char *since = scrollback_last_time(&t->lines);

	request_init(&r, VERB_GET, KIND(pod), t->namespace, t->name);
	request_sub(&r, "log");
	request_param(&r, "container", t->container);
	request_param(&r, "timestamps", "true");
	if (t->previous)
		request_param(&r, "previous", "true");
	else
		request_param(&r, "follow", "true");
	if (since)
		request_param(&r, "sinceTime", since);
	else
		request_param(&r, "tailLines", TAIL_LINES);
	scrollback_resume(&t->lines);
	set_state(t, TAIL_ASKING, "%s", "");
	t->follow = client_follow(t->app->connection.client, &r, &sink, t);
}

/* --- which containers there are --- */

static void take_names(struct tail *t, const json *tree)
{
	static const char *const lists[] = { "spec.containers", "spec.initContainers" };
	const char *preferred = json_get_str(json_at(tree, "metadata.annotations"), DEFAULT_CONTAINER);
	size_t chosen = 0;

	for (size_t i = 0; i < COUNT(lists); i++)
		for (json *c = json_first(json_at(tree, lists[i])); c; c = json_next(c)) {
			if (preferred && streq0(json_get_str(c, "name"), preferred))
				chosen = t->containers.len;
			vec_push(&t->containers, xstrdup(json_str_or(json_get(c, "name"), "")));
		}
	if (t->containers.len)
		t->container = xstrdup(t->containers.items[chosen]);
}

static void on_pod(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct tail *t = arg;
	_cleanup_(json_freep) json *tree = answer_ok(a) && a->object ? object_tree(a->object) : NULL;

	if (tree && streq(a->object->uid, t->uid)) {
		take_names(t, tree);
		t->version = xstrdup(a->object->version);
	}
	if (t->container)
		ask(t);
	else if (a->code == 404 || tree)
		set_state(t, TAIL_GONE, "%s is gone", t->name);
	else
		set_state(t, TAIL_WAITING, "%s", errand_failure(a));
}

static void ask_names(struct tail *t)
{
	struct request r = REQUEST_INIT;

	set_state(t, TAIL_ASKING, "%s", "");
	verbs_get(KIND(pod), t->namespace, t->name, &r);
	errand_send(t->app, &r, on_pod, t, NULL);
}

/* --- from outside --- */

void tail_init(struct tail *t, struct app *app, const char *namespace, const char *name, const char *uid)
{
	*t = (struct tail){ .app = app, .namespace = xstrdup(namespace), .name = xstrdup(name), .uid = xstrdup(uid),
			    .why = STR_INIT, .lines = SCROLLBACK_INIT };
	ask_names(t);
}

void tail_release(struct tail *t)
{
	errand_forget(t->app, t);
	follow_free(t->follow);
	vec_each(&t->containers, name)
		free(*name);
	vec_release(&t->containers);
	scrollback_release(&t->lines);
	str_release(&t->why);
	free(t->namespace);
	free(t->name);
	free(t->uid);
	free(t->container);
	free(t->version);
}

void tail_update(struct tail *t, const struct object *pod)
{
	bool over = t->state == TAIL_ENDED || t->state == TAIL_WAITING;

	if (!pod && over) {
		set_state(t, TAIL_GONE, "%s is gone", t->name);
		return;
	}
	if (!pod || !over || streq0(t->version, pod->version))
		return;
	free(t->version);
	t->version = xstrdup(pod->version);
	if (!t->container)
		ask_names(t);
	else if (!t->previous)
		ask(t);
}

void tail_choose(struct tail *t, size_t container, bool previous)
{
	if (container >= t->containers.len)
		return;
	free(t->container);
	t->container = xstrdup(t->containers.items[container]);
	t->previous = previous;
	follow_free(take(t->follow));
	scrollback_release(&t->lines);
	ask(t);
}

size_t tail_index(const struct tail *t)
{
	for (size_t i = 0; i < t->containers.len; i++)
		if (streq0(t->container, t->containers.items[i]))
			return i;
	return 0;
}
