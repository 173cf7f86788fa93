/*
 * ordinal reconcile: the reconciler in the foreground on a live cluster, a line for each decision. It observes unless
 * told to act. Acting is: have the Lease, find nobody else at work, write; what speaks against it ends the writing at
 * once, and the end of the program waits for the write in hand and gives the Lease back.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/rival.h"
#include "cmd/area.h"
#include "cmd/check.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/rbac.h"
#include "kube/sanitize.h"

#define LEASE_NAMESPACE "kube-system"
#define LEASE_NAME "ordinal-reconcile"
#define TICK_MS 100
#define END_MS 12000		/* for the write in hand and the Lease, when the server does not answer */
#define CHECK_MS 2000		/* between looks at kube-controller-manager's lease while acting */

static const char help_text[] =
	"usage: ordinal reconcile [--observe|--act] [-n NAMESPACE]... [--kubeconfig FILE] [--context NAME]\n"
	"       ordinal reconcile [--observe|--act] --print-rbac\n"
	"\n"
	"Runs the StatefulSet reconciler in the foreground, with a line on stderr for each decision.\n"
	"\n"
	"  --observe           decide and explain, write nothing (default)\n"
	"  --act               write what it decides, under the Lease " LEASE_NAMESPACE "/" LEASE_NAME ".\n"
	"                      Refuses while another StatefulSet controller is at work, and stops when one appears\n"
	"  -n, --namespace NS  only this namespace; may be given again (default all)\n"
	"  --print-rbac        print the rules it needs as YAML, and end\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"SIGTERM and SIGINT end it: the write in hand is finished and the Lease is given back.\n"
	"Exit code: 0 ended by a signal, 1 it cannot go on, or another controller is at work, 2 wrong usage.\n";

struct reconcile_flags {
	struct config_flags config;
	word_vec namespaces;
	bool act, observe, print_rbac, help;
};

enum phase { PHASE_OBSERVING, PHASE_WAITING, PHASE_CHECKING, PHASE_ACTING, PHASE_ENDING };

struct reconcile {
	struct attach attach;
	VEC(struct area *) areas;
	struct lease_lock lock;
	struct check check;
	enum phase phase;
	char *identity, *failure;
	int under_way;			/* writes not answered */
	int64_t checked_ms, end_ms;
	char *waits_for;		/* whose lease we last said that we wait for */
	bool asking;			/* about a suspect */
	int suspects;			/* status writes that were not ours and that no managed field explains */
	int64_t suspect_ms;
	bool given_up, given_back;	/* the Lease: asked for it, and answered */
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

/* --- phases --- */

static void rest(void *arg)
{
	struct reconcile *x = arg;

	vec_each(&x->areas, a)
		area_rest(*a);
}

/* Stops writing now, whoever calls: the guard asks the lock, so the lock is not held any more. */
static void stop_writing(struct reconcile *x)
{
	x->lock.leading = false;
	loop_defer(x->attach.loop, rest, x);
}

static void begin_end(struct reconcile *x, const char *why)
{
	if (x->phase == PHASE_ENDING)
		return;
	x->phase = PHASE_ENDING;
	x->end_ms = loop_now(x->attach.loop) + END_MS;
	x->failure = xstrdup(why);
	x->check.stop = true;
	stop_writing(x);
}

static void on_rival(void *arg, const char *rival)
{
	struct reconcile *x = arg;
	_cleanup_(freep) char *why = NULL;

	if (rival) {
		why = xasprintf("another StatefulSet controller is at work, so nothing %sis written: %s",
				x->phase == PHASE_ACTING ? "more " : "", rival);
		begin_end(x, why);
	}
	if (x->phase != PHASE_CHECKING)
		return;
	if (!x->lock.leading) {
		x->phase = PHASE_WAITING;
		return;
	}
	x->phase = PHASE_ACTING;
	x->checked_ms = loop_now(x->attach.loop);
	log_write(x->attach.log, LOG_INFO, "acting: nobody else is at work");
	vec_each(&x->areas, a)
		area_act(*a, &x->lock, &x->under_way);
}

/* --- a status that was not written by us --- */

static void on_suspect_read(void *arg, const struct answer *a)
{
	struct reconcile *x = arg;
	_cleanup_(str_release) struct str who = STR_INIT;
	_cleanup_(json_freep) json *set = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;
	int64_t now = loop_now(x->attach.loop);

	x->asking = false;
	if (!set || x->phase != PHASE_ACTING)
		return;
	if (rival_wrote_status(set, client_now(x->attach.client), &who)) {
		on_rival(x, who.buf);
		return;
	}
	if (json_get(json_get(set, "metadata"), "managedFields"))
		return;
	/* A server that does not say who writes: one such change may be an answer of ours that was lost, not two. */
	if (now - x->suspect_ms > RIVAL_RECENT_MS)
		x->suspects = 0;
	x->suspect_ms = now;
	if (++x->suspects > 1)
		on_rival(x, "someone else writes the status of StatefulSets");
}

static void on_suspect(void *arg, struct area *a UNUSED, const struct object *set)
{
	struct reconcile *x = arg;
	struct request r;

	if (x->asking || x->phase != PHASE_ACTING)
		return;
	x->asking = true;
	request_init(&r, VERB_GET, KIND(statefulset), set->namespace, set->name);
	port_submit(client_port(x->attach.client), &r, on_suspect_read, x);
	request_release(&r);
}

/* --- the lease --- */

static void tell_waiting(struct reconcile *x)
{
	const char *holder = lease_lock_holder(&x->lock);
	_cleanup_(str_release) struct str clean = STR_INIT;

	if (!*holder || streq(holder, x->identity) || streq0(x->waits_for, holder))
		return;
	free(x->waits_for);
	x->waits_for = xstrdup(holder);
	sanitize(holder, strlen(holder), 0, &clean);
	log_write(x->attach.log, LOG_INFO, "waiting: %s holds the lease " LEASE_NAMESPACE "/" LEASE_NAME, clean.buf);
}

static void follow_lease(struct reconcile *x)
{
	if (x->phase == PHASE_WAITING && x->lock.leading && !x->check.running) {
		x->phase = PHASE_CHECKING;
		log_write(x->attach.log, LOG_INFO,
			  "has the lease " LEASE_NAMESPACE "/" LEASE_NAME " as %s; looking for other controllers",
			  x->identity);
		check_start(&x->check);
	} else if (x->phase == PHASE_ACTING && !x->lock.leading) {
		x->phase = PHASE_WAITING;
		log_write(x->attach.log, LOG_WARN, "lost the lease: nothing more is written");
		stop_writing(x);
	}
	if (x->phase == PHASE_WAITING)
		tell_waiting(x);
}

static void on_lease(void *arg, const struct answer *a)
{
	struct reconcile *x = arg;
	bool refused = a->code == 401 || a->code == 403;
	_cleanup_(freep) char *why = NULL;

	lease_lock_answer(&x->lock, a, loop_now(x->attach.loop), &x->attach.rng);
	if (refused && x->phase != PHASE_ENDING) {
		why = xasprintf("the lease cannot be taken: %s", a->status.message ? a->status.message : "forbidden");
		begin_end(x, why);
	}
	if (x->phase == PHASE_ENDING)
		x->lock.leading = false;
	else
		follow_lease(x);
}

static void tick_lease(struct reconcile *x)
{
	struct request r;

	if (lease_lock_tick(&x->lock, loop_now(x->attach.loop), client_now(x->attach.client), &r)) {
		port_submit(client_port(x->attach.client), &r, on_lease, x);
		request_release(&r);
	}
	follow_lease(x);
	if (x->phase == PHASE_ACTING && !x->check.running && loop_now(x->attach.loop) >= x->checked_ms + CHECK_MS) {
		x->checked_ms = loop_now(x->attach.loop);
		check_lease(&x->check);
	}
}

/* --- the end --- */

static void on_given_up(void *arg, const struct answer *a)
{
	struct reconcile *x = arg;

	x->given_back = answer_ok(a);
	loop_stop(x->attach.loop);
}

static void tick_end(struct reconcile *x)
{
	bool busy = x->under_way || x->check.running || x->asking || x->lock.sent != LEASE_IDLE;
	struct request r;

	if (loop_now(x->attach.loop) >= x->end_ms) {
		loop_stop(x->attach.loop);
		return;
	}
	if (busy || x->given_up)
		return;
	x->given_up = true;
	if (!lease_lock_give_up(&x->lock, client_now(x->attach.client), &r)) {
		loop_stop(x->attach.loop);
		return;
	}
	port_submit(client_port(x->attach.client), &r, on_given_up, x);
	request_release(&r);
}

static int64_t tick(void *arg)
{
	struct reconcile *x = arg;

	if (x->phase == PHASE_ENDING)
		tick_end(x);
	else if (x->phase != PHASE_OBSERVING)
		tick_lease(x);
	return TICK_MS;
}

static void on_signal(void *arg, int signo UNUSED)
{
	struct reconcile *x = arg;

	if (x->phase == PHASE_ENDING || x->phase == PHASE_OBSERVING)
		loop_stop(x->attach.loop);
	else
		begin_end(x, NULL);
}

/* --- running --- */

static char *identity_make(struct rng *rng)
{
	char host[256] = "", uuid[37];

	gethostname(host, sizeof(host) - 1);
	rng_uuid(rng, uuid);
	return xasprintf("%s_%s", host, uuid);
}

static int open_all(struct reconcile *x, const struct reconcile_flags *f, struct err *err)
{
	int r = attach_open(&x->attach, &f->config, !f->act, err);

	log_to_stderr(x->attach.log, LOG_INFO);
	for (size_t i = 0; r == 0 && i < f->namespaces.len; i++) {
		struct area *a = xcalloc(1, sizeof(*a));

		vec_push(&x->areas, a);
		r = area_open(a, &x->attach, f->namespaces.items[i], f->act, err);
		a->suspect = on_suspect;
		a->arg = x;
	}
	if (r)
		return r;
	x->identity = identity_make(&x->attach.rng);
	lease_lock_init(&x->lock, LEASE_NAMESPACE, LEASE_NAME, x->identity);
	x->check = (struct check){ .attach = &x->attach, .done = on_rival, .arg = x, .rival = STR_INIT };
	vec_each(&f->namespaces, n)
		vec_push(&x->check.namespaces, *n);
	x->phase = f->act ? PHASE_WAITING : PHASE_OBSERVING;
	return 0;
}

static void release_all(struct reconcile *x)
{
	vec_each(&x->areas, a) {
		area_release(*a);
		free(*a);
	}
	vec_release(&x->areas);
	lease_lock_release(&x->lock);
	check_release(&x->check);
	attach_release(&x->attach);
	free(x->identity);
	free(x->failure);
	free(x->waits_for);
}

static int wrong(const char *why, int code)
{
	fprintf(stderr, "ordinal reconcile: %s\n", why);
	return code;
}

static int reconcile(const struct reconcile_flags *f)
{
	_cleanup_(release_all) struct reconcile x = { .check = { .rival = STR_INIT } };
	struct err err = ERR_INIT;

	signal(SIGPIPE, SIG_IGN);
	if (open_all(&x, f, &err))
		return wrong(err.text, EXIT_FAILED);
	loop_signal(x.attach.loop, SIGTERM, on_signal, &x);
	loop_signal(x.attach.loop, SIGINT, on_signal, &x);
	loop_timer_add(x.attach.loop, 0, tick, &x);
	log_write(x.attach.log, LOG_INFO, f->act ? "asking for the lease on %s" : "observing %s: nothing is written",
		  x.attach.config.server);
	loop_run(x.attach.loop);
	if (x.failure)
		return wrong(x.failure, EXIT_FAILED);
	log_write(x.attach.log, LOG_INFO, x.given_back ? "ended; the lease is given back" : "ended");
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
