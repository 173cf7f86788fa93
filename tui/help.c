#include "tui/help.h"

#include "tui/app.h"
#include "tui/command.h"

struct hint {
	const char *keys, *help;
};

/* What the widgets do themselves: they have no rows. */
static const struct hint moving[] = {
	{ "↑ ↓ j k", "up and down; on the board ← → too" },
	{ "g G", "top, bottom" },
	{ "← →", "along the lines of a text that are longer than the screen" },
	{ "^F ^B", "a page on, a page back" },
	{ "enter esc", "in, back (q goes back too)" },
	{ "/ n N", "filter a list (!word leaves out) or find in a text" },
	{ "space", "mark" },
	{ "S I", "sort by the next column, the other way round" },
	{ "[ ]", "on the board: the partition line one left, one right" },
	{ ":", "command: what follows, tab completes" },
	{ "^L ^Z ^C", "draw anew, suspend, leave" },
};

const char *help_title(enum help_part part)
{
	static const char *const titles[] = { [HELP_ACTIONS] = "What can be done", [HELP_MOVING] = "Moving",
					      [HELP_PLACES] = "Where to go" };

	return titles[part];
}

/* Takes both. */
static void add(help_vec *rows, char *left, char *text)
{
	vec_push(rows, ((struct help_row){ left, text }));
}

/* A key as it is written for people: "^D" for ctrl-d. */
static char *key_of(const struct action *a)
{
	if (!a->key)
		return xstrdup("");
	return starts_with(a->key, "ctrl-") ? xasprintf("^%c", a->key[5] - 32) : xstrdup(a->key);
}

static void add_actions(help_vec *rows)
{
	for (size_t i = 0; i < action_count(); i++) {
		const struct action *a = action_at(i);
		const char *asks = !a->build ? "" : a->danger == DANGER_NAME ? " (asks for the name)" : " (asks)";

		if (a->help)
			add(rows, key_of(a),
			    xasprintf("%s%s%s", a->help, asks, a->simulated ? " (bundled cluster)" : ""));
	}
}

static void add_moving(help_vec *rows)
{
	for (size_t i = 0; i < COUNT(moving); i++)
		add(rows, xstrdup(moving[i].keys), xstrdup(moving[i].help));
}

static void add_places(help_vec *rows)
{
	for (size_t i = 0; i < view_count(); i++) {
		const struct view_class *c = view_at(i);

		if (!c->about)
			add(rows, xasprintf(":%s", c->name),
			    c->opens ? xasprintf("%s (%s from anywhere)", c->help, c->opens) : xstrdup(c->help));
	}
	for (size_t i = 0; i < command_count(); i++) {
		const struct command_word *c = command_at(i);

		add(rows, xasprintf(":%s%s%s", c->name, c->argument ? " " : "", c->argument ? c->argument : ""),
		    xstrdup(c->help));
	}
}

void help_rows(enum help_part part, help_vec *ret)
{
	static void (*const parts[])(help_vec *rows) = { [HELP_ACTIONS] = add_actions, [HELP_MOVING] = add_moving,
							 [HELP_PLACES] = add_places };

	parts[part](ret);
}

void help_release(help_vec *rows)
{
	vec_each(rows, r) {
		free(r->left);
		free(r->text);
	}
	vec_release(rows);
}
