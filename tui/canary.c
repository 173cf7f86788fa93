#include "tui/canary.h"

#include "client/image.h"
#include "jobs/rollout.h"
#include "jobs/rollout_tell.h"
#include "jobs/rollout_write.h"
#include "kube/kinds/statefulset.h"
#include "tui/editing.h"
#include "tui/form.h"

#define BY_HAND "by hand"
#define SECONDS_MOST 86400

enum { FIELD_CONTAINER, FIELD_IMAGE, FIELD_STEPS, FIELD_HOLD, FIELD_AVAILABLE, FIELD_RESTARTS, FIELD_KEEP };

/* What is wanted, as the form says it. */
struct want {
	struct rollout_wish wish;
	json *owned;			/* its change */
};

static void want_release(struct want *w)
{
	json_free(w->owned);
}

static bool edited(const struct intent *i)
{
	return *i->text;
}

/* --- the template --- */

static json *template_of(const struct object *set)
{
	_cleanup_(json_freep) json *tree = object_tree(set);
	const json *found = json_at(tree, "spec.template");

	return found ? json_copy(found) : json_object();
}

static json *containers_of(const json *pod_template)
{
	return json_at(pod_template, "spec.containers");
}

static const char *chosen_container(const struct intent *i, const json *pod_template)
{
	const json *first = json_first(containers_of(pod_template));

	return i->form ? form_text(i->form, FIELD_CONTAINER) : json_str_or(json_get(first, "name"), "");
}

static const char *image_of(const json *pod_template, const char *container)
{
	for (json *c = json_first(containers_of(pod_template)); c; c = json_next(c)) {
		if (streq0(json_get_str(c, "name"), container))
			return json_str_or(json_get(c, "image"), "");
	}
	return "";
}

static bool under_way(const struct object *set)
{
	return !streq(statefulset_of(set)->current_revision, statefulset_of(set)->update_revision);
}

const json *canary_template(const json *edit)
{
	const json *patch = json_get(edit, "patch"), *spec = json_get(patch, "spec");
	const json *changed = json_get(spec, "template");

	for (const json *m = json_first(patch); m; m = json_next(m)) {
		if (!streq(json_key(m), "spec") && !streq(json_key(m), "metadata"))
			return NULL;
	}
	/* The metadata of an edit has its preconditions at least. */
	for (const json *m = json_first(json_get(patch, "metadata")); m; m = json_next(m)) {
		if (!streq(json_key(m), "uid") && !streq(json_key(m), "resourceVersion"))
			return NULL;
	}
	return json_len(spec) == 1 && json_type(changed) == JSON_OBJECT ? changed : NULL;
}

/* --- what the fields hold --- */

static int read_number(const char *text, int32_t most, const char *what, int32_t *ret, struct err *err)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || *end || n < 0 || n > most)
		return err_set(err, -EINVAL, "%s: a number from 0 to %d", what, most);
	*ret = (int32_t)n;
	return 0;
}

static int read_hold(const char *text, int32_t *ret, struct err *err)
{
	*ret = ROLLOUT_BY_HAND;
	return streq(text, BY_HAND) ? 0 : read_number(text, SECONDS_MOST, "seconds, or \"" BY_HAND "\"", ret, err);
}

static int read_restarts(const char *text, int32_t *ret, struct err *err)
{
	*ret = ROLLOUT_ANY;
	return streq(text, "any") ? 0 : read_number(text, 1000, "restarts of a pod, or \"any\"", ret, err);
}

static int32_t number(const struct intent *i, size_t field)
{
	int32_t n = 0;

	if (field == FIELD_HOLD)
		read_hold(form_text(i->form, field), &n, NULL);
	else if (field == FIELD_RESTARTS)
		read_restarts(form_text(i->form, field), &n, NULL);
	else
		read_number(form_text(i->form, field), INT32_MAX, "", &n, NULL);
	return n;
}

static json *change_of(const struct intent *i, struct err *err)
{
	_cleanup_(json_freep) json *edit = edited(i) ? json_parse(i->text, strlen(i->text), NULL) : NULL;
	_cleanup_(json_freep) json *now = template_of(i->object);
	const char *container = form_text(i->form, FIELD_CONTAINER), *image = form_text(i->form, FIELD_IMAGE);

	if (edited(i))
		return json_copy(canary_template(edit));
	if (streq(image, image_of(now, container)))
		return NULL;		/* The update that is under way moves on. */
	_cleanup_(freep) char *text = xasprintf("%s=%s", container, image);

	return rollout_image(i->object, text, err);
}

static int read_want(const struct intent *i, struct want *ret, struct err *err)
{
	if (!form_good(i->form, i))
		return err_set(err, -EINVAL, "a field is not as it must be");
	ret->wish.merge = edited(i);
	ret->wish.steps = form_text(i->form, FIELD_STEPS);
	ret->wish.rule = (struct rollout_rule)ROLLOUT_RULE;
	ret->wish.rule.hold_s = number(i, FIELD_HOLD);
	ret->wish.rule.available_s = number(i, FIELD_AVAILABLE);
	ret->wish.rule.restarts = number(i, FIELD_RESTARTS);
	ret->wish.rule.min_healthy = number(i, FIELD_KEEP);
	ret->owned = change_of(i, err);
	ret->wish.change = ret->owned;
	return 0;
}

/* --- the fields --- */

static char *first_container(const struct intent *i)
{
	_cleanup_(json_freep) json *now = template_of(i->object);

	return xstrdup(json_str_or(json_get(json_first(containers_of(now)), "name"), ""));
}

static void offer_containers(const struct intent *i, word_vec *ret)
{
	_cleanup_(json_freep) json *now = template_of(i->object);

	for (json *c = json_first(containers_of(now)); c; c = json_next(c))
		vec_push(ret, xstrdup(json_str_or(json_get(c, "name"), "")));
}

static bool one_container(const struct intent *i)
{
	_cleanup_(json_freep) json *now = template_of(i->object);

	return edited(i) || json_len(containers_of(now)) < 2;
}

static char *first_image(const struct intent *i)
{
	_cleanup_(json_freep) json *now = template_of(i->object);

	return xstrdup(image_of(now, chosen_container(i, now)));
}

static int check_image(const struct intent *i, const char *text, struct err *err)
{
	_cleanup_(json_freep) json *now = template_of(i->object);

	if (!*text || strchr(text, ' '))
		return err_set(err, -EINVAL, "an image is one word, as registry/name:tag");
	if (streq(text, image_of(now, chosen_container(i, now))) && !under_way(i->object))
		return err_set(err, -EINVAL, "this is the image it runs: write another one");
	return 0;
}

static char *first_steps(const struct intent *i UNUSED)
{
	return xstrdup("last,half,all");
}

static void offer_steps(const struct intent *i UNUSED, word_vec *ret)
{
	static const char *const steps[] = { "last,half,all", "1,2,all", "25%,50%,all", "1,all", "last", "all" };

	for (size_t k = 0; k < COUNT(steps); k++)
		vec_push(ret, xstrdup(steps[k]));
}

/* Only whether they can be read: what forbids the plan is told with it. */
static int check_steps(const struct intent *i, const char *text, struct err *err)
{
	_cleanup_(json_freep) json *some = json_object();
	struct rollout_wish wish = { .change = some, .steps = text };
	struct rollout_plan plan;
	int r = rollout_plan_make(i->cache, i->object, &wish, &plan, err);

	if (r == 0)
		rollout_plan_release(&plan);
	return r;
}

static char *first_hold(const struct intent *i UNUSED)
{
	return xstrdup(BY_HAND);
}

static void offer_holds(const struct intent *i UNUSED, word_vec *ret)
{
	static const char *const holds[] = { BY_HAND, "0", "30", "300" };

	for (size_t k = 0; k < COUNT(holds); k++)
		vec_push(ret, xstrdup(holds[k]));
}

static int check_hold(const struct intent *i UNUSED, const char *text, struct err *err)
{
	int32_t n;

	return read_hold(text, &n, err);
}

static char *first_zero(const struct intent *i UNUSED)
{
	return xstrdup("0");
}

static int check_available(const struct intent *i UNUSED, const char *text, struct err *err)
{
	int32_t n;

	return read_number(text, SECONDS_MOST, "seconds", &n, err);
}

static int check_restarts(const struct intent *i UNUSED, const char *text, struct err *err)
{
	int32_t n;

	return read_restarts(text, &n, err);
}

static int check_keep(const struct intent *i, const char *text, struct err *err)
{
	int32_t n;

	return read_number(text, statefulset_of(i->object)->replicas, "pods of the set", &n, err);
}

static bool hidden_image(const struct intent *i)
{
	return edited(i);
}

static const struct field fields[] = {
	[FIELD_CONTAINER] = { .label = "container", .width = 24, .closed = true, .first = first_container,
			      .help = "whose image it is", .offers = offer_containers, .hidden = one_container },
	[FIELD_IMAGE] = { .label = "image", .first = first_image, .check = check_image, .hidden = hidden_image,
			  .follows = FIELD_CONTAINER + 1, .help = "that the template is to have" },
	[FIELD_STEPS] = { .label = "steps", .width = 24, .anew = true, .first = first_steps, .offers = offer_steps,
			  .check = check_steps, .help = "new from the top: numbers, last, half, all, 25%" },
	[FIELD_HOLD] = { .label = "hold", .width = 8, .beside = true, .anew = true, .first = first_hold,
			 .offers = offer_holds, .check = check_hold,
			 .help = "after a healthy step: seconds, or \"" BY_HAND "\"" },
	[FIELD_AVAILABLE] = { .label = "ready for", .width = 6, .anew = true, .first = first_zero,
			      .check = check_available, .help = "seconds, before a step counts as healthy" },
	[FIELD_RESTARTS] = { .label = "restarts", .width = 4, .beside = true, .anew = true, .first = first_zero,
			     .check = check_restarts, .help = "of one pod in a step that are let pass, or \"any\"" },
	[FIELD_KEEP] = { .label = "keep ready", .width = 4, .beside = true, .anew = true, .first = first_zero,
			 .check = check_keep, .help = "pods of the set at any time; 0: not asked" },
};

/* --- what is told and asked --- */

void canary_notes(const limit_vec *told, note_vec *notes)
{
	static const enum role roles[] = { [LIMIT_PLAIN] = ROLE_text, [LIMIT_NOTE] = ROLE_muted,
					   [LIMIT_WARNS] = ROLE_warn, [LIMIT_FORBIDS] = ROLE_bad };

	vec_each(told, l)
		note_add(notes, roles[l->weight], l->label, "%s", l->text);
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(want_release) struct want w = { 0 };
	limit_vec told = VEC_INIT;
	struct rollout_plan plan;

	if (edited(i))
		editing_tell(i->text, notes);
	if (read_want(i, &w, NULL) || rollout_plan_make(i->cache, i->object, &w.wish, &plan, NULL))
		return;		/* The form says why. */
	rollout_tell(&plan, &w.wish, &told);
	canary_notes(&told, notes);
	rollout_limits_release(&told);
	rollout_plan_release(&plan);
}

/* What the server is asked beforehand: may the partition be set, is the new template sound. */
static int build(const struct intent *i, struct request *ret, struct err *err)
{
	_cleanup_(want_release) struct want w = { 0 };
	struct rollout_plan plan;
	int r = read_want(i, &w, err);

	if (r == 0)
		r = rollout_plan_make(i->cache, i->object, &w.wish, &plan, err);
	if (r)
		return r;
	if (rollout_plan_forbids(&plan))
		r = err_set(err, -EINVAL, "%s", rollout_plan_forbids(&plan));
	else
		rollout_write_asked(i->object, &w.wish, i->step, ret);
	rollout_plan_release(&plan);
	return r;
}

static size_t steps(const struct intent *i)
{
	_cleanup_(want_release) struct want w = { 0 };

	return read_want(i, &w, NULL) ? 1 : rollout_write_count(&w.wish);
}

static struct job *job(const struct intent *i)
{
	_cleanup_(want_release) struct want w = { 0 };

	return read_want(i, &w, NULL) ? NULL : rollout_new(i->cache, i->object, &w.wish, NULL);
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s is rolled out", i->object->name);
}

static const struct kind *const needs[] = { KIND(pod), KIND(poddisruptionbudget), NULL };

const struct action canary_image = {
	.name = "canary", .word = "canary", .help = "Roll another image out step by step", .on = KIND(statefulset),
	.needs_object = true, .danger = DANGER_ASK, .ask = ASK_FORM, .fields = fields, .nfields = COUNT(fields),
	.explain = explain, .build = build, .steps = steps, .job = job, .done = done, .needs = needs,
};

const struct action canary_edit = {
	.name = "canary", .word = "canary", .help = "Roll an edit of the template out step by step",
	.on = KIND(statefulset), .needs_object = true, .danger = DANGER_ASK, .ask = ASK_FORM, .fields = fields,
	.nfields = COUNT(fields), .explain = explain, .build = build, .steps = steps, .job = job, .done = done,
	.needs = needs, .again = editing_again, .left = editing_left, .begun = editing_begun,
};
