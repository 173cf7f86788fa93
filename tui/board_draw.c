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

static void draw_line(const struct board *b, const struct board_look *look, struct surface *s, struct rect r)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct pen p;

	for (int y = r.y; y < r.y + r.height; y++) {
		p = pen_at(s, y, r.x, 1);
		pen_text(&p, ROLE_partition, "┃");
	}
	str_addf(&text, look->moving && look->line != b->facts->partition ? "partition %d → %d" : "partition %d",
		 b->facts->partition, look->line);
	p = pen_at(s, r.y + r.height,
	           MIN(MAX(r.x - text_columns(text.buf) / 2, 1), s->width - text_columns(text.buf) - 1),
	           text_columns(text.buf));
	pen_text(&p, ROLE_partition, text.buf);
}

/* Draws one row of boxes; returns the column where the line stands in it, or -1. */
static int draw_row(const struct board *b, const struct board_look *look, struct surface *s, struct rect r,
                    const struct grid *g)
{
	size_t first = (size_t)r.height * (size_t)g->per_row;	/* r.height carries the row's number */
	int x = r.x + MARGIN, line = -1;
	struct run left = { x, x }, right = { x, x };

	for (size_t i = first; i < b->slots.len && i < first + (size_t)g->per_row; i++) {
		const struct slot *slot = &b->slots.items[i];
		struct box box = { s, b, look, slot, { r.y + 1, x, BOX_ROWS, g->box } };
		bool beyond = g->has_line && slot->ordinal >= look->line;

		if (beyond && line < 0 && (i == 0 || b->slots.items[i - 1].ordinal < look->line)) {
			line = x;
			x += LINE_COLUMNS;
			box.r.x = x;
			right.x = x;
		}
		draw_box(&box);
		x += g->box + 1;
		*(beyond || !g->has_line ? &right.end : &left.end) = x - 1;
	}
	if (g->has_line && line < 0 && first + (size_t)g->per_row >= b->slots.len &&
	    look->line > vec_last(&b->slots).ordinal)
		line = x;
	if (r.height == 0)
		draw_labels(b, s, r.y, left, right);
	return line;
}

int board_draw_slots(const struct board *b, const struct board_look *look, struct surface *s, struct rect r)
{
	struct grid g = { 0 };
	int y = r.y;

	if (!b->slots.len) {
		struct pen p = pen_at(s, r.y + 1, MARGIN, r.width - MARGIN);

		pen_text(&p, ROLE_muted, "no pods: the set asks for 0");
		return 3;
	}
	if (!layout(b, look, r, &g)) {
		board_draw_strip(b, look, s, r);
		return board_strip_height(b, r.width);
	}
	for (int row = 0; row < g.rows; row++) {
		int line = draw_row(b, look, s, (struct rect){ y, r.x, row, r.width }, &g);

		bool through_labels = row == 0 && b->two_revisions;

		if (line >= 0)
			draw_line(b, look, s, (struct rect){ y + !through_labels, line, BOX_ROWS + through_labels, 1 });
		y += BOX_ROWS;
	}
	return 1 + g.rows * BOX_ROWS + 1;
}
