#include "cmd/rollout_flags.h"

#include "base/file.h"
#include "base/yaml.h"
#include "client/verbs.h"
#include "kube/time.h"

#define PATCH_MOST (3 << 20)		/* bytes, as a server takes them */
#define SPAN_MOST_S (7 * 86400)

const char rollout_flags_help[] =
	"usage: ordinal rollout sts/NAME [--image IMAGE|--patch FILE] [--steps STEPS] [--hold TIME] [RULE]...\n"
	"       ordinal rollout sts/NAME --resume|--undo|--status|--forget [-n NAMESPACE]\n"
	"\n"
	"Brings a new pod template to a set's ordinals step by step from the top, beside the cluster's controller:\n"
	"the partition above the top, the template, then the partition down, each step held until it is healthy.\n"
	"Where it stands is in the annotation ordinal.dev/rollout of the set: anybody can resume it or undo it.\n"
	"Without --image and --patch the partition is moved for an update that is under way. A line for each event.\n"
	"\n"
	"  --image IMAGE       of the container; CONTAINER=IMAGE where there are several\n"
	"  --patch FILE        a strategic merge patch, YAML or JSON, that changes spec.template and nothing else\n"
	"  --steps STEPS       how many ordinals from the top are new after each step: numbers, last, half, all,\n"
	"                      25%, or the name of a pod, down to which it goes (default last,half,all)\n"
	"  --hold TIME         after a healthy step: 30s, 5m (default 30s)\n"
	"  --available TIME    RULE: the step's pods are ready for so long (default 0s; minReadySeconds holds anyway)\n"
	"  --restarts N        RULE: restarts of one pod that are let pass, or `any` (default 0)\n"
	"  --budget N          RULE: at least so many of the set's pods stay ready (default 0: not asked)\n"
	"  --timeout TIME      RULE: a step that is not healthy by then is held (default 10m; 0: never)\n"
	"  --undo-on-failure   go back instead of holding when a step is not healthy\n"
	"  --dry-run           print the plan, have the server check its writes, change nothing\n"
	"  --resume            go on with a rollout that was left; flags of RULE and --hold change its rule\n"
	"  --accept            with --resume: what somebody else moved meanwhile is set again as the step asks\n"
	"  --undo              put the old template back; pods that OrderedReady will not replace are forced back\n"
	"  --status            where a rollout that was left stands; writes nothing\n"
	"  --forget            take the annotation off and leave all else as it is\n"
	"  -n, --namespace NS  where the set is (default the context's)\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"SIGINT and SIGTERM leave the partition where it is, and say how to go on.\n"
	"Exit code: 0 all steps are healthy (--undo: it is undone; --status: none is left), 1 it cannot go on: no\n"
	"answer, refused, not possible, taken over by somebody else, 2 wrong usage, 3 held: a step is not healthy, or\n"
	"somebody moved what it moves (--undo-on-failure: undone for that; --status: one is left), 4 left by a\n"
	"signal.\n";

enum { FLAG_IMAGE = FLAG_OWN, FLAG_PATCH, FLAG_STEPS, FLAG_HOLD, FLAG_AVAILABLE, FLAG_RESTARTS, FLAG_BUDGET,
       FLAG_TIMEOUT, FLAG_DRY_RUN, FLAG_UNDO_ON_FAILURE, FLAG_RESUME, FLAG_ACCEPT, FLAG_UNDO, FLAG_STATUS,
       FLAG_FORGET };

static const struct option rows[] = {
	FLAGS_CLUSTER,
	{ "namespace", required_argument, NULL, 'n' },
	{ "image", required_argument, NULL, FLAG_IMAGE },
	{ "patch", required_argument, NULL, FLAG_PATCH },
	{ "steps", required_argument, NULL, FLAG_STEPS },
	{ "hold", required_argument, NULL, FLAG_HOLD },
	{ "available", required_argument, NULL, FLAG_AVAILABLE },
	{ "restarts", required_argument, NULL, FLAG_RESTARTS },
	{ "budget", required_argument, NULL, FLAG_BUDGET },
	{ "timeout", required_argument, NULL, FLAG_TIMEOUT },
	{ "dry-run", no_argument, NULL, FLAG_DRY_RUN },
	{ "undo-on-failure", no_argument, NULL, FLAG_UNDO_ON_FAILURE },
	{ "resume", no_argument, NULL, FLAG_RESUME },
	{ "accept", no_argument, NULL, FLAG_ACCEPT },
	{ "undo", no_argument, NULL, FLAG_UNDO },
	{ "status", no_argument, NULL, FLAG_STATUS },
	{ "forget", no_argument, NULL, FLAG_FORGET },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* --- one flag --- */

static int take_span(const char *name, const char *text, int32_t *ret, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);
	int64_t ms = n * 1000;

	if (end == text || (*end && !duration_parse(text, &ms)) || ms < 0 || ms > SPAN_MOST_S * INT64_C(1000))
		return err_set(err, -EINVAL, "--%s %s is no time: write 30s, 5m or 1h", name, text);
	*ret = (int32_t)((ms + 999) / 1000);
	return 0;
}

static int take_count(const char *name, const char *text, int32_t *ret, struct err *err)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text || *end || n < 0 || n > INT32_MAX)
		return err_set(err, -EINVAL, "--%s %s is no number", name, text);
	*ret = (int32_t)n;
	return 0;
}

static int take_way(struct rollout_flags *f, enum rollout_way way, struct err *err)
{
	if (f->way != WAY_START && f->way != way)
		return err_set(err, -EINVAL, "--resume, --undo, --status and --forget exclude each other");
	f->way = way;
	return 0;
}

static int take_rule(struct rollout_rule *rule, int flag, const char *value, struct err *err)
{
	switch (flag) {
	case FLAG_HOLD: return take_span("hold", value, &rule->hold_s, err);
	case FLAG_AVAILABLE: return take_span("available", value, &rule->available_s, err);
	case FLAG_TIMEOUT: return take_span("timeout", value, &rule->timeout_s, err);
	case FLAG_BUDGET: return take_count("budget", value, &rule->min_healthy, err);
	default: break;
	}
	if (!streq(value, "any"))
		return take_count("restarts", value, &rule->restarts, err);
	rule->restarts = ROLLOUT_ANY;
	return 0;
}

static int take_flag(void *arg, int flag, const char *value, struct err *err)
{
	struct rollout_flags *f = arg;

	switch (flag) {
	case 'n': f->config.namespace = value; return 0;
	case 'h': f->help = true; return 0;
	case FLAG_IMAGE: f->image = value; return 0;
	case FLAG_PATCH: f->patch = value; return 0;
	case FLAG_STEPS: f->steps = value; return 0;
	case FLAG_DRY_RUN: f->dry_run = true; return 0;
	case FLAG_UNDO_ON_FAILURE: f->on_failure_undo = true; return 0;
	case FLAG_ACCEPT: f->accept = true; return 0;
	case FLAG_RESUME: return take_way(f, WAY_RESUME, err);
	case FLAG_UNDO: return take_way(f, WAY_UNDO, err);
	case FLAG_STATUS: return take_way(f, WAY_STATUS, err);
	case FLAG_FORGET: return take_way(f, WAY_FORGET, err);
	default: return take_rule(&f->rule, flag, value, err);
	}
}

/* --- all of them --- */

static int check(const struct rollout_flags *f, struct err *err)
{
	if (f->image && f->patch)
		return err_set(err, -EINVAL, "--image and --patch exclude each other: a patch can name an image");
	if (f->way != WAY_START && (f->image || f->patch || f->steps))
		return err_set(err, -EINVAL, "--image, --patch and --steps are for a rollout that begins");
	if (f->way != WAY_START && f->dry_run)
		return err_set(err, -EINVAL, "--dry-run is for a rollout that begins; see --status");
	if (f->accept && f->way != WAY_RESUME)
		return err_set(err, -EINVAL, "--accept is for --resume");
	return 0;
}

int rollout_flags_read(int argc, char **argv, struct rollout_flags *ret, struct err *err)
{
	struct flags_reader reader = { "rollout", ":n:h", rows, take_flag, ret };
	int r;

	*ret = (struct rollout_flags){ .rule = { ROLLOUT_UNSAID, ROLLOUT_UNSAID, ROLLOUT_UNSAID, ROLLOUT_UNSAID,
						 ROLLOUT_UNSAID } };
	r = flags_read(argc, argv, &reader, &ret->config, err);
	if (r == 0 && !ret->help)
		r = flags_set(argc, argv, "rollout", &ret->name, err);
	return r || ret->help ? r : check(ret, err);
}

static int32_t over(int32_t said, int32_t else_)
{
	return said == ROLLOUT_UNSAID ? else_ : said;
}

struct rollout_rule rollout_flags_rule(const struct rollout_flags *f, const struct rollout_rule *under)
{
	return (struct rollout_rule){
		.available_s = over(f->rule.available_s, under->available_s),
		.min_healthy = over(f->rule.min_healthy, under->min_healthy),
		.hold_s = over(f->rule.hold_s, under->hold_s == ROLLOUT_BY_HAND ? ROLLOUT_HOLD_S : under->hold_s),
		.timeout_s = over(f->rule.timeout_s, under->timeout_s),
		.restarts = over(f->rule.restarts, under->restarts),
	};
}

/* --- the template --- */

/* What names the object may stand in the file, as in any manifest. */
static const char *strange(const json *patch)
{
	for (const json *m = json_first(patch); m; m = json_next(m)) {
		const char *key = json_key(m);

		if (!streq(key, "apiVersion") && !streq(key, "kind") && !streq(key, "metadata") && !streq(key, "spec"))
			return key;
	}
	for (const json *m = json_first(json_get(patch, "spec")); m; m = json_next(m)) {
		if (!streq(json_key(m), "template"))
			return json_key(m);
	}
	return NULL;
}

static json *read_patch(const char *path, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(json_freep) json *patch = NULL;
	struct err why = ERR_INIT;

	if (file_read(path, PATCH_MOST, &text, err))
		return NULL;
	patch = yaml_parse(text.buf, text.len, &why);
	if (!patch) {
		err_set(err, -EINVAL, "%s is neither YAML nor JSON: %s", path, why.text);
		return NULL;
	}
	if (json_type(json_at(patch, "spec.template")) != JSON_OBJECT)
		err_set(err, -EINVAL, "%s has no spec.template to roll out", path);
	else if (strange(patch))
		err_set(err, -EINVAL, "%s changes %s, too: only spec.template can be staged", path, strange(patch));
	else
		return json_copy(json_at(patch, "spec.template"));
	return NULL;
}

json *rollout_flags_change(const struct rollout_flags *f, const struct object *set, struct err *err)
{
	if (f->image)
		return rollout_image(set, f->image, err);
	return f->patch ? read_patch(f->patch, err) : NULL;
}

/* --- the same again --- */

static void add_flag(const char *flag, const char *value, struct str *out)
{
	if (!value)
		return;
	str_addf(out, " %s ", flag);
	verbs_quote(value, out);
}

void rollout_flags_line(const struct rollout_flags *f, const char *way, struct str *out)
{
	str_addf(out, "ordinal rollout sts/%s", f->name);
	add_flag("-n", f->config.namespace, out);
	add_flag("--kubeconfig", f->config.kubeconfig, out);
	add_flag("--context", f->config.context, out);
	str_addf(out, " %s", way);
}
