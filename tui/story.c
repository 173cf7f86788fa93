#include "tui/story.h"

#include "jobs/rollout_record.h"
#include "tui/ages.h"
#include "kube/sight.h"

#define STEPS_TOLD 6

int story_explain(struct cache *cache, const struct object *set, int64_t now_s, struct explanation *ret)
{
	const struct kind *missing = sight_missing(cache);
	struct reason r = { .code = REASON_SETTLED };

	if (!missing)
		return explain_set(cache, set->namespace, set->name, now_s, ret);
	*ret = (struct explanation){ 0 };
	r.subject = xstrdup("");
	r.text = xasprintf("not known: %s are not in sight", missing->plural);
	r.detail = xstrdup("");
	r.kubectl = xstrdup("");
	vec_push(&ret->reasons, r);
	return 0;
}

void story_next(const struct explanation *x, int64_t now_s, struct str *out)
{
	const struct reason *r = x->reasons.len ? &x->reasons.items[0] : NULL;

	if (!r)
		return;
	if (r->stuck && !starts_with(r->text, "stuck"))
		str_add(out, "stuck: ");
	str_add(out, r->text);
	if (r->since && r->code != REASON_SETTLED) {
		str_add(out, ", ");
		age_add(out, now_s - r->since);
	}
}

bool story_rollout(const struct object *set, struct str *out)
{
	_cleanup_(str_release) struct str where = STR_INIT;

	if (!rollout_record_where(set, &where))
		return false;
	str_addf(out, "canary %s; c goes on", where.buf);
	return true;
}

void story_brief(const struct object *set, const struct explanation *x, int64_t now_s, struct str *out)
{
	const struct reason *r = x->reasons.len ? &x->reasons.items[0] : NULL;
	bool rests = r && (r->code == REASON_SETTLED || r->code == REASON_HELD_PARTITION);

	if (!rests || !story_rollout(set, out))
		story_next(x, now_s, out);
}

enum role story_role(const struct explanation *x)
{
	const struct reason *r = x->reasons.len ? &x->reasons.items[0] : NULL;

	if (!r || r->code == REASON_SETTLED)
		return ROLE_muted;
	if (r->stuck)
		return ROLE_bad;
	switch (r->code) {
	case REASON_HELD_PARTITION: case REASON_ON_DELETE:
		return ROLE_warn;
	case REASON_WAIT_READY: case REASON_WAIT_AVAILABLE: case REASON_WILL_ACT:
		return ROLE_progress;
	case REASON_WAIT_GONE: case REASON_DELETING:
		return ROLE_leaving;
	default:
		return ROLE_bad;
	}
}

enum role story_brief_role(const struct object *set, const struct explanation *x)
{
	enum role role = story_role(x);

	return role == ROLE_muted && object_annotation(set, ROLLOUT_KEY) ? ROLE_warn : role;
}

static const char *const verbs[] = {
	[PLAN_CREATE] = "create", [PLAN_DELETE] = "delete", [PLAN_REPLACE] = "replace",
};

/* Consecutive steps of one kind share its verb: "create web-1, then web-2; then delete web-4". Claims come with their
 * pods and are not told. */
void story_plan(const struct explanation *x, struct str *out)
{
	const struct planned *last = NULL;
	size_t told = 0, left = 0;

	vec_each(&x->plan, p) {
		if (p->verb == PLAN_CLAIM)
			continue;
		if (told == STEPS_TOLD) {
			left++;
			continue;
		}
		if (last)
			str_add(out, last->verb == p->verb ? ", then " : "; then ");
		if (!last || last->verb != p->verb)
			str_addf(out, "%s ", verbs[p->verb]);
		str_add(out, p->object);
		last = p;
		told++;
	}
	if (left)
		str_addf(out, " and %zu more", left);
}
