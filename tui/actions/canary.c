/* A staged rollout of another image: which ordinals each step replaces, then a job that a person leads on. Where one
 * was left on the set it is taken up again. */
#include "client/image.h"
#include "client/verbs.h"
#include "jobs/rollout.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"

#define STEPS "last,half,all"
#define SECONDS_MOST 86400

/* What is typed: "IMAGE STEPS SECONDS", the last two of which may be left out. */
struct typed {
	char *text, *image, *steps;
	struct rollout_wish wish;
	json *change;
};

static void typed_release(struct typed *t)
{
	free(t->text);
	json_free(t->change);
}

static int typed_read(const struct intent *i, struct typed *ret, struct err *err)
{
	char *rest = ret->text = xstrdup(i->text), *seconds, *end;

	ret->wish.rule = (struct rollout_rule)ROLLOUT_RULE;
	ret->wish.rule.restarts = 0;
	ret->image = strsep(&rest, " ");
	ret->steps = rest && *rest ? strsep(&rest, " ") : NULL;
	seconds = rest && *rest ? strsep(&rest, " ") : NULL;
	if (seconds) {
		long n = strtol(seconds, &end, 10);

		if (end == seconds || (*end && !streq(end, "s")) || n < 0 || n > SECONDS_MOST || (rest && *rest))
			return err_set(err, -EINVAL, "write IMAGE, STEPS and the seconds that a pod must be ready");
		ret->wish.rule.available_s = (int32_t)n;
	}
	ret->change = rollout_image(i->object, ret->image, err);
	ret->wish.change = ret->change;
	ret->wish.steps = ret->steps ? ret->steps : STEPS;
	return ret->change ? 0 : -EINVAL;
}

static char *current_text(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	_cleanup_(freep) char *image = image_text(json_at(tree, "spec.template"));

	return xasprintf("%s " STEPS, image);
}

static void note_plan(const struct rollout_plan *p, const struct rollout_rule *rule, note_vec *notes)
{
	static const enum role roles[] = { [LIMIT_NOTE] = ROLE_muted, [LIMIT_WARNS] = ROLE_warn,
					   [LIMIT_FORBIDS] = ROLE_bad };

	for (size_t i = 0; i < p->steps.len; i++) {
		_cleanup_(str_release) struct str names = STR_INIT;

		rollout_step_names(p, i, &names);
		note_add(notes, ROLE_text, i ? "" : "replaces", "step %zu, partition %d: %s", i + 1,
		         p->steps.items[i].partition, names.buf);
	}
	if (rule->available_s)
		note_add(notes, ROLE_text, "healthy", "ready for %d s, without a restart", rule->available_s);
	else
		note_add(notes, ROLE_text, "healthy", "ready, without a restart");
	note_add(notes, ROLE_text, "then", "each step is held until you go on; undo brings the old template back");
	vec_each(&p->limits, l)
		note_add(notes, roles[l->weight], l->label, "%s", l->text);
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(typed_release) struct typed t = { 0 };
	struct rollout_plan plan;

	if (typed_read(i, &t, NULL) || rollout_plan_make(i->cache, i->object, &t.wish, &plan, NULL))
		return;		/* build() says why when it is asked. */
	note_plan(&plan, &t.wish.rule, notes);
	rollout_plan_release(&plan);
}

/* What the server is asked beforehand: may the partition be set, is the new template sound. */
static int build(const struct intent *i, struct request *ret, struct err *err)
{
	_cleanup_(typed_release) struct typed t = { 0 };
	const char *container, *image;
	struct rollout_plan plan;
	int r = typed_read(i, &t, err);

	if (r == 0)
		r = rollout_plan_make(i->cache, i->object, &t.wish, &plan, err);
	if (r)
		return r;
	if (rollout_plan_forbids(&plan))
		r = err_set(err, -EINVAL, "%s", rollout_plan_forbids(&plan));
	rollout_plan_release(&plan);
	if (r)
		return r;
	if (i->step == 0) {
		verbs_partition(i->object, statefulset_of(i->object)->replicas, ret);
		return 0;
	}
	_cleanup_(json_freep) json *tree = object_tree(i->object);

	r = image_named(json_at(tree, "spec.template"), t.image, &container, &image, err);
	if (r == 0)
		verbs_image(i->object, container, image, ret);
	return r;
}

static size_t both(const struct intent *i UNUSED)
{
	return 2;
}

static struct job *job(const struct intent *i)
{
	_cleanup_(typed_release) struct typed t = { 0 };

	return typed_read(i, &t, NULL) ? NULL : rollout_new(i->cache, i->object, &t.wish, NULL);
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s is rolled out", i->object->name);
}

static const struct kind *const needs[] = { KIND(pod), KIND(poddisruptionbudget), NULL };

static const struct action begin_row = {
	.name = "canary", .word = "canary", .help = "Roll a template out step by step", .on = KIND(statefulset),
	.needs_object = true, .danger = DANGER_ASK, .ask = ASK_TEXT, .asks = "image", .current_text = current_text,
	.explain = explain, .build = build, .steps = both, .job = job, .done = done, .needs = needs,
};

/* --- one that was left --- */

static const struct choice ways[] = {
	{ "resume", "from where it stands" },
	{ "undo", "the old template again" },
};

static void explain_left(const struct intent *i, note_vec *notes)
{
	_cleanup_(str_release) struct str where = STR_INIT;

	rollout_record_where(i->object, &where);
	note_add(notes, ROLE_warn, "left", "a staged rollout of %s was left %s", i->object->name, where.buf);
	if (i->value)
		note_add(notes, ROLE_text, "undo", "the old template again; pods that are stuck are forced back");
	else
		note_add(notes, ROLE_text, "resume", "from there; whoever else drives it is told to leave it");
}

/* Asked beforehand only: the job writes its own. */
static int build_left(const struct intent *i, struct request *ret, struct err *err)
{
	struct rollout_record r;
	int code = rollout_record_read(i->object, &r, err);

	if (code)
		return code;
	rollout_record_release(&r);
	verbs_partition(i->object, statefulset_of(i->object)->partition, ret);
	return 0;
}

static struct job *job_left(const struct intent *i)
{
	return rollout_resume(i->object, NULL, i->value == 1, NULL);
}

static void line_left(const struct intent *i UNUSED, struct str *out)
{
	str_add(out, "ordinal rollout, which kubectl does not have");
}

static const struct action resume_row = {
	.name = "canary", .word = "go on", .help = "Take up a staged rollout that was left", .on = KIND(statefulset),
	.needs_object = true, .danger = DANGER_ASK, .ask = ASK_CHOICE, .asks = "rollout", .choices = ways,
	.nchoices = COUNT(ways), .explain = explain_left, .build = build_left, .job = job_left, .line = line_left,
	.done = done, .needs = needs,
};

static void run(struct app *app, const struct object *o)
{
	action_start(app, object_annotation(o, ROLLOUT_KEY) ? &resume_row : &begin_row, o, NULL);
}

const struct action canary_action = {
	.name = "canary",
	.key = "c",
	.place = 15,
	.word = "canary",
	.help = "Roll another image out step by step, or take up a rollout that was left",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK, .run = run,
};
