/*
 * ordinal rehearse VERB OBJECT: what an action would bring about, played on copies of the objects concerned in a
 * private bundled cluster. Of the cluster itself nothing is asked but GETs: the client lets no write pass.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/verbs.h"
#include "cmd/attach.h"
#include "cmd/command.h"
#include "cmd/rehearse.h"
#include "cmd/rehearse_tell.h"
#include "cmd/rehearse_verbs.h"
#include "kube/sanitize.h"

static const char help_head[] =
	"usage: ordinal rehearse VERB OBJECT [FLAGS]\n"
	"\n"
	"Copies what an action concerns into a private bundled cluster, does it there at full speed, and says who\n"
	"would go when, how few would be ready, and whether a budget would be crossed. Nothing is written.\n"
	"\n";

static const char help_flags[] =
	"\n"
	"  -n, --namespace NS  where it is (default the context's)\n"
	"  -o, --output KIND   text (default) or json\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"Exit code: 0 it settles, or rests for a person, and crosses no budget, 1 no answer, 2 wrong usage,\n"
	"3 it never settles, or crosses a budget.\n";

enum { FLAG_REPLICAS = FLAG_OWN, FLAG_PARTITION, FLAG_IMAGE, FLAG_STEPS, FLAG_CASCADE, FLAG_CLAIMS, FLAG_FORCE,
       FLAG_LOSE, FLAG_GRACE, FLAG_DAEMONS };

static const struct option rows[] = {
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "replicas", required_argument, NULL, FLAG_REPLICAS },
	{ "partition", required_argument, NULL, FLAG_PARTITION },
	{ "image", required_argument, NULL, FLAG_IMAGE },
	{ "steps", required_argument, NULL, FLAG_STEPS },
	{ "cascade", required_argument, NULL, FLAG_CASCADE },
	{ "claims", no_argument, NULL, FLAG_CLAIMS },
	{ "force", no_argument, NULL, FLAG_FORCE },
	{ "delete-emptydir-data", no_argument, NULL, FLAG_LOSE },
	{ "grace-period", required_argument, NULL, FLAG_GRACE },
	{ "ignore-daemonsets", no_argument, NULL, FLAG_DAEMONS },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* --- flags --- */

static int take_number(const char *name, const char *text, int64_t least, int64_t *ret, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end || n < least || n > INT32_MAX)
		return err_set(err, -EINVAL, "--%s %s is no number that it takes", name, text);
	*ret = n;
	return 0;
}

static int take_output(struct rehearse_flags *f, const char *value, struct err *err)
{
	f->json = streq(value, "json");
	if (f->json || streq(value, "text"))
		return 0;
	return err_set(err, -EINVAL, "there is no output \"%s\": json and text are known", value);
}

static int take_flag(void *arg, int flag, const char *value, struct err *err)
{
	struct rehearse_flags *f = arg;

	switch (flag) {
	case 'n': f->config.namespace = value; return 0;
	case 'o': return take_output(f, value, err);
	case 'h': f->help = true; return 0;
	case FLAG_REPLICAS: return take_number("replicas", value, 0, &f->replicas, err);
	case FLAG_PARTITION: return take_number("partition", value, 0, &f->partition, err);
	case FLAG_GRACE: return take_number("grace-period", value, 1, &f->grace_s, err);
	case FLAG_IMAGE: f->image = value; return 0;
	case FLAG_STEPS: f->steps = value; return 0;
	case FLAG_CASCADE: f->cascade = value; return 0;
	case FLAG_CLAIMS: f->claims = true; return 0;
	case FLAG_FORCE: f->force = true; return 0;
	case FLAG_LOSE: f->lose_scratch = true; return 0;
	default: return 0;		/* DaemonSets are ignored anyway */
	}
}

/* "scale sts/web", "drain node-3", "drain node/node-3"; kind is cut off the copy in *word. */
static int take_object(struct rehearse_flags *f, char *word, const struct rehearse_verb **ret, struct err *err)
{
	char *slash = strchr(word, '/');
	const struct kind *k;

	if (slash)
		*slash = '\0';
	f->name = slash ? slash + 1 : word;
	k = slash ? kind_find(word) : NULL;
	*ret = slash && !k ? NULL : rehearse_verb(f->verb, k);
	if (!*ret && !rehearse_verb(f->verb, NULL))
		return err_set(err, -EINVAL, "\"%s\" cannot be rehearsed; see ordinal rehearse --help", f->verb);
	if (!*ret || !*f->name || (!slash && (*ret)->kind->namespaced))
		return err_set(err, -EINVAL, "write ordinal rehearse %s %s", f->verb,
			       rehearse_verb(f->verb, NULL)->usage);
	return 0;
}

static int read_flags(int argc, char **argv, struct rehearse_flags *f, const struct rehearse_verb **ret,
		      struct err *err)
{
	struct flags_reader reader = { "rehearse", ":n:o:h", rows, take_flag, f };
	int r = flags_read(argc, argv, &reader, &f->config, err);

	if (r || f->help)
		return r;
	if (optind + 2 != argc)
		return err_set(err, -EINVAL, "say what to rehearse, and on what; see ordinal rehearse --help");
	f->verb = argv[optind];
	return take_object(f, argv[optind + 1], ret, err);
}

/* --- the cluster --- */

/* The verb's own kind must be there; what else may not be read makes it see less, and the rehearsal says so. */
static int watch(struct attach *a, const struct rehearse_verb *verb, struct err *err)
{
	const char *namespace = a->config.namespace;

	for (const struct kind *const *k = verb->needs; *k; k++)
		client_want(a->client, *k, verb->everywhere || !(*k)->namespaced ? NULL : namespace, namespace,
			    *k == KIND(statefulset) || *k == KIND(controllerrevision) ? OBJECT_BYTES : OBJECT_FACTS);
	for (const struct kind *const *k = verb->needs; *k; k++) {
		const struct kind *const one[] = { *k, NULL };
		int r = attach_wait(a, a->client, one, err);

		if (r && (k == verb->needs || r != -EACCES))
			return r;
	}
	return 0;
}

static const struct object *find(struct attach *a, const struct rehearse_verb *verb, const char *name,
				 struct err *err)
{
	const char *namespace = verb->kind->namespaced ? a->config.namespace : NULL;
	const struct object *o = cache_get(client_cache(a->client), verb->kind, namespace, name);

	if (!o && namespace)
		err_set(err, -ENOENT, "there is no %s %s in namespace %s of %s", verb->kind->name, name, namespace,
			a->config.server);
	else if (!o)
		err_set(err, -ENOENT, "there is no %s %s in %s", verb->kind->name, name, a->config.server);
	return o;
}

/* --- the rehearsal --- */

struct playing {
	struct loop *loop;
	bool json;
	char *played;
	int code;
};

static void answered(void *arg, const struct rehearsal_answer *a)
{
	struct playing *p = arg;
	_cleanup_(str_release) struct str out = STR_INIT;

	if (p->json) {
		_cleanup_(json_freep) json *tree = rehearse_tree(a, p->played);

		json_print(tree, JSON_PRETTY, &out);
		if (out.len && out.buf[out.len - 1] != '\n')
			str_addc(&out, '\n');
	} else {
		rehearse_text(a, p->played, &out);
	}
	fputs(out.buf, stdout);
	p->code = a->failure ? EXIT_FAILED : rehearse_fine(a) ? EXIT_OK : EXIT_STUCK;
	loop_stop(p->loop);
}

static int play(struct attach *a, const struct rehearse_verb *verb, struct rehearse_flags *f, struct err *err)
{
	struct rehearsal_order o = { .port = client_port(a->client), .now_ms = client_now(a->client),
				     .limit_ms = REHEARSAL_LIMIT_MS, .request = REQUEST_INIT };
	struct playing p = { .loop = a->loop, .json = f->json, .code = EXIT_FAILED };
	_cleanup_(str_release) struct str played = STR_INIT;
	struct rehearser *rehearser;
	struct rehearsal *h;

	o.about = find(a, verb, f->name, err);
	f->narrow = client_watch_state(a->client, KIND(pod)).narrowed;
	if (!o.about || verb->make(f, client_cache(a->client), o.about, o.now_ms / 1000, &o.request, &o.job, err))
		return err->code == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
	if (o.job)
		str_add(&played, o.job->title);
	else
		verbs_kubectl(&o.request, &played);
	p.played = played.buf;
	rehearser = rehearser_new(a->loop);
	h = rehearser->start(rehearser, &o, answered, &p);
	loop_run(a->loop);
	rehearser->stop(h);
	client_free(take(a->client));	/* what is still asked is dropped before who asked goes */
	rehearser_free(rehearser);
	return p.code;
}

static int wrong(const struct err *err, int code)
{
	_cleanup_(str_release) struct str clean = STR_INIT;

	sanitize(err->text, strlen(err->text), SANITIZE_LINES, &clean);
	fprintf(stderr, "ordinal rehearse: %s\n", clean.buf);
	return code;
}

static int print_help(void)
{
	_cleanup_(str_release) struct str verbs = STR_INIT;

	rehearse_verb_usage(&verbs);
	printf("%s%s%s", help_head, verbs.buf, help_flags);
	return EXIT_OK;
}

static int run(int argc, char **argv)
{
	_cleanup_(attach_release) struct attach a = { 0 };
	struct rehearse_flags f = { .replicas = -1, .partition = -1 };
	const struct rehearse_verb *verb = NULL;
	struct err err = ERR_INIT;
	int code;

	if (read_flags(argc, argv, &f, &verb, &err))
		return wrong(&err, EXIT_USAGE);
	if (f.help)
		return print_help();
	signal(SIGPIPE, SIG_IGN);
	if (attach_open(&a, &f.config, true, &err) || watch(&a, verb, &err))
		return wrong(&err, EXIT_FAILED);
	code = play(&a, verb, &f, &err);
	if (*err.text)
		return wrong(&err, code);
	return fflush(stdout) == 0 ? code : EXIT_FAILED;
}

const struct command rehearse_command = {
	.name = "rehearse",
	.usage = "VERB OBJECT [FLAGS] [-n NAMESPACE] [-o json|text] [--kubeconfig FILE] [--context NAME]",
	.help = "what an action would bring about, played on copies in a private cluster",
	.run = run,
};
