/* A staged rollout: one begins with the form of tui/canary.h; where one was left on the set it is taken up again. */
#include "client/verbs.h"
#include "jobs/rollout.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"
#include "tui/canary.h"
#include "tui/work.h"

enum { WAY_RESUME, WAY_UNDO, WAY_FORGET };

static const struct choice ways[] = {
	[WAY_RESUME] = { "resume", "from where it stands" },
	[WAY_UNDO] = { "undo", "the old template again" },
	[WAY_FORGET] = { "forget", "all stays as it is" },
};

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(str_release) struct str where = STR_INIT;
	int32_t partition = statefulset_of(i->object)->partition;

	rollout_record_where(i->object, &where);
	note_add(notes, ROLE_warn, "left", "a staged rollout of %s was left %s", i->object->name, where.buf);
	if (i->value == WAY_UNDO)
		note_add(notes, ROLE_text, "undo", "the old template again; pods that are stuck are forced back");
	else if (i->value == WAY_RESUME)
		note_add(notes, ROLE_text, "resume", "from there; whoever else drives it is told to leave it");
	else
		note_add(notes, ROLE_warn, "forget", "takes the annotation off: the partition stays at %d, the "
			 "template is the new one, and nobody goes on by himself", partition);
}

/* Of a job asked beforehand only: it writes its own. */
static int build(const struct intent *i, struct request *ret, struct err *err)
{
	struct rollout_record r;
	int code = i->value == WAY_FORGET ? 0 : rollout_record_read(i->object, &r, err);

	if (code)
		return code;
	if (i->value == WAY_FORGET) {
		rollout_forget(i->object, ret);
		return 0;
	}
	rollout_record_release(&r);
	verbs_partition(i->object, statefulset_of(i->object)->partition, ret);
	return 0;
}

static struct job *job(const struct intent *i)
{
	return rollout_resume(i->object, NULL, i->value == WAY_UNDO, NULL);
}

static bool forgets(const struct intent *i)
{
	return i->value == WAY_FORGET;
}

static void line(const struct intent *i, struct str *out)
{
	static const char *const words[] = { "resume", "undo", "forget" };

	str_addf(out, "ordinal rollout sts/%s -n %s --%s", i->object->name, i->object->namespace, words[i->value]);
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "the rollout of %s is forgotten", i->object->name);
}

static const struct kind *const needs[] = { KIND(pod), NULL };

static const struct action left_row = {
	.name = "canary", .word = "go on", .help = "Take up a staged rollout that was left", .on = KIND(statefulset),
	.needs_object = true, .danger = DANGER_ASK, .ask = ASK_CHOICE, .asks = "rollout", .choices = ways,
	.nchoices = COUNT(ways), .explain = explain, .build = build, .job = job, .at_once = forgets, .line = line,
	.done = done, .needs = needs,
};

/* One that is driven here is not to be begun again: its view leads it on. */
static void run(struct app *app, const struct object *o)
{
	const struct job *j = app->runner ? runner_about(app->runner, &rollout_job, o->uid) : NULL;

	if (j)
		work_show(app, j);
	else
		action_start(app, object_annotation(o, ROLLOUT_KEY) ? &left_row : &canary_image, o, NULL);
}

const struct action canary_action = {
	.name = "canary",
	.key = "c",
	.place = 15,
	.word = "canary",
	.help = "Roll another image out step by step, or take up a rollout that was left",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.run = run,
};
