#include "tui/board_draw.h"

#include "tui/ages.h"

#define MARGIN 3
#define WIDE 15				/* a box that holds "condemned ▽" */
#define NARROW 11			/* one that holds a five-letter word */
#define BOX_ROWS 7
#define LINE_COLUMNS 2			/* the partition line and a blank */

struct grid {
	int box;			/* columns of a box */
	int per_row, rows;
	int y;				/* of the first row of boxes */
	bool has_line;
};

static bool fits(const struct board *b, struct grid *g, int box, struct rect r)
{
	int n = MAX((int)b->slots.len, 1);

	g->box = box;
	/* Room for the line is kept though it may not be drawn, so that taking it in the hand moves nothing. */
	g->per_row = MAX((r.width - MARGIN - 1 - LINE_COLUMNS) / (box + 1), 1);
	g->rows = (n + g->per_row - 1) / g->per_row;
	return g->rows * BOX_ROWS + 1 <= r.height - 1;
}

/* Wide boxes in one row if they fit, else narrow ones in one row, else as many rows as there are. */
static bool layout(const struct board *b, const struct board_look *look, struct rect r, struct grid *g)
{
	g->has_line = look->moving || (look->line > b->facts->start && !b->facts->on_delete);
	if (fits(b, g, WIDE, r) && g->rows == 1)
		return true;
	if (fits(b, g, NARROW, r) && g->rows == 1)
		return true;
	return fits(b, g, WIDE, r) || fits(b, g, NARROW, r);
}

/* --- one ordinal --- */

struct box {
	struct surface *surface;
	const struct board *board;
	const struct board_look *look;
	const struct slot *slot;
	struct rect r;
};

static struct pen box_line(const struct box *x, int line)
{
	struct pen p = pen_at(x->surface, x->r.y + 1 + line, x->r.x + 2, x->r.width - 4);

	p.ground = x->slot->ordinal == x->look->cursor ? GROUND_selected : GROUND_page;
	return p;
}

static void draw_box(const struct box *x)
{
	const struct slot *slot = x->slot;
	const struct slot_look *look = slot_look(slot->state);
	bool selected = slot->ordinal == x->look->cursor, wide = x->r.width >= WIDE;
	_cleanup_(str_release) struct str text = STR_INIT;
	struct pen p;

	surface_box(x->surface, x->r,
	            selected                      ? ROLE_accent
	            : slot->state == SLOT_MISSING ? ROLE_rule
	                                          : ROLE_border,
	            GROUND_page);
	if (selected)
		surface_fill(x->surface, (struct rect){ x->r.y + 1, x->r.x + 1, x->r.height - 2, x->r.width - 2 },
		             GROUND_selected);
	p = box_line(x, 0);
	pen_textf(&p, ROLE_strong, "%d", slot->ordinal);
	pen_right(&p, slot->updated && x->board->two_revisions ? ROLE_new : ROLE_old, slot->hash);
	p = box_line(x, 1);
	pen_textf(&p, look->role, "%s %s", wide ? look->word : look->brief, look->glyph);
	if (slot->pod) {
		p = box_line(x, 2);
		age_add(&text, x->look->now_s - slot->pod->created);
		pen_text(&p, ROLE_muted, text.buf);
		p = box_line(x, 3);
		pen_text(&p, ROLE_text, *pod_of(slot->pod)->node ? pod_of(slot->pod)->node : "no node");
	}
	p = box_line(x, 4);
	str_reset(&text);
	slot_claim(x->look->cache, x->board->set, slot->ordinal, &text);
	pen_text(&p, slot_claim_role(x->look->cache, x->board->set, slot->ordinal), text.buf);
}

/* --- the labels above, the line between --- */

struct run {
	int x, end;			/* columns of the boxes of one revision in one row */
};

static void draw_label(struct surface *s, int y, struct run run, enum role role, const char *text)
{
	struct pen p = pen_at(s, y, run.x + 1, MAX(run.end - run.x - 1, 0));

	if (run.end > run.x)
		pen_text(&p, role, text);
}

static void draw_labels(const struct board *b, struct surface *s, int y, struct run left, struct run right)
{
	_cleanup_(freep) char *old = xasprintf("%s  %s", b->old_hash, b->old_image);
	_cleanup_(freep) char *new = xasprintf("%s  %s", b->new_hash, b->new_image);

	if (!b->two_revisions) {
		draw_label(s, y, (struct run){ MIN(left.x, right.x), s->width - 1 }, ROLE_muted, new);
		return;
	}
	/* Without a line all boxes are right of it: old and new are told apart in the boxes, and both are named here.
	 */
	if (left.end <= left.x) {
		_cleanup_(freep) char *both = xasprintf("%s → %s", old, new);

		draw_label(s, y, (struct run){ right.x, s->width - 1 }, ROLE_new, both);
		return;
	}
	draw_label(s, y, left, ROLE_old, old);
	draw_label(s, y, (struct run){ right.x, s->width - 1 }, ROLE_new, new);
}

static void draw_line(struct surface *s, struct rect r)
{
	for (int y = r.y; y < r.y + r.height; y++) {
		struct pen p = pen_at(s, y, r.x, 1);

		pen_text(&p, ROLE_partition, "┃");
	}
}

/* "partition 3" under the line, or what it would become. */
static void draw_caption(const struct board *b, const struct board_look *look, struct surface *s, int y, int x)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int columns;
	struct pen p;

	if (look->moving && look->line != b->facts->partition)
		str_addf(&text, "partition %d → %d", b->facts->partition, look->line);
	else
		str_addf(&text, "partition %d", look->line);
	columns = text_columns(text.buf);
	p = pen_at(s, y, MIN(MAX(x - columns / 2, 1), s->width - columns - 1), columns);
	pen_text(&p, ROLE_partition, text.buf);
}

/* Where the boxes of a row came to stand. */
struct drawn_row {
	int line;			/* column of the partition line, -1: not in this row */
	struct run left, right;		/* boxes before it and after it */
};

static struct drawn_row draw_row(const struct board *b, const struct board_look *look, struct surface *s, struct rect r,
                                 const struct grid *g)
{
	size_t first = (size_t)(r.y - g->y) / BOX_ROWS * (size_t)g->per_row, last = first + (size_t)g->per_row;
	int x = r.x + MARGIN;
	struct drawn_row row = { -1, { x, x }, { x, x } };

	for (size_t i = first; i < b->slots.len && i < last; i++) {
		const struct slot *slot = &b->slots.items[i];
		struct box box = { s, b, look, slot, { r.y, x, BOX_ROWS, g->box } };
		bool beyond = g->has_line && slot->ordinal >= look->line;

		if (beyond && row.line < 0 && (i == 0 || b->slots.items[i - 1].ordinal < look->line)) {
			row.line = x;
			x += LINE_COLUMNS;
			box.r.x = x;
			row.right.x = x;
		}
		draw_box(&box);
		x += g->box + 1;
		*(beyond || !g->has_line ? &row.right.end : &row.left.end) = x - 1;
	}
	if (g->has_line && row.line < 0 && last >= b->slots.len && look->line > vec_last(&b->slots).ordinal)
		row.line = x;
	return row;
}

static void draw_rows(const struct board *b, const struct board_look *look, struct surface *s, struct rect r,
                      struct grid *g)
{
	struct pen names = pen_at(s, r.y, r.x + MARGIN + 1, r.width - MARGIN - 2);

	g->y = r.y + 1;
	for (int i = 0; i < g->rows; i++) {
		struct rect at = { g->y + i * BOX_ROWS, r.x, BOX_ROWS, r.width };
		struct drawn_row row = draw_row(b, look, s, at, g);
		/* Two revisions are named on either side of the line, which then begins beside their names. */
		bool beside = g->rows == 1 && b->two_revisions;

		if (row.line >= 0)
			draw_line(s, (struct rect){ at.y - beside, row.line, BOX_ROWS + beside, 1 });
		if (g->rows > 1)
			continue;
		draw_labels(b, s, r.y, row.left, row.right);
		if (row.line >= 0)
			draw_caption(b, look, s, at.y + BOX_ROWS, row.line);
	}
	if (g->rows > 1)
		board_draw_revisions(b, look, &names, false);
}

int board_draw_slots(const struct board *b, const struct board_look *look, struct surface *s, struct rect r)
{
	struct grid g = { 0 };

	if (!b->slots.len) {
		struct pen p = pen_at(s, r.y + 1, MARGIN, r.width - MARGIN);

		pen_text(&p, ROLE_muted, "no pods: the set asks for 0");
		return 3;
	}
	if (!layout(b, look, r, &g)) {
		board_draw_strip(b, look, s, r);
		return board_strip_height(b, r.width);
	}
	draw_rows(b, look, s, r, &g);
	return 1 + g.rows * BOX_ROWS + 1;
}
