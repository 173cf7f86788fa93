/* The keys of a dialog: choosing, answering, going over to another action, rehearsing. */
#include "tui/dialog_state.h"

#include <stdlib.h>

#include "tui/rehearsal.h"

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
		dialog_ask(d);
	if (step) {
		set_value(d, d->value + step);
		dialog_choose(d);
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
		dialog_ask(d);
	return true;
}

static bool form_takes(struct dialog *d, struct key k)
{
	struct intent i = dialog_intent(d);
	enum form_result r = form_key(&d->form, &i, k);

	if (r == FORM_ACCEPTED)
		dialog_ask(d);
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
		dialog_choose(d);
		return;
	}
	if (d->action->ask == ASK_CHOICE)
		d->value = (d->value + step + (int64_t)d->action->nchoices) % (int64_t)d->action->nchoices;
	else if (d->action->ask == ASK_NUMBER)
		set_value(d, d->value - step);
	else
		return;
	dialog_ask(d);
}

static void choose_second(struct dialog *d)
{
	const char *why = dialog_no_other(d);

	if (why) {
		app_say(d->app, ROLE_muted, "%s", why);
		return;
	}
	d->other = (d->other + 1) % d->action->nothers;
	dialog_ask(d);
}

static bool typed_key(struct dialog *d, struct key k)
{
	if (k.code == K_ENTER) {
		_cleanup_(str_release) struct str phrase = STR_INIT;

		dialog_phrase(d, &phrase);
		if (!streq(d->field.buf, phrase.buf) || !may_act(d))
			return true;
		dialog_commit(d);
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
	dialog_commit(d);
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
	if ((!dialog_has_job(d) || d->form.n) && dialog_build(d, &r, &err)) {
		app_say(d->app, ROLE_bad, "%s", err.text);
		return;
	}
	if (dialog_has_job(d))
		request_release(&r);
	errand_forget(d->app, d);
	rehearsal_open(d->app, d, d->object, &r, dialog_has_job(d) ? d->action->job(&i) : NULL);
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
