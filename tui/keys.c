/* Where a key goes: to the dialog, the prompt, the view, an action; in that order. */
#include "tui/app.h"
#include "tui/command.h"
#include "tui/dialog.h"
#include "tui/question.h"
#include "tui/work.h"
#include "tui/tutor.h"

static void dialog_takes(struct app *app, struct key k)
{
	if (k.code != (K_CTRL | 'c') && dialog_key(app->dialog, k))
		return;
	dialog_free(app->dialog);
	app->dialog = NULL;
}

/* --- the prompt --- */

static void apply_filter(struct app *app, const char *text)
{
	struct view *v = app_view(app);

	if (v->class->table)
		table_filter(&v->table, text);
	else
		pager_find(&v->pager, text);
}

static void offer_words(struct app *app)
{
	word_vec words = VEC_INIT;

	if (app->prompt.kind == PROMPT_COMMAND)
		command_words(app, app->prompt.text.buf, &words);
	prompt_words(&app->prompt, &words);
}

static void open_prompt(struct app *app, enum prompt_kind kind)
{
	struct view *v = app_view(app);
	const char *text = kind == PROMPT_COMMAND ? NULL : v->class->table ? v->table.filter : v->pager.find;

	prompt_open(&app->prompt, kind, text);
	offer_words(app);
}

static void accept_prompt(struct app *app, enum prompt_kind kind)
{
	_cleanup_(freep) char *line = xstrdup(app->prompt.text.buf);

	if (kind == PROMPT_COMMAND)
		app_command(app, line);
	else
		apply_filter(app, line);
}

static void prompt_takes(struct app *app, struct key k)
{
	enum prompt_kind kind = app->prompt.kind;
	enum prompt_result r = prompt_key(&app->prompt, k);

	if (r == PROMPT_GOES_ON) {
		offer_words(app);
		/* A list narrows as the filter is typed; a text jumps. */
		if (kind == PROMPT_FILTER)
			apply_filter(app, app->prompt.text.buf);
		return;
	}
	prompt_close(&app->prompt);
	if (r == PROMPT_ACCEPTED)
		accept_prompt(app, kind);
	else if (kind == PROMPT_FILTER)
		apply_filter(app, NULL);
}

/* --- keys that mean the same everywhere --- */

static void go_back(struct app *app)
{
	struct view *v = app_view(app);

	if (v->class->table && v->table.filter)
		table_filter(&v->table, NULL);
	else if (v->pager.find)
		pager_find(&v->pager, NULL);
	else if (!app_pop(app))
		app_say(app, ROLE_muted, "this is home; ctrl-c leaves");
}

static bool global_key(struct app *app, struct key k)
{
	switch (k.code) {
	case ':': open_prompt(app, PROMPT_COMMAND); return true;
	case '/': open_prompt(app, PROMPT_FILTER); return true;
	case '?': app_command(app, "help"); return true;
	case K_ESC: case 'q': go_back(app); return true;
	case K_CTRL | 'l':
		if (app->screen)
			app->screen->theme(app->screen, &app->theme);	/* draws every cell anew */
		return true;
	default: return false;
	}
}

/* Views that open by a key from anywhere. */
static bool opener_key(struct app *app, const char *name)
{
	for (size_t i = 0; i < view_count(); i++) {
		const struct view_class *c = view_at(i);

		if (c->opens && streq(c->opens, name) && app_view(app)->class != c) {
			app_push(app, c, NULL, NULL);
			return true;
		}
	}
	return false;
}

/* --- actions of two keys --- */

/* "space pause, . next event": what may come after the first key. */
static bool opens_prefix(struct app *app, const char *name)
{
	_cleanup_(str_release) struct str words = STR_INIT;
	size_t len = strlen(name);

	for (size_t i = 0; i < action_count(); i++) {
		const struct action *a = action_at(i);
		const struct object *o;
		const char *missing;

		if (!a->key || strncmp(a->key, name, len) || a->key[len] != ' ' ||
		    !action_applies(app, a, &o, &missing))
			continue;
		str_addf(&words, "%s%s %s", words.len ? ", " : "", a->key + len + 1, a->word);
	}
	if (!words.len || len >= sizeof(app->prefix))
		return false;
	memcpy(app->prefix, name, len + 1);
	app_say(app, ROLE_key, "%s: %s", name, words.buf);
	return true;
}

static void second_key(struct app *app, const char *name)
{
	_cleanup_(freep) char *both = xasprintf("%s %s", app->prefix, name);

	*app->prefix = '\0';
	free(take(app->message.text));
	if (!action_key(app, both) && !streq(name, "esc"))
		app_say(app, ROLE_muted, "%s means nothing here", both);
}

static void view_takes(struct app *app, struct key k)
{
	_cleanup_(str_release) struct str name = STR_INIT;
	struct view *v = app_view(app);

	/* A paste is text: here there is nothing to write it into. */
	if (k.pasted)
		return;
	key_print(k, &name);
	if (*app->prefix) {
		second_key(app, name.buf);
		return;
	}
	if (v->class->wants_text && v->class->wants_text(v) && view_key(v, k))
		return;
	if (!view_key(v, k) && !action_key(app, name.buf) && !opener_key(app, name.buf) &&
	    !opens_prefix(app, name.buf))
		global_key(app, k);
}

/* Ctrl-C closes what is open first; with nothing open, or nothing there yet, it leaves. */
static bool leaves(const struct app *app, struct key k)
{
	if (!app->stack.len && k.code == 'q')
		return true;
	return k.code == (K_CTRL | 'c') && !app->dialog && !app->prompt.kind;
}

void app_key(struct app *app, struct key k)
{
	if (app->message.text && app->message.until == INT64_MAX)
		free(take(app->message.text));
	app_dirty(app);
	if (app->tutor && tutor_key(app->tutor, k))
		return;
	if (k.code == (K_CTRL | 'z') && app->screen)
		app->screen->suspend(app->screen);
	else if (app->question)
		question_key(app, k);
	else if (leaves(app, k))
		work_leave(app);
	else if (!app_view(app))
		return;
	else if (app->dialog)
		dialog_takes(app, k);
	else if (app->prompt.kind)
		prompt_takes(app, k);
	else
		view_takes(app, k);
}
