#include "tui/draining.h"

#include "kube/kinds/poddisruptionbudget.h"
#include "kube/sight.h"
#include "tui/app.h"

#define BITS 4				/* of each choice in the packed number */

static const struct choice force[] = {
	{ "stay", "pods that nothing would make again are left behind" },
	{ "go", "pods that nothing would make again go for good" },
};

static const struct choice lose[] = {
	{ "stay", "pods with an emptyDir are left behind" },
	{ "go", "pods with an emptyDir go, and what is in it is lost" },
};

static const struct choice daemons[] = {
	{ "ignore", "they stay, and the drain is done without them" },
	{ "mind", "while there is one, nothing begins" },
};

static const struct choice graces[] = {
	{ "own", "each pod has the time it asks for" },	   { "10 s", "each pod has 10 s to stop" },
	{ "30 s", "each pod has 30 s to stop" },	   { "2 min", "each pod has 2 minutes to stop" },
	{ "10 min", "each pod has 10 minutes to stop" },
};

static const int32_t grace_s[] = { 0, 10, 30, 120, 600 };

static const struct draining_choice choices[] = {
	[DRAINING_FORCE] = { "no owner", COUNT(force), force },
	[DRAINING_LOSE] = { "emptyDir", COUNT(lose), lose },
	[DRAINING_DAEMONS] = { "daemon sets", COUNT(daemons), daemons },
	[DRAINING_GRACE] = { "grace", COUNT(graces), graces },
};

const struct draining_choice *draining_choice(enum draining_what what)
{
	return &choices[what];
}

int64_t draining_pack(const struct draining *d)
{
	int64_t value = 0;

	for (int i = DRAINING_CHOICES; i-- > 0;)
		value = value << BITS | d->chosen[i];
	return value;
}

struct draining draining_unpack(int64_t value)
{
	struct draining d = { 0 };

	for (int i = 0; i < DRAINING_CHOICES; i++, value >>= BITS)
		d.chosen[i] = (uint8_t)MIN((size_t)(value & ((1 << BITS) - 1)), choices[i].n - 1);
	return d;
}

struct drain_options draining_options(const struct draining *d, struct cache *cache, bool narrow)
{
	return (struct drain_options){ .lose_scratch = d->chosen[DRAINING_LOSE],
				       .force = d->chosen[DRAINING_FORCE],
				       .grace_s = grace_s[d->chosen[DRAINING_GRACE]],
				       .no_budgets = !sight_of(cache, KIND(poddisruptionbudget)),
				       .narrow = narrow };
}

void draining_flags(const struct draining *d, struct str *out)
{
	int32_t grace = grace_s[d->chosen[DRAINING_GRACE]];

	str_addf(out, "%s%s%s", d->chosen[DRAINING_DAEMONS] ? "" : " --ignore-daemonsets",
		 d->chosen[DRAINING_LOSE] ? " --delete-emptydir-data" : "",
		 d->chosen[DRAINING_FORCE] ? " --force" : "");
	if (grace)
		str_addf(out, " --grace-period=%d", grace);
}

void draining_refusal(const struct draining *d, const struct drain_plan *plan, struct str *out)
{
	size_t n = drain_plan_daemons(plan);

	if (n && d->chosen[DRAINING_DAEMONS])
		str_addf(out, "%zu pod%s of a DaemonSet would stay, and you mind: ignore daemon sets to begin", n,
			 n == 1 ? "" : "s");
}

/* --- on the screen of the plan --- */

struct draining *draining_of(struct app *app)
{
	struct view *v = app_view(app);

	return v && v->class == view_find("drain") ? v->state : NULL;
}

void draining_turn(struct app *app, enum draining_what what)
{
	struct draining *d = draining_of(app);

	if (!d)
		return;
	d->chosen[what] = (uint8_t)((d->chosen[what] + 1U) % choices[what].n);
	app->stale = true;
}
