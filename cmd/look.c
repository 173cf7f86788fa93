#include "cmd/look.h"

#include <signal.h>
#include <stdio.h>

#include "cmd/attach.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "kube/sanitize.h"

struct look_flags {
	struct config_flags config;
	const char *name;
	bool json, help;
};

static const struct option rows[] = {
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const struct kind *const kinds[] = {
	&statefulset_kind, &pod_kind, &persistentvolumeclaim_kind, &controllerrevision_kind, &event_kind, NULL,
};

/* --- flags --- */

static int take_flag(void *arg, int flag, const char *value, struct err *err)
{
	struct look_flags *f = arg;

	if (flag == 'n')
		f->config.namespace = value;
	else if (flag == 'o' && (streq(value, "json") || streq(value, "text")))
		f->json = streq(value, "json");
	else if (flag == 'o')
		return err_set(err, -EINVAL, "there is no output \"%s\": json and text are known", value);
	else
		f->help = true;
	return 0;
}

static int read_flags(const struct look *l, int argc, char **argv, struct look_flags *f, struct err *err)
{
	struct flags_reader reader = { l->command, ":n:o:h", rows, take_flag, f };
	int r = flags_read(argc, argv, &reader, &f->config, err);

	if (r || f->help)
		return r;
	return flags_set(argc, argv, l->command, &f->name, err);
}

/* --- what both say --- */

void look_text(const char *text, struct str *out)
{
	sanitize(text, strlen(text), 0, out);
}

bool look_stuck(const struct explanation *x)
{
	vec_each(&x->reasons, r) {
		if (r->stuck)
			return true;
	}
	return false;
}

json *look_tree(const struct sight *s)
{
	return json_format("{'namespace':%q,'name':%q,'settled':%b,'stuck':%b}", s->set->namespace, s->set->name,
			   s->explanation.settled, look_stuck(&s->explanation));
}

static const char *const codes[] = {
	[REASON_SETTLED] = "Settled",
	[REASON_WAIT_READY] = "WaitReady",
	[REASON_WAIT_AVAILABLE] = "WaitAvailable",
	[REASON_WAIT_GONE] = "WaitGone",
	[REASON_UNSCHEDULABLE] = "Unschedulable",
	[REASON_IMAGE] = "Image",
	[REASON_CRASHING] = "Crashing",
	[REASON_STUCK_OLD] = "StuckOld",
	[REASON_STUCK_CONDEMNED] = "StuckCondemned",
	[REASON_HELD_PARTITION] = "HeldPartition",
	[REASON_ON_DELETE] = "OnDelete",
	[REASON_NAME_TAKEN] = "NameTaken",
	[REASON_CLAIM_TERMINATING] = "ClaimTerminating",
	[REASON_CLAIM_STALE] = "ClaimStale",
	[REASON_CLAIM_UNBOUND] = "ClaimUnbound",
	[REASON_REFUSED] = "Refused",
	[REASON_DELETING] = "Deleting",
	[REASON_WILL_ACT] = "WillAct",
};

json *look_reasons(const struct explanation *x)
{
	json *all = json_array();

	vec_each(&x->reasons, r)
		json_push(all, json_format("{'code':%q,'stuck':%b,'subject':%q,'since':%ld,'text':%q,'detail':%q,"
					   "'kubectl':%q}",
					   codes[r->code], r->stuck, r->subject, r->since, r->text, r->detail,
					   r->kubectl));
	return all;
}

/* --- running --- */

static int explain(struct attach *a, const char *name, struct sight *ret, struct err *err)
{
	const char *namespace = a->config.namespace;
	struct cache *cache = client_cache(a->client);

	for (const struct kind *const *k = kinds; *k; k++)
		client_want(a->client, *k, namespace, NULL,
			    *k == KIND(statefulset) || *k == KIND(controllerrevision) ? OBJECT_BYTES : OBJECT_FACTS);
	int r = attach_wait(a, a->client, kinds, err);

	if (r)
		return r;
	ret->set = cache_get(cache, KIND(statefulset), namespace, name);
	if (!ret->set)
		return err_set(err, -ENOENT, "there is no StatefulSet %s in namespace %s of %s", name, namespace,
			       a->config.server);
	ret->now_s = client_now(a->client) / 1000;
	return explain_set(cache, namespace, name, ret->now_s, &ret->explanation);
}

static void print(const struct look *l, const struct look_flags *f, const struct sight *s)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	if (f->json) {
		_cleanup_(json_freep) json *tree = l->tree(s);

		json_print(tree, JSON_PRETTY, &out);
		if (out.len && out.buf[out.len - 1] != '\n')
			str_addc(&out, '\n');
	} else {
		l->text(s, &out);
	}
	fputs(out.buf, stdout);
}

static int wrong(const struct look *l, const struct err *err, int code)
{
	fprintf(stderr, "ordinal %s: %s\n", l->command, err->text);
	return code;
}

int look_run(const struct look *l, int argc, char **argv)
{
	_cleanup_(attach_release) struct attach a = { 0 };
	struct look_flags f = { 0 };
	struct sight s = { 0 };
	struct err err = ERR_INIT;
	int code;

	if (read_flags(l, argc, argv, &f, &err))
		return wrong(l, &err, EXIT_USAGE);
	if (f.help) {
		fputs(l->help, stdout);
		return EXIT_OK;
	}
	signal(SIGPIPE, SIG_IGN);
	if (attach_open(&a, &f.config, true, &err) || explain(&a, f.name, &s, &err))
		return wrong(l, &err, EXIT_FAILED);
	print(l, &f, &s);
	code = l->code(&s);
	explanation_release(&s.explanation);
	return fflush(stdout) == 0 ? code : EXIT_FAILED;
}
