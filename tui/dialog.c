#include "tui/dialog_state.h"

#include <stdlib.h>

#include "client/verbs.h"
#include "jobs/job.h"
#include "tui/work.h"

static struct intent first_intent(const struct dialog *d)
{
	return (struct intent){ .action = d->action,
		                .cache = app_cache(d->app),
		                .object = d->object,
		                .context = d->context,
		                .now_s = app_now_s(d->app),
		                .narrow = client_watch_state(d->app->connection.client, KIND(pod)).narrowed,
		                .value = d->value,
		                .text = d->text,
		                .form = d->form.n ? &d->form : NULL };
}

const char *dialog_no_other(const struct dialog *d)
{
	struct intent i = first_intent(d);

	return d->action->no_other ? d->action->no_other(&i) : NULL;
}

struct intent dialog_intent(const struct dialog *d)
{
	struct intent i = first_intent(d);

	i.other = dialog_no_other(d) ? 0 : d->other;
	return i;
}

enum danger dialog_danger(const struct dialog *d)
{
	struct intent i = dialog_intent(d);

	return d->action->danger_of ? d->action->danger_of(&i) : d->action->danger;
}

/* --- checking and sending --- */

/* A budget that has no room now is no refusal: whoever asks for an eviction waits for it. */
static bool passes(const struct answer *a)
{
	return answer_ok(a) || (a->code == 429 && a->status.causes.len &&
				streq0(a->status.causes.items[0].reason, "DisruptionBudget"));
}

static void checked(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct dialog *d = arg;

	d->unchecked--;
	if (d->check == CHECK_REFUSED)
		return;
	if (!passes(a)) {
		d->check = CHECK_REFUSED;
		d->refusal = xstrdup(errand_failure(a));
	} else if (!d->unchecked) {
		d->check = CHECK_OK;
	}
}

size_t dialog_steps(const struct dialog *d)
{
	struct intent i = dialog_intent(d);

	return d->action->steps ? d->action->steps(&i) : 1;
}

int dialog_build_step(const struct dialog *d, size_t step, struct request *ret, struct err *err)
{
	struct intent i = dialog_intent(d);

	i.step = step;
	return d->action->build(&i, ret, err);
}

int dialog_build(const struct dialog *d, struct request *ret, struct err *err)
{
	return dialog_build_step(d, 0, ret, err);
}

void dialog_phrase(const struct dialog *d, struct str *out)
{
	struct intent i = dialog_intent(d);

	if (d->action->phrase)
		d->action->phrase(&i, out);
	else
		str_add(out, d->object->name);
}

/* Every request of the action is checked, so that the last one is not refused when the first is done. */
static void check(struct dialog *d)
{
	struct err err = ERR_INIT;

	d->check = CHECK_RUNNING;
	d->unchecked = dialog_steps(d);
	for (size_t step = 0, steps = d->unchecked; step < steps; step++) {
		struct request r = REQUEST_INIT;

		if (dialog_build_step(d, step, &r, &err)) {
			d->check = CHECK_REFUSED;
			d->refusal = xstrdup(err.text);
			return;
		}
		verbs_dry_run(&r);
		errand_send(d->app, &r, checked, d, NULL);
	}
}

/* Asks the question anew: the server checks what is chosen now, and letters are dead again for a moment. */
void dialog_ask(struct dialog *d)
{
	errand_forget(d->app, d);
	free(take(d->refusal));
	d->stage = STAGE_ASKING;
	d->focus_act = false;
	d->asked_ms = app_mono_ms(d->app);
	if (d->action->ask == ASK_NUMBER || d->action->ask == ASK_TEXT) {
		str_reset(&d->field);
		d->at = 0;
	}
	check(d);
}

void dialog_choose(struct dialog *d)
{
	d->stage = STAGE_CHOOSING;
	if (d->action->ask == ASK_FORM)
		return;
	str_reset(&d->field);
	if (d->action->ask == ASK_TEXT)
		str_add(&d->field, d->text);
	else
		str_addf(&d->field, "%" PRId64, d->value);
	d->at = d->field.len;
	d->fresh = d->action->ask == ASK_NUMBER;
}

struct dialog *dialog_new(struct app *app, const struct action *a, const struct object *o, const int64_t *value,
                          const char *text)
{
	struct dialog *d = xcalloc(1, sizeof(*d));

	d->app = app;
	d->action = a;
	d->object = object_ref(o);
	d->context = xstrdup(app->connection.context ? app->connection.context : "");
	d->field = (struct str)STR_INIT;
	d->value = value ? *value : a->current ? a->current(o) : 0;
	d->text = text ? xstrdup(text) : a->current_text ? a->current_text(o) : xstrdup("");
	for (const struct kind *const *k = a->needs; k && *k; k++)
		client_want(app->connection.client, *k, app->namespace, app->connection.namespace, OBJECT_FACTS);
	if (a->ask == ASK_FORM) {
		struct intent i = first_intent(d);

		form_open(&d->form, a->fields, a->nfields, &i);
	}
	if (a->ask == ASK_TEXT || a->ask == ASK_FORM || (a->ask == ASK_NUMBER && !value))
		dialog_choose(d);
	else
		dialog_ask(d);
	return d;
}

void dialog_free(struct dialog *d)
{
	if (!d)
		return;
	if (d->action->left && !d->settled)
		d->action->left(d->app, d->lost);
	errand_forget(d->app, d);
	for (const struct kind *const *k = d->action->needs; k && *k; k++)
		client_unwant(d->app->connection.client, *k);
	object_unref(d->object);
	free(d->context);
	free(d->refusal);
	free(d->text);
	form_release(&d->form);
	str_release(&d->field);
	free(d);
}

/* Why the pinned object may not be acted on any more, or NULL. */
static const char *lost_object(const struct dialog *d)
{
	const struct object *now = cache_get(app_cache(d->app), d->object->kind, d->object->namespace, d->object->name);

	if (d->action->absent)
		return now ? "is there already" : NULL;
	if (!now)
		return "is gone";
	if (!streq(now->uid, d->object->uid))
		return "was replaced by another of the same name";
	if (now->deleted && !d->object->deleted)
		return "is being deleted already";
	if (now->generation != d->object->generation)
		return "was changed by somebody else; look again";
	if (!streq0(d->app->connection.context, d->context))
		return "is in a context that is left";
	return NULL;
}

bool dialog_update(struct dialog *d)
{
	const char *why = lost_object(d);

	d->lost = why;
	if (why)
		app_say(d->app, ROLE_warn, "%s not done: %s %s", d->action->word, d->object->name, why);
	return !why;
}

static void sent(void *arg, const char *about, const struct answer *a)
{
	struct app *app = arg;

	if (answer_ok(a))
		app_say(app, ROLE_ok, "%s", about);
	else if (verbs_outdated(a))
		app_say(app, ROLE_bad, "not done (%s): it is not what it was when you were asked; look again", about);
	else
		app_say(app, ROLE_bad, "not done (%s): %s", about, errand_failure(a));
}

/* What it does is a job, as it is chosen now. */
bool dialog_has_job(const struct dialog *d)
{
	struct intent i = dialog_intent(d);

	return d->action->job && !(d->action->at_once && d->action->at_once(&i));
}

static void commit_job(struct dialog *d, const struct intent *i)
{
	struct job *j = d->action->job(i);

	if (!j) {
		app_say(d->app, ROLE_bad, "not done: %s is not what it was; look again", d->object->name);
		return;
	}
	d->settled = true;
	if (d->action->begun)
		d->action->begun(d->app);
	work_start(d->app, j);
}

void dialog_commit(struct dialog *d)
{
	_cleanup_(str_release) struct str about = STR_INIT;
	struct intent i = dialog_intent(d);
	struct request r = REQUEST_INIT;
	struct err err = ERR_INIT;

	if (!dialog_update(d))
		return;
	if (dialog_has_job(d)) {
		commit_job(d, &i);
		return;
	}
	if (dialog_build(d, &r, &err)) {
		app_say(d->app, ROLE_bad, "%s", err.text);
		return;
	}
	d->action->done(&i, &about);
	app_say(d->app, ROLE_muted, "%s: sent, no answer yet", about.buf);
	log_write(d->app->options.log, LOG_INFO, "%s %s %s/%s uid %s in %s: %s", request_method(&r),
	          d->object->kind->plural, d->object->namespace, d->object->name, d->object->uid, d->context,
	          about.buf);
	if (d->action->sent)
		d->action->sent(d->app);
	d->settled = true;
	errand_send(d->app, &r, d->action->answered ? d->action->answered : sent, d->app, about.buf);
}

void dialog_resume(struct dialog *d)
{
	if (d->stage == STAGE_ASKING)
		dialog_ask(d);
}
