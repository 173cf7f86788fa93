#include "tui/action.h"

#include "tui/app.h"
#include "tui/dialog.h"

static const struct action *const actions[] = {
#define X(file) &file##_action,
#include "actions.inc"
#undef X
};

size_t action_count(void)
{
	return COUNT(actions);
}

const struct action *action_at(size_t index)
{
	return actions[index];
}

void note_add(note_vec *notes, enum role role, const char *label, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	vec_push(notes, ((struct note){ label, str_take(&text), role }));
}

void notes_release(note_vec *notes)
{
	for (size_t i = 0; i < notes->len; i++)
		free(notes->items[i].text);
	vec_release(notes);
}

bool action_applies(struct app *app, const struct action *a, const struct object **ret, const char **ret_missing)
{
	struct target targets[VIEW_TARGETS] = { 0 };
	size_t n = app_view(app) ? view_targets(app_view(app), targets) : 0;

	*ret = NULL;
	*ret_missing = "nothing is selected";
	if (a->simulated && !app->options.simulated)
		return false;
	if (a->in && !(app_view(app) && streq(app_view(app)->class->name, a->in)))
		return false;
	if (!a->on && !a->needs_object)
		return true;
	for (size_t i = 0; i < n; i++) {
		if (a->on && a->on != targets[i].kind)
			continue;
		*ret = targets[i].object;
		*ret_missing = targets[i].missing;
		return true;
	}
	return false;
}

/* How near the action's object is to what is selected: several actions may share a key, and the nearest wins. */
static size_t distance(struct app *app, const struct action *a)
{
	struct target targets[VIEW_TARGETS] = { 0 };
	size_t n = app_view(app) ? view_targets(app_view(app), targets) : 0;

	for (size_t i = 0; i < n && !a->in; i++) {
		if (a->on == targets[i].kind)
			return i + 1;
	}
	return a->in ? 0 : VIEW_TARGETS + 1;
}

bool action_withheld(struct app *app, const struct action *a)
{
	if (app->options.read_only)
		app_say(app, ROLE_warn, "read-only: %s is not done here", a->name);
	return app->options.read_only;
}

static void start(struct app *app, const struct action *a, const struct object *o, const int64_t *value,
                  const char *text)
{
	if (action_withheld(app, a))
		return;
	dialog_free(app->dialog);
	app->dialog = dialog_new(app, a, o, value, text);
	app_dirty(app);
}

void action_start(struct app *app, const struct action *a, const struct object *o, const int64_t *value)
{
	start(app, a, o, value, NULL);
}

void action_start_text(struct app *app, const struct action *a, const struct object *o, const char *text)
{
	start(app, a, o, NULL, text);
}

const struct action *action_of_key(struct app *app, const char *key_name)
{
	const struct action *best = NULL;
	const struct object *o;
	const char *missing;

	for (size_t i = 0; i < COUNT(actions); i++) {
		const struct action *a = actions[i];

		if (!a->key || !streq(a->key, key_name) || !action_applies(app, a, &o, &missing))
			continue;
		if (!best || distance(app, a) < distance(app, best))
			best = a;
	}
	return best;
}

bool action_key(struct app *app, const char *key_name)
{
	const struct action *best = action_of_key(app, key_name);
	const struct object *o;
	const char *missing;

	if (!best || !action_applies(app, best, &o, &missing))
		return false;
	if (!o && (best->on || best->needs_object))
		app_say(app, ROLE_warn, "%s: %s", best->name, missing);
	else if (best->run)
		best->run(app, o);
	else
		action_start(app, best, o, NULL);
	return true;
}
