/*
 * ordinal sim: the bundled cluster as a server. The first line on stdout names the kubeconfig; then it serves until it
 * is told to stop, or with --until-eof until its standard input ends, which is how a console's child sees that its
 * parent died.
 */
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "cmd/sim_ctl.h"
#include "base/file.h"
#include "sim/fidelity.h"
#include "sim/kubeconfig.h"
#include "sim/listen.h"
#include "sim/server.h"

static const char help_text[] =
	"usage: ordinal sim [OPTIONS]\n"
	"       ordinal sim ctl ...      turns the clock of one that is running; see ordinal sim ctl --help\n"
	"\n"
	"Serves a simulated Kubernetes 1.36 cluster on loopback. The first line printed is `kubeconfig: PATH`.\n"
	"\n"
	"  --listen ADDRESS    loopback address and port (default 127.0.0.1:0, a free port)\n"
	"  --dir DIR           where certificates and kubeconfig are kept (default $XDG_STATE_HOME/ordinal)\n"
	"  --world NAME        what there is at the beginning: web, empty, or a file (default web)\n"
	"  --seed N            seed of everything that happens by chance (default: another one each time)\n"
	"  --speed SPEED       how fast the cluster's clock goes: 1, 10, 0.5, max or paused (default 1)\n"
	"  --controllers LIST  which controllers run: *, names, -names (default *)\n"
	"  --objects N         how many objects it holds before it refuses new ones (default 500000)\n"
	"  --journal FILE      write down each request that changes something\n"
	"  --until-eof         end when standard input ends\n"
	"  --verbose           a line on stderr for each request\n"
	"  --fidelity          print what is like Kubernetes 1.36, what is approximated and what is absent, and end;\n"
	"                      with -o json as data\n";

struct sim_options {
	const char *listen, *dir, *world, *controllers, *journal;
	struct world_options start;
	double speed;
	bool until_eof, verbose, fidelity, json, help;
};

/* The running simulator: everything that has to be taken down again. */
struct sim {
	struct loop *loop;
	struct log *log;
	struct world *world;
	struct pace *pace;
	struct journal *journal;
	struct server *server;
	struct certificates certificates;
	char *dir, *kubeconfig;		/* the file's name in dir */
	int listener;
};

enum {
	OPT_LISTEN,
	OPT_DIR,
	OPT_WORLD,
	OPT_SEED,
	OPT_SPEED,
	OPT_CONTROLLERS,
	OPT_OBJECTS,
	OPT_JOURNAL,
	OPT_EOF,
	OPT_VERBOSE,
	OPT_FIDELITY,
	OPT_HELP
};

static const struct option long_options[] = {
	{ "listen", required_argument, NULL, OPT_LISTEN },
	{ "dir", required_argument, NULL, OPT_DIR },
	{ "world", required_argument, NULL, OPT_WORLD },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "speed", required_argument, NULL, OPT_SPEED },
	{ "controllers", required_argument, NULL, OPT_CONTROLLERS },
	{ "objects", required_argument, NULL, OPT_OBJECTS },
	{ "journal", required_argument, NULL, OPT_JOURNAL },
	{ "until-eof", no_argument, NULL, OPT_EOF },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "fidelity", no_argument, NULL, OPT_FIDELITY },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int read_number(const char *what, const char *text, uint64_t *ret, struct err *err)
{
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		return err_set(err, -EINVAL, "%s \"%s\" is no number", what, text);
	return 0;
}

static int read_option(int option, struct sim_options *o, struct err *err)
{
	switch (option) {
	case OPT_LISTEN:
		o->listen = optarg;
		return 0;
	case OPT_DIR:
		o->dir = optarg;
		return 0;
	case OPT_WORLD:
		o->world = optarg;
		return 0;
	case OPT_SEED:
		return read_number("the seed", optarg, &o->start.seed, err);
	case OPT_OBJECTS:
		return read_number("the number of objects", optarg, &o->start.objects, err);
	case OPT_SPEED:
		return pace_parse(optarg, &o->speed, err);
	case OPT_CONTROLLERS:
		o->controllers = optarg;
		return 0;
	case OPT_JOURNAL:
		o->journal = optarg;
		return 0;
	case OPT_EOF:
		o->until_eof = true;
		return 0;
	case OPT_FIDELITY:
		o->fidelity = true;
		return 0;
	case 'o':
		o->json = streq(optarg, "json");
		return o->json ? 0 : err_set(err, -EINVAL, "the form \"%s\" is none; there is json", optarg);
	case OPT_VERBOSE:
		o->verbose = true;
		return 0;
	default:
		o->help = true;
		return 0;
	}
}

static int read_options(int argc, char **argv, struct sim_options *o, struct err *err)
{
	int option, r = 0;

	opterr = 0;
	optind = 1;
	while (r == 0 && (option = getopt_long(argc, argv, ":ho:", long_options, NULL)) != -1) {
		if (option == ':')
			return err_set(err, -EINVAL, "the option %s needs a value; see ordinal sim --help",
			               argv[optind - 1]);
		if (option == '?')
			return err_set(err, -EINVAL, "the option %s is unknown; see ordinal sim --help",
			               argv[optind - 1]);
		r = read_option(option, o, err);
	}
	if (r == 0 && optind < argc)
		return err_set(err, -EINVAL, "\"%s\" is not understood; see ordinal sim --help", argv[optind]);
	return r;
}

/* --- start and stop --- */

static int open_dir(struct sim *s, const struct sim_options *o, struct err *err)
{
	s->dir = o->dir ? xstrdup(o->dir) : file_state_dir();
	if (!s->dir)
		return err_set(err, -EINVAL, "there is no home folder for certificates; name one with --dir");
	return file_make_dir(s->dir, err);
}

static int open_world(struct sim *s, const struct sim_options *o, struct err *err)
{
	s->world = world_new(&o->start, err);
	if (!s->world)
		return -EINVAL;
	return world_load(s->world, o->world, err);
}

static int open_server(struct sim *s, const struct sim_options *o, struct err *err)
{
	_cleanup_(freep) char *url = listen_url(s->listener);
	char token[33];
	struct server_options so = {
		.loop = s->loop, .world = s->world, .log = s->log, .certificates = &s->certificates, .token = token,
		.listener = s->listener,
	};
	struct kubeconfig k = { .server = url, .ca = s->certificates.ca, .token = token, .namespace = "default" };

	kubeconfig_token(token);
	if (o->journal)
		so.journal = s->journal = journal_open(o->journal, s->world, &o->start, o->world, err);
	if (o->journal && !s->journal)
		return -EIO;
	so.pace = s->pace = pace_new(s->loop, s->world, o->speed);
	s->listener = -1;
	s->server = server_new(&so, err);
	if (!s->server)
		return -EIO;
	s->kubeconfig = xasprintf("sim-%s.kubeconfig", strrchr(url, ':') + 1);
	return kubeconfig_write(&k, s->dir, s->kubeconfig, err);
}

static int sim_open(struct sim *s, const struct sim_options *o, struct err *err)
{
	int r = open_dir(s, o, err);

	if (r == 0)
		r = s->listener = listen_open(o->listen, err);
	if (r >= 0)
		r = certificates_load(&s->certificates, s->dir, err);
	if (r == 0)
		r = open_world(s, o, err);
	return r == 0 ? open_server(s, o, err) : r;
}

static void sim_release(struct sim *s)
{
	_cleanup_(freep) char *path = s->kubeconfig ? xasprintf("%s/%s", s->dir, s->kubeconfig) : NULL;

	if (path)
		unlink(path);
	server_free(s->server);
	pace_free(s->pace);
	journal_free(s->journal);
	world_free(s->world);
	certificates_release(&s->certificates);
	if (s->listener >= 0)
		close(s->listener);
	loop_free(s->loop);
	log_free(s->log);
	free(s->kubeconfig);
	free(s->dir);
}

static int wrong(const struct err *err, int code)
{
	fprintf(stderr, "ordinal sim: %s\n", err->text);
	return code;
}

static void on_signal(void *arg, int signo)
{
	(void)signo;
	loop_stop(arg);
}

static void on_input(void *arg, int fd, int events)
{
	char bytes[256];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	(void)events;
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		loop_stop(arg);
}

static int serve(struct sim *s, const struct sim_options *o)
{
	signal(SIGPIPE, SIG_IGN);
	loop_signal(s->loop, SIGINT, on_signal, s->loop);
	loop_signal(s->loop, SIGTERM, on_signal, s->loop);
	if (o->until_eof)
		loop_fd_add(s->loop, STDIN_FILENO, LOOP_READ, on_input, s->loop);
	printf("kubeconfig: %s/%s\n", s->dir, s->kubeconfig);
	fflush(stdout);
	loop_run(s->loop);
	return EXIT_OK;
}

static int print_fidelity(bool as_json)
{
	_cleanup_(json_freep) json *rows = fidelity_read();
	_cleanup_(str_release) struct str out = STR_INIT;

	if (as_json)
		json_print(rows, JSON_PRETTY, &out);
	else
		fidelity_print(rows, &out);
	printf("%s%s", out.buf, as_json ? "\n" : "");
	return EXIT_OK;
}

static int run(int argc, char **argv)
{
	struct sim_options o = { .listen = "127.0.0.1:0", .world = "web", .controllers = "*", .speed = 1 };
	_cleanup_(sim_release) struct sim s = { .listener = -1 };
	struct err err = ERR_INIT;

	if (argc > 1 && streq(argv[1], "ctl"))
		return sim_ctl(argc - 1, argv + 1);
	entropy_fill(&o.start.seed, sizeof(uint32_t));
	if (read_options(argc, argv, &o, &err) < 0)
		return wrong(&err, EXIT_USAGE);
	if (o.help) {
		fputs(help_text, stdout);
		return EXIT_OK;
	}
	if (o.fidelity)
		return print_fidelity(o.json);
	o.start.start_ms = clock_wall_ms();
	o.start.controllers = o.controllers;
	s.loop = loop_new();
	s.log = log_new();
	if (o.verbose)
		log_to_stderr(s.log, LOG_DEBUG);
	if (sim_open(&s, &o, &err) < 0)
		return wrong(&err, EXIT_USAGE);
	return serve(&s, &o);
}

const struct command sim_command = {
	.name = "sim",
	.usage = "[--listen ADDRESS] [--dir DIR] [--world NAME] [--seed N] [--speed SPEED] [--until-eof] ... | ctl ...",
	.help = "serves the bundled simulated cluster on loopback",
	.run = run,
};
