/* ordinal plan sts/NAME: what the controller does next and in which order until the set settles, tried on a copy. */
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/look.h"

static const char help_text[] =
	"usage: ordinal plan sts/NAME [-n NAMESPACE] [-o json|text] [--kubeconfig FILE] [--context NAME]\n"
	"\n"
	"Prints what the StatefulSet controller will do next and in which order until the set settles, provided that\n"
	"each new pod becomes ready. It is worked out on a copy; nothing is written.\n"
	"\n"
	"  -n, --namespace NS  where the set is (default the context's)\n"
	"  -o, --output KIND   text (default) or json\n"
	FLAGS_CLUSTER_HELP
	"\n"
	"Exit code: 0 answered, 1 no answer, 2 wrong usage.\n";

static const char *const verbs[] = {
	[PLAN_CREATE] = "create", [PLAN_DELETE] = "delete", [PLAN_REPLACE] = "replace", [PLAN_CLAIM] = "create claim",
};

static void text(const struct sight *s, struct str *out)
{
	const struct explanation *x = &s->explanation;
	int step = 0;

	vec_each(&x->plan, p) {
		str_addf(out, "%3d  %s ", ++step, verbs[p->verb]);
		look_text(p->object, out);
		if (*p->revision) {
			str_add(out, " at ");
			look_text(p->revision, out);
		}
		str_addc(out, '\n');
	}
	if (!step)
		str_add(out, "nothing moves by itself\n");
	vec_each(&x->reasons, r) {
		str_add(out, "now: ");
		look_text(r->text, out);
		str_addc(out, '\n');
	}
}

static json *tree(const struct sight *s)
{
	json *j = look_tree(s), *steps = json_set(j, "steps", json_array());

	vec_each(&s->explanation.plan, p)
		json_push(steps, json_format("{'do':%q,'object':%q,'ordinal':%d,'revision':%q}", verbs[p->verb],
					     p->object, (int)p->ordinal, p->revision));
	json_set(j, "reasons", look_reasons(&s->explanation));
	return j;
}

static int code(const struct sight *s UNUSED)
{
	return EXIT_OK;
}

static int run(int argc, char **argv)
{
	static const struct look look = { "plan", help_text, text, tree, code };

	return look_run(&look, argc, argv);
}

const struct command plan_command = {
	.name = "plan",
	.usage = "sts/NAME [-n NAMESPACE] [-o json|text] [--kubeconfig FILE] [--context NAME]",
	.help = "what will be done next, and in which order, until a StatefulSet settles",
	.run = run,
};
