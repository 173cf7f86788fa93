/*
 * tui-test FILE.keys...: plays keys to the console on the bundled cluster in the same process, through the loopback,
 * with the clock turned by hand, and compares the screens with FILE.screen. BLESS=1 writes what came instead; SVG=DIR
 * also draws each screen. Nothing waits: after each key everything that can happen at this instant has happened.
 *
 * A file begins with what the console starts with:
 *   size 80x24      world NAME      ascii      read-only      all-namespaces
 *   refuse PATH: requests with exactly this path get a 403      unreachable WHY: no server from the beginning
 * and goes on with steps:
 *   key NAME...      type TEXT      paste TEXT      advance 5s      settle      resize 60x20
 *   send METHOD URL [BODY]: a request from outside      report TEXT: an answer of the terminal
 *   cut WHY, join: the line to the server      screen NAME      expect TEXT      absent TEXT
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/loopback.h"
#include "kube/time.h"
#include "sim/api/api.h"
#include "sim/route.h"
#include "tui/app.h"
#include "tui/svg.h"

#define START "2026-01-15T12:00:00Z"
#define TURNS 10000

struct bench {
	struct connector connector;
	struct app_options options;
	struct loop *loop;
	struct log *log;
	struct rng rng;
	struct world *world;
	struct transport *transport;	/* of the open client */
	struct app *app;
	int64_t start_ms;
	int height, width;
	char world_name[64];
	VEC(char *) refused;
	const char *unreachable;
	const char *file;
	int line;
	struct str screens;		/* what came */
	int failures;
};

static int64_t hand_clock(void *arg)
{
	const struct bench *b = arg;

	return 1000 + (b->world ? world_now(b->world) - b->start_ms : 0);
}

static int64_t wall_clock(struct connector *c)
{
	return world_now(CONTAINER_OF(c, struct bench, connector)->world);
}

static int open_loopback(struct connector *c, const char *context, struct connection *ret, struct err *err)
{
	struct bench *b = CONTAINER_OF(c, struct bench, connector);
	struct client_options o = { .loop = b->loop, .log = b->log, .rng = &b->rng, .read_only = b->options.read_only,
				    .user_agent = "ordinal/test" };

	b->transport = o.transport = loopback_new(b->loop, b->world);
	vec_each(&b->refused, path)
		loopback_refuse(b->transport, *path);
	if (b->unreachable)
		loopback_cut(b->transport, b->unreachable);
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

_Noreturn static void stop(const struct bench *b, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", b->file, b->line, why);
	exit(2);
}

/* --- time --- */

/* Everything that can happen now happens. */
static void settle_now(struct bench *b)
{
	for (int i = 0; i < TURNS; i++) {
		world_advance(b->world, world_now(b->world));
		if (!loop_turn(b->loop, 0))
			return;
	}
	stop(b, "it never comes to rest");
}

static void advance(struct bench *b, int64_t ms)
{
	int64_t until = world_now(b->world) + ms;

	for (;;) {
		int64_t event = world_next(b->world), timer = loop_next_due(b->loop), now = world_now(b->world);
		int64_t next = until;

		if (event >= 0)
			next = MIN(next, event);
		if (timer >= 0)
			next = MIN(next, now + MAX(timer, 1));
		world_advance(b->world, MAX(next, now));
		settle_now(b);
		if (next >= until)
			return;
	}
}

/* Until the cluster has nothing more to do, ten minutes at most. */
static void settle(struct bench *b)
{
	int64_t until = world_now(b->world) + 600000;
	int64_t next;

	while ((next = world_next_foreground(b->world)) >= 0 && next <= until)
		advance(b, MAX(next - world_now(b->world), 0));
}

/* --- steps --- */

static void press(struct bench *b, struct key k)
{
	app_key(b->app, k);
	settle_now(b);
}

static void do_key(struct bench *b, char *names)
{
	char *name;

	while ((name = strsep(&names, " "))) {
		struct key k;

		if (!*name)
			continue;
		if (!key_parse(name, &k))
			stop(b, "no such key");
		press(b, k);
	}
}

static void type(struct bench *b, const char *text, bool pasted)
{
	for (; *text; text++)
		press(b, (struct key){ .code = (unsigned char)*text, .pasted = pasted });
}

static void do_type(struct bench *b, char *text)
{
	type(b, text, false);
}

static void do_paste(struct bench *b, char *text)
{
	type(b, text, true);
	press(b, (struct key){ .code = K_ENTER, .pasted = true });
}

static void do_advance(struct bench *b, char *text)
{
	int64_t ms;

	if (!duration_parse(text, &ms))
		stop(b, "no such time");
	advance(b, ms);
}

static void do_settle(struct bench *b, char *rest UNUSED)
{
	settle(b);
}

static void do_send(struct bench *b, char *rest)
{
	char *method = strsep(&rest, " "), *url = rest ? strsep(&rest, " ") : NULL;
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { 0 };

	if (!url)
		stop(b, "send METHOD URL [BODY]");
	route_parse(&route, method, url, &req);
	req.content_type = !rest ? NULL : streq(method, "PATCH") ? TYPE_MERGE_PATCH : TYPE_JSON;
	req.accept = TYPE_JSON;
	req.user_agent = "test";
	req.user = "admin";
	req.body = rest ? rest : "";
	req.len = rest ? strlen(rest) : 0;
	api_handle(world_api(b->world), &req, &res);
	if (res.code >= 300) {
		fprintf(stderr, "%s\n", res.status.message ? res.status.message : res.body.buf);
		stop(b, "refused");
	}
	api_response_release(&res);
	settle_now(b);
}

static void do_cut(struct bench *b, char *why)
{
	loopback_cut(b->transport, why);
	settle_now(b);
}

static void do_join(struct bench *b, char *rest UNUSED)
{
	loopback_cut(b->transport, NULL);
	settle_now(b);
}

static void do_resize(struct bench *b, char *size)
{
	int height, width;

	if (sscanf(size, "%dx%d", &width, &height) != 2)
		stop(b, "resize WIDTHxHEIGHT");
	app_resize(b->app, height, width);
	settle_now(b);
}

static void do_screen(struct bench *b, char *name)
{
	const char *folder = getenv("SVG");

	app_dirty(b->app);
	app_draw(b->app);
	str_addf(&b->screens, "--- %s\n", name);
	surface_dump(&b->app->surface, &b->screens);
	if (folder) {
		_cleanup_(freep) char *path = xasprintf("%s/%s.svg", folder, name);
		_cleanup_(str_release) struct str svg = STR_INIT;
		FILE *f = fopen(path, "w");

		surface_svg(&b->app->surface, &b->app->theme, name, &svg);
		if (!f || fputs(svg.buf, f) < 0 || fclose(f))
			stop(b, "the picture cannot be written");
	}
}

static bool on_screen(struct bench *b, const char *text)
{
	_cleanup_(str_release) struct str dump = STR_INIT;

	app_dirty(b->app);
	app_draw(b->app);
	surface_dump(&b->app->surface, &dump);
	return strstr(dump.buf, text) != NULL;
}

static void expect(struct bench *b, const char *text, bool wanted)
{
	_cleanup_(str_release) struct str dump = STR_INIT;

	if (on_screen(b, text) == wanted)
		return;
	surface_dump(&b->app->surface, &dump);
	printf("%s:%d: \"%s\" is%s on the screen:\n%s", b->file, b->line, text, wanted ? " not" : "", dump.buf);
	b->failures++;
}

static void do_expect(struct bench *b, char *text)
{
	expect(b, text, true);
}

static void do_absent(struct bench *b, char *text)
{
	expect(b, text, false);
}

static void do_report(struct bench *b, char *text)
{
	app_report(b->app, text);
	settle_now(b);
}

struct step {
	const char *word;
	void (*run)(struct bench *b, char *rest);
};

static const struct step steps[] = {
	{ "key", do_key },       { "type", do_type },     { "paste", do_paste },   { "advance", do_advance },
	{ "settle", do_settle }, { "send", do_send },     { "cut", do_cut },       { "join", do_join },
	{ "resize", do_resize }, { "screen", do_screen }, { "expect", do_expect }, { "absent", do_absent },
	{ "report", do_report },
};

/* --- beginning --- */

/* False if the line is not one of those a file begins with. */
static bool take_setting(struct bench *b, const char *word, char *rest)
{
	if (streq(word, "size"))
		return sscanf(rest, "%dx%d", &b->width, &b->height) == 2;
	if (streq(word, "world"))
		snprintf(b->world_name, sizeof(b->world_name), "%s", rest);
	else if (streq(word, "ascii"))
		b->options.ascii = true;
	else if (streq(word, "read-only"))
		b->options.read_only = true;
	else if (streq(word, "all-namespaces"))
		b->options.all_namespaces = true;
	else if (streq(word, "refuse"))
		vec_push(&b->refused, xstrdup(rest));
	else if (streq(word, "unreachable"))
		b->unreachable = rest;
	else
		return false;
	return true;
}

static void start(struct bench *b)
{
	struct world_options o = { .start_ms = b->start_ms, .seed = 42 };
	struct err err = ERR_INIT;

	b->world = world_new(&o, &err);
	if (!b->world || world_load(b->world, b->world_name, &err))
		stop(b, err.text);
	b->app = app_new(&b->options, &err);
	if (!b->app)
		stop(b, err.text);
	app_resize(b->app, b->height, b->width);
	b->app->kubeconfig_line = xstrdup("export KUBECONFIG=/tmp/ordinal/kubeconfig");
	if (app_connect(b->app, NULL, &err))
		stop(b, err.text);
	settle_now(b);
}

static void play_line(struct bench *b, char *line)
{
	char *word = strsep(&line, " ");
	char *rest = line ? line : strchr(word, '\0');

	if (!*word || *word == '#')
		return;
	if (!b->app && take_setting(b, word, rest))
		return;
	if (!b->app)
		start(b);
	for (size_t i = 0; i < COUNT(steps); i++) {
		if (streq(steps[i].word, word)) {
			steps[i].run(b, rest);
			return;
		}
	}
	stop(b, "no such step");
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	struct str text = STR_INIT;
	char buf[4096];
	size_t n;

	while (f && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		str_addn(&text, buf, n);
	if (f)
		fclose(f);
	return f ? str_take(&text) : NULL;
}

/* --- comparing --- */

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f)) {
		fprintf(stderr, "%s cannot be written\n", path);
		exit(2);
	}
}

static bool compare(struct bench *b)
{
	_cleanup_(freep) char *path = xasprintf("%.*s.screen", (int)strlen(b->file) - 5, b->file);
	_cleanup_(freep) char *wanted = read_file(path);
	_cleanup_(freep) char *came = xasprintf("/tmp/tui-test.%d", (int)getpid());
	_cleanup_(freep) char *command = xasprintf("diff -u '%s' '%s' | sed 1,2d", path, came);

	if (!b->screens.len || (wanted && streq(wanted, b->screens.buf)))
		return true;
	if (getenv("BLESS")) {
		write_file(path, b->screens.buf);
		printf("blessed %s\n", path);
		return true;
	}
	write_file(came, b->screens.buf);
	printf("%s differs:\n", path);
	fflush(stdout);
	if (system(command))
		printf("(no diff)\n");
	unlink(came);
	return false;
}

static bool play(const char *file)
{
	struct bench b = { .connector = { .open = open_loopback, .contexts = list_contexts, .wall_ms = wall_clock },
			   .height = 24, .width = 80, .world_name = "web", .file = file, .screens = STR_INIT };
	_cleanup_(freep) char *text = read_file(file);
	char *rest = text, *line;
	bool good;

	if (!text || !time_parse(START, &b.start_ms))
		stop(&b, "cannot be read");
	b.loop = loop_new();
	loop_set_clock(b.loop, hand_clock, &b);
	b.log = log_new();
	rng_init(&b.rng, 7);
	b.options = (struct app_options){ .loop = b.loop, .log = b.log, .connector = &b.connector, .simulated = true };
	while ((line = strsep(&rest, "\n"))) {
		b.line++;
		play_line(&b, line);
	}
	good = compare(&b) && !b.failures;
	app_free(b.app);
	world_free(b.world);
	b.world = NULL;
	loop_free(b.loop);
	log_free(b.log);
	str_release(&b.screens);
	vec_each(&b.refused, path)
		free(*path);
	vec_release(&b.refused);
	return good;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		bool good = play(argv[i]);

		printf("%s %s\n", good ? "ok  " : "FAIL", argv[i]);
		passed += good;
		failed += !good;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
