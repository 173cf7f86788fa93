/* Help, made from the rows: what the keys do, what `:` takes. Nothing here is written twice. */
#include "tui/app.h"
#include "tui/command.h"

struct hint {
	const char *keys, *help;
};

/* What the widgets do themselves: they have no rows. */
static const struct hint moving[] = {
	{ "↑ ↓ j k", "up and down; on the board ← → too" },
	{ "g G", "top, bottom" },
	{ "^F ^B", "a page on, a page back" },
	{ "enter esc", "in, back (q goes back too)" },
	{ "/ n N", "filter a list (!word leaves out) or find in a text" },
	{ "space", "mark" },
	{ "S I", "sort by the next column, the other way round" },
	{ "[ ]", "on the board: the partition line one left, one right" },
	{ ":", "command: what follows, tab completes" },
	{ "^L ^Z ^C", "draw anew, suspend, leave" },
};

static void heading(struct view *v, const char *text)
{
	if (v->pager.lines.len)
		pager_add(&v->pager, ROLE_text, "");
	pager_add(&v->pager, ROLE_accent, text);
}

static void line(struct view *v, const char *left, const char *text)
{
	int pad = MAX(14 - text_columns(left), 1);
	_cleanup_(freep) char *label = xasprintf("  %s%*s", left, pad, "");

	pager_add_labelled(&v->pager, ROLE_key, label, text);
}

static void add_actions(struct view *v)
{
	for (size_t i = 0; i < action_count(); i++) {
		const struct action *a = action_at(i);
		_cleanup_(freep) char *text = NULL;

		if (!a->help)
			continue;
		_cleanup_(freep) char *key = !a->key ? xstrdup("") : starts_with(a->key, "ctrl-") ?
			xasprintf("^%c", a->key[5] - 32) : xstrdup(a->key);

		text = xasprintf("%s%s%s", a->help,
		                 !a->build                  ? ""
		                 : a->danger == DANGER_NAME ? " (asks for the name)"
		                                            : " (asks)",
		                 a->simulated ? " (bundled cluster)" : "");
		line(v, key, text);
	}
}

static void add_views(struct view *v)
{
	for (size_t i = 0; i < view_count(); i++) {
		const struct view_class *c = view_at(i);
		_cleanup_(freep) char *name = xasprintf(":%s", c->name);
		_cleanup_(freep) char *text =
		    c->opens ? xasprintf("%s (%s from anywhere)", c->help, c->opens) : xstrdup(c->help);

		if (!c->about)
			line(v, name, text);
	}
}

static void add_commands(struct view *v)
{
	for (size_t i = 0; i < command_count(); i++) {
		const struct command_word *c = command_at(i);
		_cleanup_(freep) char *name = xasprintf(":%s %s", c->name, c->argument ? c->argument : "");

		line(v, name, c->help);
	}
}

static void open(struct view *v)
{
	heading(v, "What can be done");
	add_actions(v);
	heading(v, "Moving");
	for (size_t i = 0; i < COUNT(moving); i++)
		line(v, moving[i].keys, moving[i].help);
	heading(v, "Where to go");
	add_views(v);
	add_commands(v);
	heading(v, "States");
	pager_add(&v->pager, ROLE_text, "  ready ●   starting ◐   not ready ○   stopping ◌   failed ✕   missing ·");
	pager_add(&v->pager, ROLE_text,
	          "  condemned ▽ (goes when the set shrinks)   ◎ ready, still on the old revision");
}

const struct view_class help_view = { .name = "help", .help = "This page", .open = open };
