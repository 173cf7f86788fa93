#include "tui/items.h"

#include "tui/ages.h"

#define GAP 2

static const struct {
	const char *glyph;
	enum role role;
} marks[] = {
	[MARK_WAITS] = { "○", ROLE_waiting }, [MARK_BUSY] = { "◐", ROLE_progress }, [MARK_DONE] = { "✓", ROLE_ok },
	[MARK_STAYS] = { "·", ROLE_muted },   [MARK_BLOCKED] = { "✕", ROLE_bad },
};

static const char *cell(const struct job_item *i, size_t c)
{
	return i->cells[c] ? i->cells[c] : "";
}

static size_t columns_of(const struct job *j)
{
	size_t n = 0;

	while (n < JOB_CELLS && j->class->columns[n])
		n++;
	return n;
}

/* All but the last column are as wide as they need, and share what there is where that is too little. */
static void measure(const struct job *j, int width, int ret[JOB_CELLS])
{
	size_t n = columns_of(j);
	int sum = 0, most = width * 6 / 10;

	for (size_t c = 0; c + 1 < n; c++) {
		ret[c] = text_columns(j->class->columns[c]);
		vec_each(&j->items, i)
			ret[c] = MAX(ret[c], text_columns(cell(i, c)));
		sum += ret[c] + GAP;
	}
	for (size_t c = 0; sum > most && c + 1 < n; c++)
		ret[c] = MAX(ret[c] * most / sum, 6);
}

static void draw_heads(const struct job *j, struct surface *s, struct rect r, const int widths[JOB_CELLS])
{
	size_t n = columns_of(j);
	struct pen p = pen_at(s, r.y, r.x + 3, r.width - 4);

	for (size_t c = 0; c < n; c++) {
		if (c + 1 == n)
			pen_text(&p, ROLE_muted, j->class->columns[c]);
		else
			pen_cell(&p, ROLE_muted, widths[c] + GAP, j->class->columns[c]);
	}
}

static void draw_last(struct pen *p, const struct job_item *i, size_t c, int64_t now_ms)
{
	_cleanup_(str_release) struct str age = STR_INIT;
	bool waits = i->since_ms && (i->mark == MARK_WAITS || i->mark == MARK_BUSY || i->mark == MARK_BLOCKED);
	int room = p->end - p->x;

	if (waits) {
		str_add(&age, "  (");
		age_add(&age, (now_ms - i->since_ms) / 1000);
		str_add(&age, ")");
	}
	if (text_columns(cell(i, c)) + (int)age.len > room && room > 12)
		pen_cell(p, marks[i->mark].role, room - (int)age.len, cell(i, c));
	else
		pen_text(p, i->mark == MARK_WAITS ? ROLE_text : marks[i->mark].role, cell(i, c));
	pen_text(p, ROLE_muted, age.buf);
}

static void draw_item(const struct job *j, const struct job_item *i, struct pen p, const int widths[JOB_CELLS],
		      int64_t now_ms)
{
	size_t n = columns_of(j);

	pen_textf(&p, marks[i->mark].role, "%s ", marks[i->mark].glyph);
	for (size_t c = 0; c < n; c++) {
		if (c + 1 == n) {
			draw_last(&p, i, c, now_ms);
		} else {
			pen_cell(&p, c ? ROLE_text : ROLE_strong, widths[c], cell(i, c));
			pen_skip(&p, GAP);
		}
	}
	pen_to(&p, p.end);
}

void items_draw(const struct job *j, struct surface *s, struct rect r, int cursor, int *top, int64_t now_ms)
{
	int widths[JOB_CELLS] = { 0 }, rows = r.height - 1, n = (int)j->items.len;

	if (!columns_of(j) || rows < 1)
		return;
	measure(j, r.width - 4, widths);
	draw_heads(j, s, r, widths);
	if (cursor >= 0)
		*top = MIN(MAX(*top, cursor - rows + 1), cursor);
	*top = MAX(MIN(*top, n - rows), 0);
	for (int i = *top; i < n && i - *top < rows; i++) {
		struct pen p = pen_at(s, r.y + 1 + i - *top, r.x + 1, r.width - 2);

		p.ground = i == cursor ? GROUND_selected : GROUND_page;
		draw_item(j, &j->items.items[i], p, widths, now_ms);
	}
}
