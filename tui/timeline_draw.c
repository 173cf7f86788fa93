#include "tui/timeline_draw.h"

#include "tui/ages.h"

#define MARGIN 2
#define NAME_WIDEST 28
#define END_WIDTH 18			/* "● not ready 8d21" */
#define MARK 10				/* columns between two figures of the axis */
#define DIGITS 9			/* so many ready pods are told by one digit */

struct scale {
	int64_t start_ms, step_ms;	/* of one column */
	int columns, name, x;		/* x: where the columns begin */
};

static const int64_t steps_ms[] = { 100,   200,   500,   1000,  2000,   5000,   10000,
				    20000, 30000, 60000, 120000, 300000, 600000 };

static struct scale scale_of(const struct timeline *t, struct rect r)
{
	struct scale c = { .start_ms = t->start_ms, .step_ms = 3600000 };
	int64_t span = t->last_ms - t->start_ms + 1;
	int room;

	vec_each(&t->lanes, l)
		c.name = MAX(c.name, text_columns(l->name));
	c.name = MIN(c.name, NAME_WIDEST);
	c.x = r.x + MARGIN + c.name + 2;
	room = MAX(r.width - MARGIN - c.name - 2 - END_WIDTH, 10);
	for (size_t i = 0; i < COUNT(steps_ms); i++) {
		if (span <= steps_ms[i] * room) {
			c.step_ms = steps_ms[i];
			break;
		}
	}
	c.columns = (int)MIN((span + c.step_ms - 1) / c.step_ms, room);
	return c;
}

static void axis_add(struct str *out, int64_t ms)
{
	if (ms % 1000)
		str_addf(out, "%" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
	else
		age_add_long(out, ms / 1000);
}

static void draw_axis(const struct scale *c, struct surface *s, int y, int end)
{
	struct pen p = pen_at(s, y, c->x, end - c->x);

	for (int i = 0; i <= c->columns; i += MARK) {
		_cleanup_(str_release) struct str text = STR_INIT;

		axis_add(&text, i * c->step_ms);
		pen_to(&p, c->x + i);
		if (p.x == c->x + i)
			pen_text(&p, ROLE_muted, text.buf);
	}
}

/* The fewest that were ready in the time of a column. */
static int32_t ready_within(const struct timeline *t, int64_t from_ms, int64_t until_ms)
{
	int32_t least = t->levels.items[0].ready;

	vec_each(&t->levels, l) {
		if (l->at_ms >= until_ms)
			break;
		least = l->at_ms <= from_ms ? l->ready : MIN(least, l->ready);
	}
	return least;
}

static void draw_ready(const struct timeline *t, const struct scale *c, struct surface *s, struct rect r, int y)
{
	struct pen p = pen_at(s, y, r.x + MARGIN, r.width - MARGIN);
	int32_t all = t->levels.items[0].ready;

	pen_cell(&p, ROLE_muted, c->name, "ready");
	pen_to(&p, c->x);
	for (int i = 0; i < c->columns; i++) {
		int32_t n = ready_within(t, c->start_ms + i * c->step_ms, c->start_ms + (i + 1) * c->step_ms);

		pen_textf(&p, n < all ? ROLE_waiting : ROLE_muted, "%d", n);
	}
}

static void draw_lane(const struct lane *l, const struct scale *c, struct surface *s, struct rect r, int y)
{
	struct pen p = pen_at(s, y, r.x + MARGIN, r.width - MARGIN);
	const struct moment *last = &vec_last(&l->moments);
	const struct slot_look *end = slot_look(last->state);

	pen_cell(&p, lane_moved(l) ? ROLE_strong : ROLE_muted, c->name, l->name);
	pen_to(&p, c->x);
	for (int i = 0; i < c->columns; i++) {
		int64_t from = c->start_ms + i * c->step_ms;
		const struct slot_look *look = slot_look(lane_within(l, from, from + c->step_ms)->state);

		pen_text(&p, look->role, look->glyph);
	}
	pen_skip(&p, 2);
	pen_textf(&p, end->role, "%s %s", end->glyph, last->state == SLOT_MISSING ? "gone" : end->word);
	pen_textf(&p, ROLE_muted, " %s", last->hash);
}

size_t timeline_draw(const struct timeline *t, struct surface *s, struct rect r, size_t top)
{
	struct scale c = scale_of(t, r);
	bool digits = t->levels.len && t->lanes.len <= DIGITS;
	int y = r.y, end = r.y + r.height;
	bool all = (int)t->lanes.len + 1 + digits <= r.height;
	size_t moved = 0, seen = 0;

	vec_each(&t->lanes, l)
		moved += lane_moved(l);
	draw_axis(&c, s, y++, r.x + r.width);
	if (digits)
		draw_ready(t, &c, s, r, y++);
	if (!all && moved < t->lanes.len)
		end--;
	vec_each(&t->lanes, l) {
		if ((!all && !lane_moved(l)) || seen++ < top)
			continue;
		if (y < end)
			draw_lane(l, &c, s, r, y++);
	}
	if (!all && moved < t->lanes.len && y < r.y + r.height) {
		struct pen p = pen_at(s, y, r.x + MARGIN, r.width - MARGIN);

		pen_textf(&p, ROLE_muted, "%zu more do not change", t->lanes.len - moved);
	}
	return all ? t->lanes.len : moved;
}
