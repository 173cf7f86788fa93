/* Many ordinals as a strip: one column an ordinal, ten to a group, the partition line still drawn. */
#include "tui/board_draw.h"

#define MARGIN 3
#define GROUP 10
#define OLD_READY "◎"			/* ready, but of the old revision: told by shape, not by colour alone */

static int groups_per_row(int width)
{
	return MAX((width - MARGIN - 3) / (GROUP + 1), 1);
}

static int strip_rows(const struct board *b, int width)
{
	int per_row = groups_per_row(width) * GROUP;

	return ((int)b->slots.len + per_row - 1) / per_row;
}

int board_strip_height(const struct board *b, int width)
{
	return strip_rows(b, width) * 2 + 2;
}

void board_draw_revisions(const struct board *b, const struct board_look *look, struct pen *p, bool marks)
{
	if (b->two_revisions) {
		pen_textf(p, ROLE_old, "%s%s  %s", marks ? OLD_READY " " : "", b->old_hash, b->old_image);
		pen_text(p, ROLE_muted, " → ");
		pen_textf(p, ROLE_new, "%s%s", marks ? slot_look(SLOT_READY)->glyph : "", marks ? " " : "");
	}
	pen_textf(p, b->two_revisions ? ROLE_new : ROLE_muted, "%s  %s", b->new_hash, b->new_image);
	if (look->moving && look->line != b->facts->partition)
		pen_textf(p, ROLE_partition, "   partition %d → %d", b->facts->partition, look->line);
	else if (look->moving || look->line > b->facts->start)
		pen_textf(p, ROLE_partition, "   partition %d", look->line);
	if (b->hidden)
		pen_textf(p, ROLE_warn, "   and %d more", b->hidden);
}

static void draw_slot(const struct board *b, const struct board_look *look, struct pen *p, const struct slot *slot)
{
	const struct slot_look *l = slot_look(slot->state);
	bool hollow = b->two_revisions && !slot->updated && slot->state == SLOT_READY;

	p->ground = slot->ordinal == look->cursor ? GROUND_selected : GROUND_page;
	pen_text(p, hollow ? ROLE_old : l->role, hollow ? OLD_READY : l->glyph);
	p->ground = GROUND_page;
}

void board_draw_strip(const struct board *b, const struct board_look *look, struct surface *s, struct rect r)
{
	int per_row = groups_per_row(r.width) * GROUP;
	bool has_line = look->moving || (look->line > b->facts->start && !b->facts->on_delete);
	struct pen labels = pen_at(s, r.y, MARGIN, s->width - MARGIN - 1);

	board_draw_revisions(b, look, &labels, true);
	for (int row = 0; row < strip_rows(b, r.width) && 2 + row * 2 < r.height; row++) {
		struct pen numbers = pen_at(s, r.y + 1 + row * 2, MARGIN, r.width - MARGIN);
		struct pen p = pen_at(s, r.y + 2 + row * 2, MARGIN, r.width - MARGIN);

		for (int i = 0; i < per_row && row * per_row + i < (int)b->slots.len; i++) {
			const struct slot *slot = &b->slots.items[row * per_row + i];

			if (i && i % GROUP == 0)
				pen_skip(&p, 1);
			if (has_line && slot->ordinal == look->line)
				pen_text(&p, ROLE_partition, "┃");
			if (i % GROUP == 0) {
				pen_to(&numbers, p.x);
				pen_textf(&numbers, ROLE_muted, "%d", slot->ordinal);
			}
			draw_slot(b, look, &p, slot);
		}
	}
}
