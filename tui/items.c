#include "tui/items.h"

#include <limits.h>

#include "tui/ages.h"
#include "tui/app.h"

#define GAP 2
#define NARROWEST 6			/* columns of a cell that gave way */

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

static int widest(const struct job *j, size_t c)
{
	int width = text_columns(j->class->columns[c]);

	vec_each(&j->items, i)
		width = MAX(width, text_columns(cell(i, c)));
	return width;
}

/* All but the last column are as wide as they need; where that is too little for the last, the widest give way. */
static void measure(const struct job *j, int width, int ret[JOB_CELLS])
{
	size_t n = columns_of(j), most_of;
	int sum = 0, most = MAX(width * 6 / 10, width - widest(j, n - 1));

	for (size_t c = 0; c + 1 < n; c++) {
		ret[c] = widest(j, c);
		sum += ret[c] + GAP;
	}
	for (; sum > most; sum--) {
		most_of = 0;
		for (size_t c = 1; c + 1 < n; c++)
			most_of = ret[c] > ret[most_of] ? c : most_of;
		if (ret[most_of] <= NARROWEST)
			return;
		ret[most_of]--;
	}
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

void items_draw(const struct job *j, struct surface *s, struct rect r, struct items_at *at, int64_t now_ms)
{
	int widths[JOB_CELLS] = { 0 }, rows = r.height - 1, n = (int)j->items.len;

	if (!columns_of(j) || rows < 1)
		return;
	measure(j, r.width - 4, widths);
	draw_heads(j, s, r, widths);
	at->cursor = MAX(MIN(at->cursor, n - 1), 0);
	at->top = MIN(MAX(at->top, at->cursor - rows + 1), at->cursor);
	at->top = MAX(MIN(at->top, n - rows), 0);
	for (int i = at->top; i < n && i - at->top < rows; i++) {
		struct pen p = pen_at(s, r.y + 1 + i - at->top, r.x + 1, r.width - 2);

		p.ground = i == at->cursor ? GROUND_selected : GROUND_page;
		draw_item(j, &j->items.items[i], p, widths, now_ms);
	}
}

bool items_key(struct items_at *at, struct key k, int page)
{
	switch (k.code) {
	case K_DOWN: case 'j': at->cursor++; break;
	case K_UP: case 'k': at->cursor--; break;
	case K_PAGE_DOWN: case K_CTRL | 'f': at->cursor += page; break;
	case K_PAGE_UP: case K_CTRL | 'b': at->cursor -= page; break;
	case K_HOME: case 'g': at->cursor = 0; break;
	case K_END: case 'G': at->cursor = INT_MAX / 2; break;
	default: return false;
	}
	at->cursor = MAX(at->cursor, 0);
	return true;
}

void items_open(struct app *app, const struct job_item *i)
{
	const struct object *o = i->kind ? cache_get(app_cache(app), i->kind, i->namespace, i->name) : NULL;

	if (o)
		app_push(app, view_find(streq(o->kind->name, "Pod") ? "pod" : "yaml"), o->kind, o);
	else if (i->name)
		app_say(app, ROLE_muted, "%s is not there now", i->name);
}
