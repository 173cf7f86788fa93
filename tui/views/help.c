/* Help, made from the rows: what the keys do, what `:` takes. Nothing here is written twice. */
#include "tui/app.h"
#include "tui/help.h"

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

static void add_part(struct view *v, enum help_part part)
{
	help_vec rows = VEC_INIT;

	heading(v, help_title(part));
	help_rows(part, &rows);
	vec_each(&rows, r)
		line(v, r->left, r->text);
	help_release(&rows);
}

static void open(struct view *v)
{
	for (enum help_part part = 0; part < HELP_PARTS; part++)
		add_part(v, part);
	heading(v, "States");
	pager_add(&v->pager, ROLE_text, "  ready ●   starting ◐   not ready ○   stopping ◌   failed ✕   missing ·");
	pager_add(&v->pager, ROLE_text,
	          "  condemned ▽ (goes when the set shrinks)   ◎ ready, still on the old revision");
}

const struct view_class help_view = { .name = "help", .help = "This page", .open = open };
