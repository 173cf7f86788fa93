/* ordinal reconcile: the reconciler in the foreground on a live cluster, a line for each decision: one tenure. */
#include <signal.h>
#include <stdio.h>

#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/rbac.h"
#include "cmd/tenure.h"

static const char help_text[] =
	"usage: ordinal reconcile [--observe|--act] [-n NAMESPACE]... [--kubeconfig FILE] [--context NAME]\n"
	"       ordinal reconcile [--observe|--act] --print-rbac\n"
	"\n"
	"Runs the StatefulSet reconciler in the foreground, with a line on stderr for each decision.\n"
	"\n"
	"  --observe           decide and explain, write nothing (default)\n"
	"  --act               write what it decides, under the Lease " TENURE_LEASE ".\n"
	"                      Refuses while another StatefulSet controller is at work, and stops when one appears\n"
	"  -n, --namespace NS  only this namespace; may be given again (default all)\n"
	"  --print-rbac        print the rules it needs as YAML, and end\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"SIGTERM and SIGINT end it: the write in hand is finished and the Lease is given back.\n"
	"Exit code: 0 ended by a signal, 1 it cannot go on, or another controller is at work, 2 wrong usage.\n";

struct reconcile_flags {
	struct config_flags config;
	space_vec namespaces;
	bool act, observe, print_rbac, help;
};

struct reconcile {
	struct attach attach;
	struct tenure *tenure;
	bool act, began;
};

/* --- flags --- */

enum { FLAG_OBSERVE = FLAG_OWN, FLAG_ACT, FLAG_PRINT_RBAC };

static const struct option rows[] = {
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "observe", no_argument, NULL, FLAG_OBSERVE },
	{ "act", no_argument, NULL, FLAG_ACT },
	{ "print-rbac", no_argument, NULL, FLAG_PRINT_RBAC },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int take_flag(void *arg, int flag, const char *value, struct err *err UNUSED)
{
	struct reconcile_flags *f = arg;

	switch (flag) {
	case 'n': vec_push(&f->namespaces, value); break;
	case FLAG_OBSERVE: f->observe = true; break;
	case FLAG_ACT: f->act = true; break;
	case FLAG_PRINT_RBAC: f->print_rbac = true; break;
	default: f->help = true;
	}
	return 0;
}

static int read_flags(int argc, char **argv, struct reconcile_flags *f, struct err *err)
{
	struct flags_reader reader = { "reconcile", ":n:h", rows, take_flag, f };
	int r = flags_read(argc, argv, &reader, &f->config, err);

	if (r == 0 && optind < argc)
		return err_set(err, -EINVAL, "\"%s\" is not understood; see ordinal reconcile --help", argv[optind]);
	if (r == 0 && f->act && f->observe)
		return err_set(err, -EINVAL, "--act and --observe exclude each other");
	if (r == 0 && !f->namespaces.len)
		vec_push(&f->namespaces, NULL);
	return r;
}

/* --- running --- */

static void on_changed(void *arg)
{
	struct reconcile *x = arg;
	enum tenure_phase phase = tenure_phase(x->tenure);

	if (phase == TENURE_OVER)
		loop_stop(x->attach.loop);
	if (x->began || (phase != TENURE_OBSERVING && phase != TENURE_WAITING))
		return;
	x->began = true;
	log_write(x->attach.log, LOG_INFO, x->act ? "asking for the lease on %s" : "observing %s: nothing is written",
		  x->attach.config.server);
}

static void on_signal(void *arg, int signo UNUSED)
{
	tenure_end(((struct reconcile *)arg)->tenure);
}

static void release(struct reconcile *x)
{
	tenure_free(x->tenure);
	attach_release(&x->attach);
}

static int wrong(const char *why, int code)
{
	fprintf(stderr, "ordinal reconcile: %s\n", why);
	return code;
}

static int begin(struct reconcile *x, const struct reconcile_flags *f, struct err *err)
{
	struct tenure_options o = { .attach = &x->attach, .namespaces = f->namespaces, .act = f->act,
				    .changed = on_changed, .arg = x };
	int r = attach_open(&x->attach, &f->config, !f->act, err);

	if (r)
		return r;
	log_to_stderr(x->attach.log, LOG_INFO);
	x->tenure = tenure_new(&o, err);
	return x->tenure ? 0 : err->code;
}

static int reconcile(const struct reconcile_flags *f)
{
	_cleanup_(release) struct reconcile x = { .act = f->act };
	struct err err = ERR_INIT;

	signal(SIGPIPE, SIG_IGN);
	if (begin(&x, f, &err))
		return wrong(err.text, EXIT_FAILED);
	loop_signal(x.attach.loop, SIGTERM, on_signal, &x);
	loop_signal(x.attach.loop, SIGINT, on_signal, &x);
	loop_run(x.attach.loop);
	if (tenure_failure(x.tenure))
		return wrong(tenure_failure(x.tenure), EXIT_FAILED);
	log_write(x.attach.log, LOG_INFO,
		  tenure_gave_back(x.tenure) ? "ended; the lease is given back" : "ended");
	return EXIT_OK;
}

static int run(int argc, char **argv)
{
	struct reconcile_flags f = { 0 };
	struct err err = ERR_INIT;
	int code = EXIT_OK;

	if (read_flags(argc, argv, &f, &err))
		code = wrong(err.text, EXIT_USAGE);
	else if (f.help)
		fputs(help_text, stdout);
	else if (f.print_rbac)
		fputs(rbac_rules(f.act), stdout);
	else
		code = reconcile(&f);
	vec_release(&f.namespaces);
	return code;
}

const struct command reconcile_command = {
	.name = "reconcile",
	.usage = "[--observe|--act] [-n NAMESPACE]... [--print-rbac] [--kubeconfig FILE] [--context NAME]",
	.help = "runs the StatefulSet reconciler in the foreground, observing unless told to act",
	.run = run,
};
