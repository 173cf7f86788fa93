/* ordinal why sts/NAME: why a StatefulSet is not settled, for how long, and what would change it. */
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/look.h"
#include "tui/ages.h"
#include "tui/story.h"

#define INDENT "   "

static const char help_text[] =
	"usage: ordinal why sts/NAME [-n NAMESPACE] [-o json|text] [--kubeconfig FILE] [--context NAME]\n"
	"\n"
	"Says why a StatefulSet is not settled: which pod, since when, what would change it, and the kubectl line a\n"
	"person could act with. It is the reconciler's own decision on what the cluster holds; nothing is written.\n"
	"\n"
	"  -n, --namespace NS  where the set is (default the context's)\n"
	"  -o, --output KIND   text (default) or json\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"Exit code: 0 settled or on its way, 1 no answer, 2 wrong usage, 3 stuck: it will not end by itself.\n";

static void add_reason(const struct reason *r, int64_t now_s, struct str *out)
{
	look_text(r->text, out);
	if (r->since && r->code != REASON_SETTLED) {
		str_add(out, " (");
		age_add_long(out, now_s - r->since);
		str_addc(out, ')');
	}
	str_addc(out, '\n');
	if (*r->detail) {
		str_add(out, INDENT);
		look_text(r->detail, out);
		str_addc(out, '\n');
	}
	if (*r->kubectl) {
		str_add(out, INDENT "same as: ");
		look_text(r->kubectl, out);
		str_addc(out, '\n');
	}
}

static void text(const struct sight *s, struct str *out)
{
	const struct explanation *x = &s->explanation;
	_cleanup_(str_release) struct str next = STR_INIT;

	if (!x->settled) {
		str_add(out, "why is ");
		look_text(s->set->name, out);
		str_add(out, " not settled?\n");
	}
	vec_each(&x->reasons, r)
		add_reason(r, s->now_s, out);
	story_plan(x, &next);
	if (next.len)
		str_addf(out, "then: %s\n", next.buf);
}

static json *tree(const struct sight *s)
{
	json *j = look_tree(s);

	json_set(j, "reasons", look_reasons(&s->explanation));
	return j;
}

static int code(const struct sight *s)
{
	return look_stuck(&s->explanation) ? EXIT_STUCK : EXIT_OK;
}

static int run(int argc, char **argv)
{
	static const struct look look = { "why", help_text, text, tree, code };

	return look_run(&look, argc, argv);
}

const struct command why_command = {
	.name = "why",
	.usage = "sts/NAME [-n NAMESPACE] [-o json|text] [--kubeconfig FILE] [--context NAME]",
	.help = "why a StatefulSet is not settled, and what would change it",
	.run = run,
};
