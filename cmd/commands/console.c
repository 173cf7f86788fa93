/*
 * The console: flags, the connection, the terminal, the loop. What is wrong before the terminal is taken over is one
 * sentence on stderr; afterwards it is on the screen, or said when the terminal is back.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "cmd/child.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/rehearse.h"
#include "tui/app.h"
#include "tui/tape.h"

#define FRAME_MS 33		/* between paintings of what the cluster changed: thirty a second */

struct console {
	struct connector connector;
	struct config_flags flags;
	struct app_options options;
	const char *world;
	const char *record;		/* where the session is recorded; NULL: nowhere */
	int cast_version;
	bool stamp;			/* the recording says when it was made */
	bool sim;
	struct rng rng;
	struct app *app;
	struct child *child;
	struct tape *tape;
	char *kubeconfig;		/* the bundled cluster's */
	char *failure;			/* why the console ended; NULL: a person left it */
};

/* --- flags --- */

enum flag { FLAG_SIM = FLAG_OWN, FLAG_READ_ONLY, FLAG_THEME, FLAG_ASCII, FLAG_WORLD, FLAG_RECORD, FLAG_CAST_VERSION,
	    FLAG_STAMP };

static const struct option options[] = {
	{ "sim", no_argument, NULL, FLAG_SIM },
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "all-namespaces", no_argument, NULL, 'A' },
	{ "read-only", no_argument, NULL, FLAG_READ_ONLY },
	{ "theme", required_argument, NULL, FLAG_THEME },
	{ "ascii", no_argument, NULL, FLAG_ASCII },
	{ "world", required_argument, NULL, FLAG_WORLD },
	{ "record", required_argument, NULL, FLAG_RECORD },
	{ "cast-version", required_argument, NULL, FLAG_CAST_VERSION },
	{ "stamp", no_argument, NULL, FLAG_STAMP },
	{ NULL, 0, NULL, 0 },
};

static int take_flag(struct console *c, int flag, const char *value)
{
	switch (flag) {
	case FLAG_SIM: c->sim = true; break;
	case 'n': c->options.namespace = value; break;
	case 'A': c->options.all_namespaces = true; break;
	case FLAG_READ_ONLY: c->options.read_only = true; break;
	case FLAG_THEME: c->options.theme = value; break;
	case FLAG_ASCII: c->options.ascii = true; break;
	case FLAG_WORLD: c->world = value; break;
	case FLAG_RECORD: c->record = value; break;
	case FLAG_CAST_VERSION: c->cast_version = cast_version_parse(value); break;
	case FLAG_STAMP: c->stamp = true; break;
	default: return flags_take(&c->flags, flag, value) ? 0 : -EINVAL;
	}
	return 0;
}

static int usage(const char *why)
{
	fprintf(stderr, "ordinal: %s; `ordinal --help` lists what there is\n", why);
	return -EINVAL;
}

/* getopt has stopped at a word that is no flag, or at a flag whose value is missing (it says ':' then). */
static int usage_of(int flag, const char *word)
{
	_cleanup_(freep) char *why = xasprintf(flag == ':' ? "%s needs a value" : "there is no flag %s", word);

	return usage(why);
}

static int parse_flags(struct console *c, int argc, char **argv)
{
	int flag;

	opterr = 0;
	while ((flag = getopt_long(argc, argv, "+:n:A", options, NULL)) != -1) {
		if (take_flag(c, flag, optarg))
			return usage_of(flag, argv[optind - 1]);
	}
	if (optind < argc)
		return usage("the console takes flags only");
	if (c->sim && (c->flags.kubeconfig || c->flags.context))
		return usage("--sim brings its own cluster, so --kubeconfig and --context do not go with it");
	if (c->world && !c->sim)
		return usage("--world is for --sim");
	if (!c->cast_version)
		return usage("--cast-version takes " CAST_VERSIONS);
	c->options.simulated = c->sim;
	return 0;
}

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

	c->kubeconfig = xstrdup(kubeconfig);
	c->flags.kubeconfig = c->kubeconfig;
	c->app->kubeconfig_line = xasprintf("export KUBECONFIG=%s", kubeconfig);
	if (app_connect(c->app, NULL, &err))
		fail(c, err.text);
}

static void cluster_failed(void *arg, const char *why)
{
	_cleanup_(freep) char *text = xasprintf("the bundled cluster did not start: %s", why);

	fail(arg, text);
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
	const struct child_events events = { cluster_ready, cluster_failed, c };

	if (c->sim && !(c->child = child_start(c->options.loop, c->options.log, c->world, &events, err)))
		return err->code;
	c->app = app_new(&c->options, err);
	if (!c->app)
		return err->code;
	if (c->sim)
		c->app->waiting = xstrdup("starting the bundled cluster …");
	else if (app_connect(c->app, NULL, err))
		return err->code;
	if (open_tape(c, err))
		return err->code;
	return open_screen(c, err);
}

static int run_loop(struct console *c)
{
	struct err err = ERR_INIT;

	if (start(c, &err))
		c->failure = xstrdup(err.text);
	else
		loop_run(c->options.loop);
	app_free(c->app);
	rehearser_free(c->options.rehearser);
	child_stop(c->child);
	if (tape_close(c->tape, loop_now(c->options.loop), &err) && !c->failure)
		c->failure = xstrdup(err.text);
	if (c->failure)
		fprintf(stderr, "ordinal: %s\n", c->failure);
	return c->failure ? EXIT_FAILED : EXIT_OK;
}

/* Where writes are journalled; a folder that cannot be made leaves the journal in memory. */
static char *journal_file(void)
{
	_cleanup_(freep) char *dir = file_state_dir();

	if (!dir || file_make_dir(dir, NULL))
		return NULL;
	return xasprintf("%s/journal.jsonl", dir);
}

static int run(int argc, char **argv)
{
	_cleanup_(freep) char *journal = journal_file();

	/* In raw mode ^C and ^\\ are keys, so INT and QUIT come from others; the terminal is given back for them
	 * too. */
	static const int endings[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	struct console c = { .connector = { .open = connect_to, .contexts = list_contexts },
			     .cast_version = CAST_DEFAULT };
	uint64_t seed;
	int code;

	if (parse_flags(&c, argc, argv))
		return EXIT_USAGE;
	entropy_fill(&seed, sizeof(seed));
	rng_init(&c.rng, seed);
	c.options.journal = journal;
	c.options.who = getenv("USER");
	c.options.connector = &c.connector;
	c.options.loop = loop_new();
	c.options.log = log_new();
	c.options.frame_ms = FRAME_MS;
	c.options.rehearser = rehearser_new(c.options.loop);
	for (size_t i = 0; i < COUNT(endings); i++)
		loop_signal(c.options.loop, endings[i], on_signal, &c);
	signal(SIGPIPE, SIG_IGN);
	code = run_loop(&c);
	loop_free(c.options.loop);
	log_free(c.options.log);
	free(c.kubeconfig);
	free(c.failure);
	return code;
}

const struct command console_command = {
	.name = "console",
	.usage = "[--sim [--world NAME]] [--kubeconfig FILE] [--context NAME] [-n NAMESPACE | -A] [--read-only] "
	         "[--theme NAME] [--ascii] [--record FILE [--cast-version 2|3] [--stamp]]",
	.help = "the console on the current cluster, or with --sim on a bundled one",
	.run = run,
};
