/* The console's flags. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/flags.h"

/* --- flags --- */

enum flag { FLAG_SIM = FLAG_OWN, FLAG_READ_ONLY, FLAG_THEME, FLAG_ASCII, FLAG_WORLD, FLAG_RECORD, FLAG_CAST_VERSION,
	    FLAG_STAMP, FLAG_CONTROLLERS };

static const struct option options[] = {
	{ "sim", no_argument, NULL, FLAG_SIM },
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "all-namespaces", no_argument, NULL, 'A' },
	{ "read-only", no_argument, NULL, FLAG_READ_ONLY },
	{ "theme", required_argument, NULL, FLAG_THEME },
	{ "ascii", no_argument, NULL, FLAG_ASCII },
	{ "world", required_argument, NULL, FLAG_WORLD },
	{ "controllers", required_argument, NULL, FLAG_CONTROLLERS },
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
	case FLAG_WORLD: c->child_options.world = value; break;
	case FLAG_CONTROLLERS: c->child_options.controllers = value; break;
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
	if ((c->child_options.world || c->child_options.controllers) && !c->sim)
		return usage("--world and --controllers are for --sim");
	if (!c->cast_version)
		return usage("--cast-version takes " CAST_VERSIONS);
	c->options.simulated = c->sim;
	return 0;
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
	_cleanup_(console_release) struct console c;

	console_init(&c);
	if (parse_flags(&c, argc, argv))
		return EXIT_USAGE;
	c.options.journal = journal;
	c.options.who = getenv("USER");
	return console_run(&c);
}

const struct command console_command = {
	.name = "console",
	.usage = "[--sim [--world NAME] [--controllers LIST]] [--kubeconfig FILE] [--context NAME] "
	         "[-n NAMESPACE | -A] [--read-only] "
	         "[--theme NAME] [--ascii] [--record FILE [--cast-version 2|3] [--stamp]]",
	.help = "the console on the current cluster, or with --sim on a bundled one",
	.run = run,
};
