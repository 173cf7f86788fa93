#include "cmd/stage.h"

#include "base/file.h"
#include "cmd/loopback.h"
#include "cmd/reconciling.h"
#include "cmd/rehearse.h"
#include "kube/time.h"
#include "sim/api/api.h"
#include "sim/route.h"

#define START "2026-01-15T12:00:00Z"
#define CONSOLE_SEED 7
#define TURNS 10000
#define SETTLED_MS 600000
#define EDITED_MOST (8 << 20)

/* --- what the console is given in place of a terminal, a wire and a clock --- */

static int64_t hand_clock(void *arg)
{
	const struct stage *s = arg;

	return 1000 + (s->world ? stage_ms(s) : 0);
}

static int64_t wall_clock(struct connector *c)
{
	return world_now(CONTAINER_OF(c, struct stage, connector)->world);
}

static int64_t virtual_wall(void *arg)
{
	return world_now(((struct stage *)arg)->world);
}

static int open_loopback(struct connector *c, const char *context, struct connection *ret, struct err *err)
{
	struct stage *s = CONTAINER_OF(c, struct stage, connector);
	struct client_options o = { .loop = s->loop, .log = s->log, .rng = &s->rng, .read_only = s->options.read_only,
				    .user_agent = "ordinal/test" };

	s->transport = o.transport = loopback_new(s->loop, s->world);
	vec_each(&s->options.refused, path)
		loopback_refuse(s->transport, *path);
	if (s->options.unreachable)
		loopback_cut(s->transport, s->options.unreachable);
	*ret = (struct connection){ .client = client_new(&o, err), .context = xstrdup(context ? context : "sim"),
				    .namespace = xstrdup("default"), .server = xstrdup("loopback") };
	return ret->client ? 0 : err->code;
}

static int list_contexts(struct connector *c UNUSED, name_vec *ret, int *ret_current, struct err *err UNUSED)
{
	vec_push(ret, xstrdup("sim"));
	vec_push(ret, xstrdup("other"));
	*ret_current = 0;
	return 0;
}

static void replace_all(const char *text, const char *from, const char *to, struct str *out)
{
	const char *at;

	for (; *from && (at = strstr(text, from)); text = at + strlen(from)) {
		str_addn(out, text, (size_t)(at - text));
		str_add(out, to);
	}
	str_add(out, text);
}

static int play_edit(struct connector *c, const char *path)
{
	struct stage *s = CONTAINER_OF(c, struct stage, connector);
	_cleanup_(str_release) struct str text = STR_INIT, edited = STR_INIT;
	struct replacement r;

	if (!s->edits.len)
		return 0;
	r = s->edits.items[0];
	vec_remove(&s->edits, 0);
	if (file_read(path, EDITED_MOST, &text, NULL) == 0) {
		replace_all(text.buf, r.from, r.to, &edited);
		file_write(path, edited.buf, NULL);
	}
	free(r.from);
	free(r.to);
	return 0;
}

void stage_edit(struct stage *s, const char *from, const char *to)
{
	vec_push(&s->edits, ((struct replacement){ xstrdup(from), xstrdup(to) }));
}

/* --- beginning and end --- */

static int open_lesson(struct stage *s, struct err *err)
{
	if (!s->options.lesson)
		return 0;
	s->lesson = lesson_load(s->options.lesson, err);
	if (!s->lesson)
		return err->code;
	s->options.world = s->lesson->world;
	s->options.seed = (uint64_t)s->lesson->seed;
	return 0;
}

static int open_world(struct stage *s, struct err *err)
{
	struct world_options o = { .start_ms = s->start_ms, .seed = s->options.seed,
				   .controllers = s->options.controllers };

	s->world = world_new(&o, err);
	return s->world ? world_load(s->world, s->options.world, err) : err->code;
}

static int open_console(struct stage *s, struct err *err)
{
	struct app_options o = { .loop = s->loop, .log = s->log, .connector = &s->connector,
				 .simulated = !s->options.live, .rehearser = s->rehearser,
				 .reconciling = s->reconciling, .ascii = s->options.ascii,
				 .read_only = s->options.read_only, .theme = s->options.theme,
				 .all_namespaces = s->options.all_namespaces };
	int r;

	s->app = app_new(&o, err);
	if (!s->app)
		return err->code;
	app_resize(s->app, s->options.height, s->options.width);
	if (s->lesson)
		tutor_new(s->app, &(struct tutor_options){ .lesson = s->lesson });
	s->app->kubeconfig_line = xstrdup("export KUBECONFIG=/tmp/ordinal/kubeconfig");
	r = app_connect(s->app, NULL, err);
	return r ? r : stage_rest(s, err);
}

struct stage *stage_new(const struct stage_options *options, struct err *err)
{
	struct stage *s = xcalloc(1, sizeof(*s));

	s->connector = (struct connector){ .open = open_loopback, .contexts = list_contexts, .wall_ms = wall_clock,
					     .edit = play_edit };
	s->options = *options;
	if (!time_parse(START, &s->start_ms))
		die("no such time: " START);
	s->loop = loop_new();
	loop_set_clock(s->loop, hand_clock, s);
	s->log = log_new();
	s->rehearser = rehearser_new(s->loop);
	s->reconciling = reconciling_new(s->loop);
	log_set_clock(s->reconciling->log, virtual_wall, s);
	rng_init(&s->rng, CONSOLE_SEED);
	if (open_lesson(s, err) || open_world(s, err) || open_console(s, err)) {
		stage_free(s);
		return NULL;
	}
	return s;
}

void stage_free(struct stage *s)
{
	if (!s)
		return;
	app_free(s->app);
	reconciling_abandon(s->reconciling);
	lesson_free(s->lesson);
	rehearser_free(s->rehearser);
	world_free(s->world);
	s->world = NULL;
	vec_each(&s->edits, e) {
		free(e->from);
		free(e->to);
	}
	vec_release(&s->edits);
	loop_free(s->loop);
	log_free(s->log);
	free(s);
}

/* --- time --- */

int64_t stage_ms(const struct stage *s)
{
	return world_now(s->world) - s->start_ms;
}

int stage_rest(struct stage *s, struct err *err)
{
	for (int i = 0; i < TURNS; i++) {
		world_obey_steps(s->world);
		world_advance(s->world, world_now(s->world));
		if (loop_turn(s->loop, 0))
			continue;
		if (s->rested)
			s->rested(s->arg);
		return 0;
	}
	return err_set(err, -ELOOP, "the console and its cluster never come to rest");
}

int stage_step(struct stage *s, int64_t until_ms, struct err *err)
{
	int64_t event = world_next(s->world), timer = loop_next_due(s->loop), now = world_now(s->world);
	int64_t next = s->start_ms + until_ms;

	if (event >= 0)
		next = MIN(next, event);
	if (timer >= 0)
		next = MIN(next, now + MAX(timer, 1));
	world_advance(s->world, MAX(next, now));
	return stage_rest(s, err);
}

int stage_advance(struct stage *s, int64_t ms, struct err *err)
{
	int64_t until = stage_ms(s) + ms;
	int r;

	do
		r = stage_step(s, until, err);
	while (r == 0 && stage_ms(s) < until);
	return r;
}

int stage_settle(struct stage *s, struct err *err)
{
	int64_t until = world_now(s->world) + SETTLED_MS, next;
	int r = 0;

	while (r == 0 && (next = world_next_foreground(s->world)) >= 0 && next <= until)
		r = stage_advance(s, MAX(next - world_now(s->world), 0), err);
	return r;
}

/* --- what is done to it --- */

int stage_press(struct stage *s, struct key k, struct err *err)
{
	app_key(s->app, k);
	return stage_rest(s, err);
}

int stage_resize(struct stage *s, int height, int width, struct err *err)
{
	app_resize(s->app, height, width);
	return stage_rest(s, err);
}

int stage_report(struct stage *s, const char *text, struct err *err)
{
	app_report(s->app, text);
	return stage_rest(s, err);
}

int stage_cut(struct stage *s, const char *why, struct err *err)
{
	loopback_cut(s->transport, why);
	return stage_rest(s, err);
}

int stage_send(struct stage *s, const char *method, const char *url, const char *body, struct err *err)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { 0 };
	int r = 0;

	route_parse(&route, method, url, &req);
	req.content_type = !body ? NULL : streq(method, "PATCH") ? TYPE_MERGE_PATCH : TYPE_JSON;
	req.accept = TYPE_JSON;
	req.user_agent = "test";
	req.user = "admin";
	req.body = body ? body : "";
	req.len = strlen(req.body);
	api_handle(world_api(s->world), &req, &res);
	if (res.code >= 300)
		r = err_set(err, -EACCES, "%s", res.status.message ? res.status.message : res.body.buf);
	api_response_release(&res);
	return r ? r : stage_rest(s, err);
}

/* --- what is seen --- */

const struct surface *stage_surface(struct stage *s)
{
	app_dirty(s->app);
	app_draw(s->app);
	return app_surface(s->app);
}

void stage_dump(struct stage *s, struct str *out)
{
	surface_dump(stage_surface(s), out);
}

bool stage_shows(struct stage *s, const char *text)
{
	_cleanup_(str_release) struct str dump = STR_INIT;

	stage_dump(s, &dump);
	return strstr(dump.buf, text) != NULL;
}
