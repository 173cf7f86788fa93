#include "cmd/sim_ctl.h"

#include <stdio.h>

#include "cmd/attach.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "kube/sanitize.h"
#include "kube/time.h"

#define PATH "/ordinal.dev/clock"

static const char help_text[] =
	"usage: ordinal sim ctl [now | speed SPEED | pause | resume | step [N]] [-o json] [--kubeconfig FILE]\n"
	"                       [--context NAME]\n"
	"\n"
	"Turns the clock of a bundled cluster that is running (`ordinal sim`, `ordinal --sim`, `ordinal tutorial`),\n"
	"and tells what it says then: its time, its speed, and whether anything is left to do.\n"
	"\n"
	"  now            tells only (as without a word)\n"
	"  speed SPEED    1, 10, 0.5: a multiple of real time; max: as fast as it goes; paused\n"
	"  pause          as speed paused; resume: as speed 1\n"
	"  step [N]       on to the next thing that happens, or the N-th (1 to 1000); for a clock that is paused\n"
	"\n"
	FLAGS_CLUSTER_HELP
	"  -o json        what the cluster answers: now (ms), speed, settled\n"
	"\n"
	"Exit code: 0, 1 the cluster does not answer or is no bundled one, 2 wrong usage.\n";

static const struct option options[] = {
	FLAGS_CLUSTER,
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct ctl {
	struct loop *loop;
	bool help, as_json;
	json *tree;			/* what was answered last; NULL: nothing good */
	struct err failure;
};

static int apply(void *arg, int flag, const char *value, struct err *err)
{
	struct ctl *c = arg;

	if (flag == 'h')
		c->help = true;
	else if (streq(value, "json"))
		c->as_json = true;
	else
		return err_set(err, -EINVAL, "-o takes json, not \"%s\"", value);
	return 0;
}

/* --- what is wished --- */

/* "10": digits only, and no more than the cluster takes at once. */
static bool is_count(const char *text)
{
	size_t len = strspn(text, "0123456789");

	return len && len <= 4 && !text[len];
}

/* The body of the POST; *ret NULL: only to be told. */
static int read_wish(int words, char **word, json **ret, struct err *err)
{
	const char *what = words ? word[0] : "now";

	*ret = NULL;
	if (streq(what, "speed") && words == 2)
		*ret = json_format("{'speed':%q}", word[1]);
	else if (streq(what, "pause") && words == 1)
		*ret = json_format("{'speed':'paused'}");
	else if (streq(what, "resume") && words == 1)
		*ret = json_format("{'speed':'1'}");
	else if (streq(what, "step") && (words == 1 || (words == 2 && is_count(word[1]))))
		*ret = json_format("{'steps':%ld}", words == 2 ? strtol(word[1], NULL, 10) : 1L);
	else if (!streq(what, "now") || words > 1)
		return err_set(err, -EINVAL, "expected now, speed SPEED, pause, resume or step [N], not \"%s%s%s\"; "
			       "see ordinal sim ctl --help", what, words > 1 ? " " : "", words > 1 ? word[1] : "");
	return 0;
}

/* --- asking --- */

static void fail(struct ctl *c, const struct answer *a)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	const char *why = a->status.message ? a->status.message : "no answer";

	sanitize(why, strlen(why), 0, &text);
	if (a->code == 404)
		err_set(&c->failure, -ENOENT, "this cluster has no clock to turn: it is no bundled one");
	else
		err_set(&c->failure, -EIO, "%s", text.buf);
}

static void answered(void *arg, const struct answer *a)
{
	struct ctl *c = arg;

	json_free(take(c->tree));
	if (answer_ok(a) && a->body)
		c->tree = json_parse(a->body, a->len, NULL);
	if (!c->tree)
		fail(c, a);
	loop_stop(c->loop);
}

static int ask(struct ctl *c, struct attach *a, enum verb verb, json *body)
{
	struct request r;

	request_init(&r, verb, NULL, NULL, NULL);
	r.path = xstrdup(PATH);
	r.tree = body;
	port_submit(client_port(a->client), &r, answered, c);
	loop_run(c->loop);
	return c->failure.code;
}

static void tell(const struct ctl *c)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	if (c->as_json) {
		json_print(c->tree, JSON_PLAIN, &out);
	} else {
		time_add(&out, json_get_int(c->tree, "now", 0) / 1000);
		str_addf(&out, "  speed %s  %s", json_str_or(json_get(c->tree, "speed"), "unknown"),
			 json_true(json_get(c->tree, "settled")) ? "settled" : "something is to come");
	}
	printf("%s\n", out.buf);
}

/* A step is taken after it was answered, so what is told is asked for by itself. */
static int turn(struct ctl *c, const struct config_flags *flags, json *wish)
{
	struct attach a = { 0 };
	int r = attach_open(&a, flags, false, &c->failure);

	c->loop = a.loop;
	if (!r && wish)
		r = ask(c, &a, VERB_CREATE, take(wish));
	if (!r)
		r = ask(c, &a, VERB_GET, NULL);
	json_free(wish);
	if (!r)
		tell(c);
	attach_release(&a);
	json_free(c->tree);
	return r;
}

int sim_ctl(int argc, char **argv)
{
	struct ctl c = { .failure = ERR_INIT };
	const struct flags_reader reader = { "sim ctl", ":ho:", options, apply, &c };
	struct config_flags flags = { 0 };
	json *wish = NULL;
	int code = EXIT_OK;

	if (flags_read(argc, argv, &reader, &flags, &c.failure) ||
	    (!c.help && read_wish(argc - optind, argv + optind, &wish, &c.failure)))
		code = EXIT_USAGE;
	else if (c.help)
		fputs(help_text, stdout);
	else if (turn(&c, &flags, wish))
		code = EXIT_FAILED;
	if (code != EXIT_OK)
		fprintf(stderr, "ordinal sim ctl: %s\n", c.failure.text);
	return code;
}
