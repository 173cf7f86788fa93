/*
 * ordinal rollout sts/NAME: a staged rollout from a command line, the same job as the console's, on any cluster. What
 * it must remember stands on the set, so that it may be ended at any moment, by kill -9 too, and be taken up again.
 */
#include <signal.h>
#include <stdio.h>

#include "client/verbs.h"
#include "cmd/command.h"
#include "cmd/foreground.h"
#include "cmd/rollout_flags.h"
#include "jobs/rollout.h"
#include "jobs/rollout_tell.h"
#include "jobs/rollout_write.h"
#include "kube/kinds/statefulset.h"
#include "kube/sanitize.h"

enum { EXIT_LEFT = 4 };			/* a signal ended it */

/* One run of the command. */
struct rolling {
	struct rollout_flags flags;
	struct foreground front;
	const struct object *set;	/* referenced: as it was when it was looked up */
	bool undoing;			/* it was not healthy: it goes back */
};

static int wrong(const char *text, int code)
{
	_cleanup_(str_release) struct str clean = STR_INIT;

	sanitize(text, strlen(text), SANITIZE_LINES, &clean);
	fprintf(stderr, "ordinal rollout: %s\n", clean.buf);
	return code;
}

static void print_line(const char *label, const char *text)
{
	_cleanup_(str_release) struct str clean = STR_INIT;

	sanitize(text, strlen(text), 0, &clean);
	printf("%-9s %s\n", label, clean.buf);
}

/* --- the cluster --- */

/* What cannot be read makes it see less, and is said; sets and pods it cannot do without. */
static int watch(struct attach *a, struct err *err)
{
	static const struct kind *const must[] = { KIND(statefulset), KIND(pod), NULL };
	const char *namespace = a->config.namespace;
	int r;

	for (const struct kind *const *k = rollout_job.needs; *k; k++)
		client_want(a->client, *k, namespace, NULL,
			    *k == KIND(statefulset) || *k == KIND(controllerrevision) ? OBJECT_BYTES : OBJECT_FACTS);
	r = attach_wait(a, a->client, must, err);
	for (const struct kind *const *k = rollout_job.needs; r == 0 && *k; k++) {
		const struct kind *const one[] = { *k, NULL };
		struct err why = ERR_INIT;

		if (attach_wait(a, a->client, one, &why) == -EACCES)
			wrong(why.text, 0);
		else if (why.code)
			return err_set(err, why.code, "%s", why.text);
	}
	return r;
}

static int open_all(struct rolling *x, struct err *err)
{
	struct attach *a = &x->front.attach;
	bool reads = x->flags.dry_run || x->flags.way == WAY_STATUS;
	int r = attach_open(a, &x->flags.config, reads, err);

	log_to_stderr(a->log, LOG_WARN);
	if (r == 0)
		r = watch(a, err);
	if (r)
		return r;
	x->set = cache_get(client_cache(a->client), KIND(statefulset), a->config.namespace, x->flags.name);
	if (!x->set)
		return err_set(err, -ENOENT, "there is no StatefulSet %s in namespace %s of %s", x->flags.name,
			       a->config.namespace, a->config.server);
	object_ref(x->set);
	return 0;
}

/* --- one request by itself --- */

struct asking {
	struct loop *loop;
	char *failure;			/* NULL: it was granted */
};

static void heard(void *arg, const struct answer *a)
{
	struct asking *q = arg;

	if (!answer_ok(a))
		q->failure = xstrdup(a->status.message ? a->status.message : "no answer came");
	loop_stop(q->loop);
}

static int ask(struct rolling *x, struct request *r, struct err *err)
{
	struct asking q = { .loop = x->front.attach.loop };

	port_submit(client_port(x->front.attach.client), r, heard, &q);
	loop_run(q.loop);
	if (!q.failure)
		return 0;
	err_set(err, -EIO, "refused: %s", q.failure);
	free(q.failure);
	return err->code;
}

/* --- the plan --- */

static void print_plan(const struct rollout_plan *p, const struct rollout_wish *wish)
{
	limit_vec lines = VEC_INIT;

	rollout_tell(p, wish, &lines);
	vec_each(&lines, l)
		print_line(l->label, l->text);
	rollout_limits_release(&lines);
}

static void print_kubectl(const struct request *r, const char *label)
{
	_cleanup_(str_release) struct str line = STR_INIT;

	verbs_kubectl(r, &line);
	print_line(label, line.buf);
}

/* The plan, and what the server says to the writes that it begins with. */
static int dry_run(struct rolling *x, const struct rollout_wish *wish, struct err *err)
{
	struct rollout_plan plan;
	int r = rollout_plan_make(client_cache(x->front.attach.client), x->set, wish, &plan, err);

	if (r)
		return r;
	print_plan(&plan, wish);
	if (rollout_plan_forbids(&plan))
		r = err_set(err, -EINVAL, "%s", rollout_plan_forbids(&plan));
	rollout_plan_release(&plan);
	for (size_t i = 0; r == 0 && i < rollout_write_count(wish); i++) {
		struct request request;

		rollout_write_asked(x->set, wish, i, &request);
		print_kubectl(&request, i ? "then" : "same as");
		verbs_dry_run(&request);
		r = ask(x, &request, err);
	}
	if (r == 0)
		print_line("checked", "server dry run ok; nothing was written");
	return r;
}

/* --- the rollout --- */

/* Once: what is moved again after that is for a person to look at. */
static enum job_order accept_moved(struct rolling *x)
{
	x->flags.accept = false;
	return JOB_RESUME;
}

static enum job_order decide(void *arg, const struct job *j)
{
	struct rolling *x = arg;

	if (rollout_held(j) == HELD_MEDDLED && x->flags.accept)
		return accept_moved(x);
	if (rollout_held(j) != HELD_BROKEN || !x->flags.on_failure_undo || x->undoing ||
	    !job_offers(j, JOB_UNDO))
		return JOB_ORDERS;
	x->undoing = true;
	return JOB_UNDO;
}

/* How to go on with what is left on the set. */
static void print_ways(const struct rolling *x)
{
	_cleanup_(str_release) struct str resume = STR_INIT, undo = STR_INIT;

	rollout_flags_line(&x->flags, "--resume", &resume);
	rollout_flags_line(&x->flags, "--undo", &undo);
	print_line("go on", resume.buf);
	print_line("go back", undo.buf);
}

static int drive(struct rolling *x, struct job *j)
{
	const struct object *set;

	x->front.decide = decide;
	x->front.arg = x;
	foreground_run(&x->front, j);
	set = cache_get(client_cache(x->front.attach.client), KIND(statefulset), x->front.attach.config.namespace,
			x->flags.name);
	if (j->phase == JOB_DONE || (rollout_undone(j) && !x->undoing))
		return EXIT_OK;
	if (rollout_undone(j))
		return EXIT_STUCK;
	if (set && object_annotation(set, ROLLOUT_KEY) && j->phase != JOB_FAILED)
		print_ways(x);
	return x->front.signo ? EXIT_LEFT : rollout_held(j) != HELD_NOT ? EXIT_STUCK : EXIT_FAILED;
}

static int start(struct rolling *x, struct err *err)
{
	static const struct rollout_rule rule = { .hold_s = ROLLOUT_HOLD_S, .timeout_s = 600 };
	_cleanup_(json_freep) json *change = rollout_flags_change(&x->flags, x->set, err);
	struct rollout_wish wish = { .change = change, .steps = x->flags.steps ? x->flags.steps : "last,half,all",
				     .rule = rollout_flags_rule(&x->flags, &rule) };
	struct job *j;

	if (err->code)
		return EXIT_FAILED;
	if (x->flags.dry_run)
		return dry_run(x, &wish, err) ? EXIT_FAILED : EXIT_OK;
	j = rollout_new(client_cache(x->front.attach.client), x->set, &wish, err);
	return j ? drive(x, j) : EXIT_FAILED;
}

static int take_up(struct rolling *x, struct err *err)
{
	struct rollout_record record;
	struct rollout_rule rule;
	struct job *j;
	int r = rollout_record_read(x->set, &record, err);

	if (r == -ENOENT)
		err_set(err, r, "no staged rollout was left on %s", x->flags.name);
	if (r)
		return EXIT_FAILED;
	rule = rollout_flags_rule(&x->flags, &record.rule);
	rollout_record_release(&record);
	j = rollout_resume(x->set, &rule, x->flags.way == WAY_UNDO, err);
	return j ? drive(x, j) : EXIT_FAILED;
}

static int status(struct rolling *x, struct err *err UNUSED)
{
	_cleanup_(str_release) struct str where = STR_INIT, rule = STR_INIT;
	struct rollout_record r;

	if (!rollout_record_where(x->set, &where)) {
		printf("no staged rollout is left on %s\n", x->flags.name);
		return EXIT_OK;
	}
	printf("a staged rollout of %s stands %s\n", x->flags.name, where.buf);
	if (!rollout_record_read(x->set, &r, NULL)) {
		_cleanup_(freep) char *revisions = xasprintf("%s, before %s", *r.to ? r.to : "not known yet", r.from);
		_cleanup_(freep) char *partition = xasprintf("%d", statefulset_of(x->set)->partition);

		print_line("partition", partition);
		print_line("revision", revisions);
		rollout_rule_text(&r.rule, &rule);
		print_line("healthy", rule.buf);
		rollout_record_release(&r);
	}
	print_ways(x);
	return EXIT_STUCK;
}

static int forget(struct rolling *x, struct err *err)
{
	struct request r;

	if (!object_annotation(x->set, ROLLOUT_KEY)) {
		err_set(err, -ENOENT, "no staged rollout was left on %s", x->flags.name);
		return EXIT_FAILED;
	}
	rollout_forget(x->set, &r);
	if (ask(x, &r, err))
		return EXIT_FAILED;
	printf("forgotten: the partition of %s stays at %d\n", x->flags.name, statefulset_of(x->set)->partition);
	return EXIT_OK;
}

static int run(int argc, char **argv)
{
	static int (*const ways[])(struct rolling *x, struct err *err) = {
		[WAY_START] = start, [WAY_RESUME] = take_up, [WAY_UNDO] = take_up, [WAY_STATUS] = status,
		[WAY_FORGET] = forget,
	};
	struct rolling x = { 0 };
	struct err err = ERR_INIT;
	int code;

	if (rollout_flags_read(argc, argv, &x.flags, &err))
		return wrong(err.text, EXIT_USAGE);
	if (x.flags.help) {
		fputs(rollout_flags_help, stdout);
		return EXIT_OK;
	}
	signal(SIGPIPE, SIG_IGN);
	code = open_all(&x, &err) ? EXIT_FAILED : ways[x.flags.way](&x, &err);
	if (err.code)
		wrong(err.text, code);
	object_unref(x.set);
	foreground_release(&x.front);
	return fflush(stdout) == 0 ? code : EXIT_FAILED;
}

const struct command rollout_command = {
	.name = "rollout",
	.usage = "sts/NAME [--image IMAGE|--patch FILE] [--steps STEPS] [--hold TIME] [--dry-run] | --resume | --undo",
	.help = "a staged rollout: the partition step by step, each step held until it is healthy",
	.run = run,
};
