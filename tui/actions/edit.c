/* Edit the YAML of what is selected; what is sent is only what was changed in it. */
#include "client/verbs.h"
#include "jobs/rollout_record.h"
#include "kube/kinds/secret.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"
#include "tui/canary.h"
#include "tui/editing.h"
#include "tui/rollout.h"

static void run(struct app *app, const struct object *o)
{
	if (action_withheld(app, &edit_action))
		return;
	if (o->kind == KIND(secret))
		app_say(app, ROLE_warn, "a Secret is not edited here: dialogs show what is changed");
	else
		editing_start(app, o);
}

static json *change_of(const struct intent *i)
{
	json *change = json_parse(i->text, strlen(i->text), NULL);

	return change ? change : json_object();
}

/* The same edit as a scaling: what goes, what comes and how it is asked are said there. */
static bool as_scale(const struct intent *i, const json *patch, struct intent *ret)
{
	const json *replicas = json_at(patch, "spec.replicas");

	if (i->object->kind != KIND(statefulset) || !replicas)
		return false;
	*ret = *i;
	ret->action = &scale_action;
	ret->value = json_int_or(replicas, 1);		/* null: the server's default */
	return true;
}

static enum danger danger_of(const struct intent *i)
{
	_cleanup_(json_freep) json *change = change_of(i);
	struct intent scale;

	return as_scale(i, json_get(change, "patch"), &scale) ? scale_action.danger_of(&scale) : DANGER_ASK;
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(json_freep) json *change = change_of(i);
	json *patch = json_get(change, "patch");
	struct intent scale;

	editing_tell(i->text, notes);
	if (as_scale(i, patch, &scale))
		scale_action.explain(&scale, notes);
	if (i->object->kind == KIND(statefulset) && json_at(patch, "spec.template"))
		rollout_explain(i, patch, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	_cleanup_(json_freep) json *change = change_of(i);
	const json *patch = json_get(change, "patch");

	if (!patch)
		return err_set(err, -EINVAL, "nothing was edited");
	verbs_merge(i->object, patch, ret);
	return 0;
}

/* An edit of the template alone can be staged as well. */
static const struct action *instead(const struct intent *i)
{
	_cleanup_(json_freep) json *change = change_of(i);
	bool staged = i->object->kind == KIND(statefulset) && canary_template(change) &&
		      !statefulset_of(i->object)->on_delete && !object_annotation(i->object, ROLLOUT_KEY);

	return staged ? &canary_edit : NULL;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s edited", i->object->name);
}

const struct action edit_action = {
	.name = "edit",
	.key = "e",
	.word = "edit",
	.help = "Edit its YAML in $KUBE_EDITOR, $EDITOR or vi",
	.needs_object = true,
	.danger = DANGER_ASK,
	.run = run,
	.danger_of = danger_of,
	.explain = explain,
	.build = build,
	.instead = instead,
	.done = done,
	.again = editing_again,
	.left = editing_left,
	.sent = editing_sent,
	.answered = editing_answered,
};
