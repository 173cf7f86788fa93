/* Restart a set: every pod at or above the partition is replaced by one of the same template, a new revision. */
#include "client/verbs.h"
#include "kube/kinds/statefulset.h"
#include "tui/rollout.h"

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(request_release) struct request r = REQUEST_INIT;

	/* Annotations only, which a merge patch and the request's own kind of patch treat alike. */
	verbs_restart(i->object, i->now_s, &r);
	rollout_explain(i, r.tree, notes);
	note_add(notes, ROLE_muted, "revision", "a new one: the time of the restart is an annotation of the template");
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_restart(i->object, i->now_s, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s restarts", i->object->name);
}

const struct action restart_action = {
	.name = "restart",
	.key = "r",
	.word = "restart",
	.help = "Replace the pods of a set in order; same template",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.explain = explain,
	.build = build,
	.done = done,
};
