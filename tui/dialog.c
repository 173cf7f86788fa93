#include "tui/dialog_state.h"

#include <stdlib.h>

#include "client/verbs.h"
#include "jobs/job.h"
#include "tui/rehearsal.h"
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
static void ask(struct dialog *d)
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

static void choose(struct dialog *d)
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
		choose(d);
	else
		ask(d);
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
static bool has_job(const struct dialog *d)
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

static void commit(struct dialog *d)
{
	_cleanup_(str_release) struct str about = STR_INIT;
	struct intent i = dialog_intent(d);
	struct request r = REQUEST_INIT;
	struct err err = ERR_INIT;

	if (!dialog_update(d))
		return;
	if (has_job(d)) {
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

/* --- keys --- */

static void set_value(struct dialog *d, int64_t value)
{
	int64_t highest = d->action->highest ? d->action->highest(d->object) : INT32_MAX;

	d->value = MIN(MAX(value, 0), highest);
}

static void field_to_value(struct dialog *d)
{
	char *end;
	long long n = strtoll(d->field.buf, &end, 10);

	if (d->field.len && !*end)
		set_value(d, n);
}

static bool choosing_key(struct dialog *d, struct key k)
{
	int64_t step = k.code == K_UP || k.code == K_RIGHT || k.code == '+' ? 1 :
		       k.code == K_DOWN || k.code == K_LEFT || k.code == '-' ? -1 : 0;

	if (k.code == K_ESC)
		return false;
	if (k.code == K_ENTER && d->action->current && d->value == d->action->current(d->object))
		app_say(d->app, ROLE_muted, "it is %" PRId64 " already", d->value);
	else if (k.code == K_ENTER)
		ask(d);
	if (step) {
		set_value(d, d->value + step);
		choose(d);
	} else if (!key_is_text(k) || (k.code >= '0' && k.code <= '9' && (d->fresh || d->field.len < 9))) {
		if (d->fresh && key_is_text(k)) {
			str_reset(&d->field);
			d->at = 0;
		}
		d->fresh = false;
		edit_key(&d->field, &d->at, k);
		field_to_value(d);
	}
	return true;
}

static bool text_key(struct dialog *d, struct key k)
{
	if (k.code == K_ESC)
		return false;
	if (k.code != K_ENTER) {
		edit_key(&d->field, &d->at, k);
		free(d->text);
		d->text = xstrdup(d->field.buf);
		return true;
	}
	_cleanup_(freep) char *current = d->action->current_text(d->object);

	if (streq(d->text, current))
		app_say(d->app, ROLE_muted, "it is %s already", current);
	else
		ask(d);
	return true;
}

static bool form_takes(struct dialog *d, struct key k)
{
	struct intent i = first_intent(d);
	enum form_result r = form_key(&d->form, &i, k);

	if (r == FORM_ACCEPTED)
		ask(d);
	return r != FORM_LEFT;
}

/* The question may be answered with yes now. */
static bool may_act(struct dialog *d)
{
	if (app_mono_ms(d->app) - d->asked_ms < DIALOG_DEAD_MS)
		return false;
	if (d->check == CHECK_RUNNING)
		app_say(d->app, ROLE_muted, "the server has not checked it yet");
	return d->check == CHECK_OK;
}

static void choose_other(struct dialog *d, int step)
{
	if (d->action->ask == ASK_TEXT || d->action->ask == ASK_FORM) {
		errand_forget(d->app, d);
		choose(d);
		return;
	}
	if (d->action->ask == ASK_CHOICE)
		d->value = (d->value + step + (int64_t)d->action->nchoices) % (int64_t)d->action->nchoices;
	else if (d->action->ask == ASK_NUMBER)
		set_value(d, d->value - step);
	else
		return;
	ask(d);
}

static void choose_second(struct dialog *d)
{
	const char *why = dialog_no_other(d);

	if (why) {
		app_say(d->app, ROLE_muted, "%s", why);
		return;
	}
	d->other = (d->other + 1) % d->action->nothers;
	ask(d);
}

static bool typed_key(struct dialog *d, struct key k)
{
	if (k.code == K_ENTER) {
		_cleanup_(str_release) struct str phrase = STR_INIT;

		dialog_phrase(d, &phrase);
		if (!streq(d->field.buf, phrase.buf) || !may_act(d))
			return true;
		commit(d);
		return false;
	}
	edit_key(&d->field, &d->at, k);
	return true;
}

/* Where a name is typed letters are text, until nothing can be sent any more. */
bool dialog_can_again(const struct dialog *d)
{
	return d->action->again && (dialog_danger(d) != DANGER_NAME || d->check == CHECK_REFUSED);
}

const struct action *dialog_instead(const struct dialog *d)
{
	struct intent i = dialog_intent(d);

	return d->action->instead && d->stage == STAGE_ASKING ? d->action->instead(&i) : NULL;
}

/* The other action's dialog takes the place of this one, which is gone then. */
static void go_over(struct dialog *d)
{
	const struct action *other = dialog_instead(d);
	const struct object *object = object_ref(d->object);
	_cleanup_(freep) char *text = xstrdup(d->text);

	d->settled = true;
	action_start_text(d->app, other, object, text);
	object_unref(object);
}

static bool asking_key(struct dialog *d, struct key k)
{
	if (k.code == K_ESC)
		return false;
	if (k.code == K_UP || k.code == K_DOWN) {
		choose_other(d, k.code == K_DOWN ? 1 : -1);
		return true;
	}
	if (d->action->asks_other && k.code == K_TAB) {
		choose_second(d);
		return true;
	}
	if (k.code == 'c' && dialog_instead(d)) {
		go_over(d);
		return true;
	}
	if (k.code == 'e' && dialog_can_again(d)) {
		d->settled = true;
		d->action->again(d->app, d->refusal);
		return false;
	}
	if (dialog_danger(d) == DANGER_NAME)
		return typed_key(d, k);
	if (k.code == 'n' || k.code == 'q' || (k.code == K_ENTER && !d->focus_act))
		return false;
	if (k.code == K_TAB || k.code == K_LEFT || k.code == K_RIGHT || k.code == (K_SHIFT | K_TAB))
		d->focus_act = !d->focus_act;
	if ((k.code != 'y' && !(k.code == K_ENTER && d->focus_act)) || !may_act(d))
		return true;
	commit(d);
	return false;
}

/* --- rehearsing --- */

bool dialog_takes_text(const struct dialog *d)
{
	if (d->stage == STAGE_CHOOSING)
		return d->action->ask == ASK_TEXT || d->action->ask == ASK_FORM;
	return dialog_danger(d) == DANGER_NAME;
}

/* R, or where letters are text ctrl-r. */
static bool asks_rehearsal(const struct dialog *d, struct key k)
{
	return k.code == (K_CTRL | 'r') || (k.code == 'R' && !dialog_takes_text(d));
}

/* The dialog steps aside for the view of the rehearsal, which brings it back. */
static void rehearse(struct dialog *d)
{
	struct intent i = dialog_intent(d);
	struct request r = REQUEST_INIT;
	struct err err = ERR_INIT;

	if (!d->app->options.rehearser) {
		app_say(d->app, ROLE_muted, "nothing can be rehearsed here");
		return;
	}
	if ((!has_job(d) || d->form.n) && dialog_build(d, &r, &err)) {
		app_say(d->app, ROLE_bad, "%s", err.text);
		return;
	}
	if (has_job(d))
		request_release(&r);
	errand_forget(d->app, d);
	rehearsal_open(d->app, d, d->object, &r, has_job(d) ? d->action->job(&i) : NULL);
}

void dialog_resume(struct dialog *d)
{
	if (d->stage == STAGE_ASKING)
		ask(d);
}

bool dialog_key(struct dialog *d, struct key k)
{
	bool text = d->stage == STAGE_CHOOSING && dialog_takes_text(d);

	/* A paste answers nothing, and a name that is asked for is to be typed. A text may come from elsewhere. */
	if (k.pasted && !(text && key_is_text(k)))
		return true;
	if (asks_rehearsal(d, k)) {
		rehearse(d);
		return true;
	}
	if (text && d->action->ask == ASK_FORM)
		return form_takes(d, k);
	if (text)
		return text_key(d, k);
	return d->stage == STAGE_CHOOSING ? choosing_key(d, k) : asking_key(d, k);
}
