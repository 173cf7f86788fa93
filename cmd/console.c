#include "cmd/console.h"

#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "cmd/reconciling.h"
#include "cmd/rehearse.h"

#define FRAME_MS 33		/* between paintings of what the cluster changed: thirty a second */

/* --- the connection --- */

static int open_client(struct console *c, const struct config *config, struct connection *ret, struct err *err)
{
	struct client_options o = { .loop = c->options.loop, .log = c->options.log, .rng = &c->rng, .config = config,
				    .read_only = c->options.read_only, .user_agent = "ordinal/" VERSION };
	struct client *client = client_new(&o, err);

	if (!client)
		return err->code ? err->code : -EIO;
	*ret = (struct connection){ .client = client,
		                    .context = xstrdup(config->context),
		                    .namespace = xstrdup(config->namespace),
		                    .server = xstrdup(config->server),
		                    .insecure = config->insecure };
	return 0;
}

static int connect_to(struct connector *connector, const char *context, struct connection *ret, struct err *err)
{
	struct console *c = CONTAINER_OF(connector, struct console, connector);
	struct config_flags flags = c->flags;
	struct config config = { 0 };
	int r;

	if (context)
		flags.context = context;
	r = config_load(&flags, &config, err);
	if (r)
		return r;
	r = open_client(c, &config, ret, err);
	config_release(&config);
	return r;
}

static int list_contexts(struct connector *connector, name_vec *ret, int *ret_current, struct err *err)
{
	return config_contexts(&CONTAINER_OF(connector, struct console, connector)->flags, ret, ret_current, err);
}

/* --- the bundled cluster --- */

static void fail(struct console *c, const char *why)
{
	free(c->failure);
	c->failure = xstrdup(why);
	loop_stop(c->options.loop);
}

static void cluster_ready(void *arg, const char *kubeconfig)
{
	struct console *c = arg;
	struct err err = ERR_INIT;
	int r = 0;

	free(c->kubeconfig);
	c->flags.kubeconfig = c->kubeconfig = xstrdup(kubeconfig);
	free(c->app->kubeconfig_line);
	c->app->kubeconfig_line = xasprintf("export KUBECONFIG=%s", kubeconfig);
	if (c->serving)
		r = c->serving(c->arg, kubeconfig, &err);
	if (r || app_connect(c->app, NULL, &err))
		fail(c, err.text);
}

static void cluster_failed(void *arg, const char *why)
{
	_cleanup_(freep) char *text = xasprintf("the bundled cluster did not start: %s", why);

	fail(arg, text);
}

static int start_cluster(struct console *c, struct err *err)
{
	const struct child_events events = { cluster_ready, cluster_failed, c };

	c->child = child_start(c->options.loop, c->options.log, &c->child_options, &events, err);
	return c->child ? 0 : err->code;
}

void console_fresh(struct console *c)
{
	struct err err = ERR_INIT;

	child_stop(take(c->child));
	if (start_cluster(c, &err))
		fail(c, err.text);
}

/* --- the terminal --- */

static void on_key(void *arg, struct key k)
{
	app_key(((struct console *)arg)->app, k);
}

static void on_report(void *arg, const char *text)
{
	app_report(((struct console *)arg)->app, text);
}

static void on_resized(void *arg)
{
	struct console *c = arg;
	int height, width;

	c->app->screen->size(c->app->screen, &height, &width);
	app_resize(c->app, height, width);
}

/* ^C in an editor that has our terminal is the editor's; it comes to us too. */
static void on_signal(void *arg, int signo)
{
	struct console *c = arg;
	bool typed = signo == SIGINT || signo == SIGQUIT;

	if (!typed || !c->app || !c->app->screen || !c->app->screen->away)
		loop_stop(c->options.loop);
}

static int open_tape(struct console *c, struct err *err)
{
	if (!c->record)
		return 0;
	c->tape = tape_new(c->record, c->cast_version, c->stamp ? clock_wall_ms() / 1000 : 0, err);
	if (!c->tape)
		return err->code;
	c->app->options.seen = tape_frame;
	c->app->options.seen_arg = c->tape;
	return 0;
}

static int open_screen(struct console *c, struct err *err)
{
	struct screen_options o = { .loop = c->options.loop, .sink = { on_key, on_report, c }, .resized = on_resized,
				    .ascii = c->options.ascii };
	struct screen *screen = screen_terminal(&o, err);

	if (!screen)
		return err->code;
	app_show_on(c->app, screen);
	return 0;
}

/* Everything that can fail before the terminal is taken over fails here, in the order a person would look for it. */
static int start(struct console *c, struct err *err)
{
	if (c->sim && start_cluster(c, err))
		return err->code;
	c->app = app_new(&c->options, err);
	if (!c->app || (c->opened && c->opened(c->arg, err)))
		return err->code;
	if (c->sim)
		c->app->waiting = xstrdup("starting the bundled cluster …");
	else if (app_connect(c->app, NULL, err))
		return err->code;
	if (open_tape(c, err))
		return err->code;
	return open_screen(c, err);
}

int console_run(struct console *c)
{
	struct err err = ERR_INIT;

	if (start(c, &err))
		c->failure = xstrdup(err.text);
	else
		loop_run(c->options.loop);
	if (c->closing)
		c->closing(c->arg);
	app_free(take(c->app));
	reconciling_free(take(c->options.reconciling));
	child_stop(take(c->child));
	if (tape_close(take(c->tape), loop_now(c->options.loop), &err) && !c->failure)
		c->failure = xstrdup(err.text);
	if (c->failure)
		fprintf(stderr, "ordinal: %s\n", c->failure);
	return c->failure ? EXIT_FAILED : EXIT_OK;
}

/* --- beginning and end --- */

void console_init(struct console *c)
{
	/* In raw mode ^C and ^\\ are keys, so INT and QUIT come from others; the terminal is given back for them
	 * too. */
	static const int endings[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	uint64_t seed;

	*c = (struct console){ .connector = { .open = connect_to, .contexts = list_contexts },
			       .cast_version = CAST_DEFAULT };
	entropy_fill(&seed, sizeof(seed));
	rng_init(&c->rng, seed);
	c->options.connector = &c->connector;
	c->options.loop = loop_new();
	c->options.log = log_new();
	c->options.frame_ms = FRAME_MS;
	c->options.rehearser = rehearser_new(c->options.loop);
	c->options.reconciling = reconciling_new(c->options.loop);
	for (size_t i = 0; i < COUNT(endings); i++)
		loop_signal(c->options.loop, endings[i], on_signal, c);
	signal(SIGPIPE, SIG_IGN);
}

void console_release(struct console *c)
{
	reconciling_free(c->options.reconciling);
	rehearser_free(c->options.rehearser);
	loop_free(c->options.loop);
	log_free(c->options.log);
	free(c->kubeconfig);
	free(c->failure);
}
