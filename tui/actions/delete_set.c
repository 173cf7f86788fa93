/* Delete a set: in order, with a cascade, or leaving its pods; with its claims or without. Shows the blast radius and
 * asks for the name, and for how many claims go with it. A job does it (jobs/remove.h). */
#include "client/verbs.h"
#include "jobs/remove.h"
#include "jobs/remove_plan.h"
#include "kube/kinds/service.h"
#include "kube/kinds/statefulset.h"
#include "kube/budget.h"
#include "kube/selector.h"
#include "kube/sight.h"
#include "tui/action.h"
#include "tui/ages.h"
#include "tui/claim_fate.h"

#define NAMES_TOLD 4

static const struct choice ways[] = {
	[REMOVE_ORDER] = { "in order", "scaled to 0 first; the set goes when its last pod is gone" },
	[REMOVE_BACKGROUND] = { "background", "the set at once, its pods right after it, in no order" },
	[REMOVE_FOREGROUND] = { "foreground", "its pods first, in no order; the set when the last one is gone" },
	[REMOVE_ORPHAN] = { "orphan", "the set only; its pods run on, and a set of the same name adopts them" },
};

static const struct choice fates[] = {
	{ "keep", "the claims stay, but for what retention takes" },
	{ "delete", "the claims go, last, one after the other" },
};

static size_t count_claims(const struct intent *i)
{
	object_vec claims = VEC_INIT;
	size_t n;

	remove_plan_claims(i->cache, i->object, &claims);
	n = claims.len;
	vec_release(&claims);
	return n;
}

static const char *no_claims(const struct intent *i)
{
	if (i->value == REMOVE_ORPHAN)
		return "kept: the pods that run on use them";
	if (!sight_of(i->cache, KIND(persistentvolumeclaim)))
		return "kept: they cannot be seen from here";
	return count_claims(i) ? NULL : "it has none";
}

/* --- the blast radius --- */

static void name_pods(const object_vec *pods, bool one_by_one, struct str *out)
{
	for (size_t i = 0; i < MIN(pods->len, NAMES_TOLD); i++)
		str_addf(out, "%s%s", !i ? "" : one_by_one ? ", then " : ", ", pods->items[i]->name);
	if (pods->len > NAMES_TOLD)
		str_addf(out, "%s %zu more", one_by_one ? ", then" : " and", pods->len - NAMES_TOLD);
}

static void explain_pods(const struct intent *i, const object_vec *pods, note_vec *notes)
{
	_cleanup_(str_release) struct str names = STR_INIT;
	bool one_by_one = i->value == REMOVE_ORDER && !statefulset_of(i->object)->parallel;

	name_pods(pods, one_by_one, &names);
	if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "pods", "cannot be seen from here");
	else if (!pods->len)
		note_add(notes, ROLE_muted, "pods", "there are none");
	else if (i->value == REMOVE_ORPHAN)
		note_add(notes, ROLE_text, "pods", "%s stay", names.buf);
	else if (one_by_one)
		note_add(notes, ROLE_bad, "pods", "%s; each with its grace", names.buf);
	else
		note_add(notes, ROLE_bad, "pods", "%s go, together, with their grace", names.buf);
}

static struct selector *selector_of(const struct object *service)
{
	const char *text = service_of(service)->selector;
	_cleanup_(json_freep) json *labels = *text ? json_parse(text, strlen(text), NULL) : NULL;
	_cleanup_(json_freep) json *tree = labels ? json_object() : NULL;

	if (tree)
		json_set(tree, "matchLabels", take(labels));
	return tree ? selector_from_json(tree, NULL) : NULL;
}

/* What a service selects: some of these pods, and how many that are not the set's. */
static void explain_service(const struct intent *i, const object_vec *pods, const struct object *service,
			    note_vec *notes)
{
	_cleanup_(selector_freep) struct selector *s = selector_of(service);
	object_vec all = VEC_INIT;
	size_t ours = 0, others = 0;
	const char *other = "";

	cache_list(i->cache, KIND(pod), i->object->namespace, NULL, &all);
	vec_each(&all, o) {
		const struct owner *owner = object_controller(*o);

		if (!s || !selector_matches(s, (*o)->labels, (*o)->nlabels))
			continue;
		if (owner && streq(owner->uid, i->object->uid))
			ours++;
		else if (!others++)
			other = (*o)->name;
	}
	vec_release(&all);
	if (!ours || !pods->len)
		return;
	if (!others)
		note_add(notes, ROLE_warn, "service", "%s has no pods then; it stays", service->name);
	else if (others == 1)
		note_add(notes, ROLE_text, "service", "%s serves %s as well and goes on with it", service->name, other);
	else
		note_add(notes, ROLE_text, "service", "%s serves %s and %zu more as well and goes on with them",
		         service->name, other, others - 1);
}

static void explain_rest(const struct intent *i, const object_vec *pods, note_vec *notes)
{
	struct budget b = budget_of_set(i->cache, i->object);
	object_vec services = VEC_INIT;

	cache_list(i->cache, KIND(service), i->object->namespace, NULL, &services);
	vec_each(&services, s)
		explain_service(i, pods, *s, notes);
	vec_release(&services);
	if (b.object && pods->len)
		note_add(notes, ROLE_warn, "budget", "%s guards neither deletion nor scaling", b.object->name);
}

static void explain(const struct intent *i, note_vec *notes)
{
	static const char *const undone[] = { [REMOVE_ORDER] = "while pods go, by scaling back",
					      [REMOVE_BACKGROUND] = "there is none",
					      [REMOVE_FOREGROUND] = "there is none",
					      [REMOVE_ORPHAN] = "u makes it anew, and it adopts its pods" };
	object_vec pods = VEC_INIT;

	remove_plan_pods(i->cache, i->object, &pods);
	note_add(notes, ROLE_text, "means", "%s", ways[i->value].help);
	explain_pods(i, &pods, notes);
	claim_fate_removed(i->cache, i->object, (enum remove_way)i->value, i->other, notes);
	if (i->value != REMOVE_ORPHAN)
		explain_rest(i, &pods, notes);
	note_add(notes, ROLE_text, "undo", "%s", undone[i->value]);
	vec_release(&pods);
}

/* --- what is sent --- */

static bool scales(const struct intent *i)
{
	return i->value == REMOVE_ORDER && statefulset_of(i->object)->replicas;
}

static size_t steps(const struct intent *i)
{
	return scales(i) + 1 + (i->other ? count_claims(i) : 0);
}

/* What the job will send, to be checked and shown: scale, delete, and each claim. */
static int build(const struct intent *i, struct request *ret, struct err *err)
{
	static const enum propagation ways_sent[] = { [REMOVE_ORDER] = PROPAGATION_BACKGROUND,
						      [REMOVE_BACKGROUND] = PROPAGATION_BACKGROUND,
						      [REMOVE_FOREGROUND] = PROPAGATION_FOREGROUND,
						      [REMOVE_ORPHAN] = PROPAGATION_ORPHAN };
	size_t step = i->step + !scales(i);
	object_vec claims = VEC_INIT;
	int r = 0;

	if (step == 0) {
		verbs_scale(i->object, 0, ret);
		return 0;
	}
	if (step == 1) {
		verbs_delete(i->object, ways_sent[i->value], false, ret);
		return 0;
	}
	remove_plan_claims(i->cache, i->object, &claims);
	if (step - 2 < claims.len)
		verbs_delete(claims.items[step - 2], PROPAGATION_BACKGROUND, false, ret);
	else
		r = err_set(err, -ENOENT, "its claims have changed; look again");
	vec_release(&claims);
	return r;
}

static struct job *job(const struct intent *i)
{
	return remove_new(i->cache, i->object, (enum remove_way)i->value, i->other);
}

static void phrase(const struct intent *i, struct str *out)
{
	str_add(out, i->object->name);
	if (i->other) {
		str_add(out, " and ");
		count_add(out, (int64_t)count_claims(i), "claim");
	}
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
	KIND(persistentvolume), KIND(storageclass), KIND(service), KIND(poddisruptionbudget), NULL };

const struct action delete_set_action = {
	.name = "delete-set",
	.key = "ctrl-d",
	.place = 40,
	.word = "delete",
	.help = "Delete a set, in order or with a cascade",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_NAME,
	.ask = ASK_CHOICE,
	.asks = "cascade",
	.choices = ways,
	.nchoices = COUNT(ways),
	.asks_other = "claims",
	.others = fates,
	.nothers = COUNT(fates),
	.no_other = no_claims,
	.explain = explain,
	.build = build,
	.steps = steps,
	.job = job,
	.phrase = phrase,
	.needs = needs,
};
