#include "tui/table.h"

#include <ctype.h>
#include <stdlib.h>

#include "tui/ages.h"
#include "kube/sight.h"

#define GROW_MIN 14			/* columns that long names leave to the growing one */

void table_init(struct table *t, const struct table_class *class)
{
	*t = (struct table){ .class = class, .rows = VEC_INIT, .marks = MAP_INIT, .sort = -1 };
}

static void drop_rows(struct table *t)
{
	for (size_t i = 0; i < t->rows.len; i++)
		object_unref(t->rows.items[i]);
	t->rows.len = 0;
}

void table_release(struct table *t)
{
	drop_rows(t);
	vec_release(&t->rows);
	arrangement_release(&t->arrangement);
	map_release(&t->marks);
	free(t->cursor_uid);
	free(t->filter);
}

/* --- what is in it --- */

static struct row row_of(const struct table *t, const struct object *o)
{
	return (struct row){ .cache = t->source.cache, .object = o, .now_s = t->source.now_s };
}

static bool word_occurs(const char *text, const char *word, size_t len)
{
	for (; *text; text++) {
		if (!strncasecmp(text, word, len))
			return true;
	}
	return len == 0;
}

static bool filter_matches(const char *filter, const char *text)
{
	while (*filter) {
		bool not;
		size_t len;

		filter += strspn(filter, " ");
		not = *filter == '!' && filter[1] && filter[1] != ' ';
		filter += not;
		len = strcspn(filter, " ");
		if (len && word_occurs(text, filter, len) == not)
			return false;
		filter += len;
	}
	return true;
}

static bool passes(const struct table *t, const struct object *o)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct row r = row_of(t, o);

	if (!t->filter)
		return true;
	str_addf(&text, "%s/%s ", o->namespace, o->name);
	for (size_t i = 0; i < t->class->ncolumns; i++) {
		t->class->columns[i].text(&r, &text);
		str_addc(&text, ' ');
	}
	return filter_matches(t->filter, text.buf);
}

static int compare_texts(const struct table *t, const struct list_column *c, const struct object *a,
                         const struct object *b)
{
	_cleanup_(str_release) struct str ta = STR_INIT;
	_cleanup_(str_release) struct str tb = STR_INIT;
	struct row ra = row_of(t, a), rb = row_of(t, b);

	c->text(&ra, &ta);
	c->text(&rb, &tb);
	return strverscmp(ta.buf, tb.buf);
}

static int compare(const void *pa, const void *pb, void *arg)
{
	const struct object *a = *(const struct object *const *)pa, *b = *(const struct object *const *)pb;
	const struct table *t = arg;
	const struct list_column *c = t->sort >= 0 ? &t->class->columns[t->sort] : NULL;
	int r = 0;

	if (c)
		r = c->cmp ? c->cmp(a, b) : compare_texts(t, c, a, b);
	else if (t->class->order)
		r = t->class->order(a, b);
	if (t->descending)
		r = -r;
	return r ? r : object_cmp(a, b);
}

static void remember_cursor(struct table *t)
{
	free(t->cursor_uid);
	t->cursor_uid = t->cursor < t->rows.len ? xstrdup(t->rows.items[t->cursor]->uid) : NULL;
}

static void move_cursor(struct table *t, size_t to)
{
	t->cursor = t->rows.len ? MIN(to, t->rows.len - 1) : 0;
	remember_cursor(t);
}

void table_select(struct table *t, const char *uid)
{
	for (size_t i = 0; i < t->rows.len; i++) {
		if (streq(t->rows.items[i]->uid, uid)) {
			move_cursor(t, i);
			return;
		}
	}
}

/* The row the cursor was on may have moved: follow it. If it is gone, the row that took its place is next. */
static void follow_cursor(struct table *t)
{
	_cleanup_(freep) char *uid = NULL;
	size_t before = t->cursor, screen_row = t->cursor - MIN(t->top, t->cursor);

	if (!t->rows.len)
		return;			/* a filter that finds nothing forgets nothing */
	uid = take(t->cursor_uid);
	move_cursor(t, t->cursor);
	if (uid)
		table_select(t, uid);
	if (t->cursor != before)
		t->top = t->cursor - MIN(screen_row, t->cursor);
}

void table_update(struct table *t, const struct table_source *source)
{
	object_vec all = VEC_INIT, kept = VEC_INIT;

	t->source = *source;
	cache_list(source->cache, source->kind, source->namespace, NULL, &all);
	t->total = 0;
	t->longest = 0;
	for (size_t i = 0; i < all.len; i++) {
		const struct object *o = all.items[i];

		if (t->class->includes && !t->class->includes(source->cache, o, source->about))
			continue;
		t->total++;
		t->longest = MAX(t->longest, text_columns(o->name));
		if (passes(t, o))
			vec_push(&kept, object_ref(o));
	}
	vec_release(&all);
	if (t->sort >= 0 || t->class->order)
		arrangement_sort(&t->arrangement, &kept, compare, t);
	drop_rows(t);
	vec_release(&t->rows);
	t->rows = kept;
	follow_cursor(t);
}

void table_filter(struct table *t, const char *filter)
{
	free(t->filter);
	t->filter = filter && *filter ? xstrdup(filter) : NULL;
	table_update(t, &t->source);
}

const struct object *table_selected(const struct table *t)
{
	return t->cursor < t->rows.len ? t->rows.items[t->cursor] : NULL;
}

/* --- keys --- */

static void sort_next(struct table *t)
{
	t->sort = t->sort + 1 >= (int)t->class->ncolumns ? -1 : t->sort + 1;
	t->descending = false;
	table_update(t, &t->source);
}

static void toggle_mark(struct table *t)
{
	const struct object *o = table_selected(t);

	if (!o)
		return;
	if (!map_del(&t->marks, o->uid))
		map_set(&t->marks, o->uid, &t->marks);
	move_cursor(t, t->cursor + 1);
}

static size_t back(size_t from, int by)
{
	return from > (size_t)by ? from - (size_t)by : 0;
}

bool table_key(struct table *t, struct key k, int page)
{
	switch (k.code) {
	case 'j': case K_DOWN: case 'n': move_cursor(t, t->cursor + 1); break;
	case 'k': case K_UP: case 'N': move_cursor(t, back(t->cursor, 1)); break;
	case 'g': case K_HOME: move_cursor(t, 0); break;
	case 'G': case K_END: move_cursor(t, t->rows.len); break;
	case K_CTRL | 'f': case K_PAGE_DOWN: move_cursor(t, t->cursor + (size_t)page); break;
	case K_CTRL | 'b': case K_PAGE_UP: move_cursor(t, back(t->cursor, page)); break;
	case 'S': sort_next(t); break;
	case 'I': t->descending = !t->descending; table_update(t, &t->source); break;
	case ' ': toggle_mark(t); break;
	default: return false;
	}
	return true;
}

/* --- drawing --- */

static bool shown(const struct table *t, const struct list_column *c, int width)
{
	return width >= c->from && (!c->namespace || !t->source.namespace);
}

/* What each column gets on a screen of some width. */
struct widths {
	int grow;		/* the growing column: all that the others leave */
	int name;		/* the name's, as wide as the longest where the growing column can spare it */
};

static struct widths find_widths(const struct table *t, int width)
{
	struct widths w = { .grow = width - 3 };

	for (size_t i = 0; i < t->class->ncolumns; i++) {
		const struct list_column *c = &t->class->columns[i];

		if (!shown(t, c, width))
			continue;
		w.grow -= c->grow ? 0 : c->width + 2;
		if (c->text == column_name && !c->grow)
			w.name = c->width;
	}
	if (w.name) {
		int more = MAX(MIN(t->longest - w.name, w.grow - GROW_MIN), 0);

		w.name += more;
		w.grow -= more;
	}
	return w;
}

static int width_of(const struct list_column *c, struct widths w)
{
	return c->grow ? w.grow : c->text == column_name ? w.name : c->width;
}

static void draw_titles(const struct table *t, struct surface *s, struct rect r)
{
	struct pen p = pen_at(s, r.y, r.x, r.width);
	struct widths widths = find_widths(t, r.width);

	pen_skip(&p, 3);
	for (size_t i = 0; i < t->class->ncolumns; i++) {
		const struct list_column *c = &t->class->columns[i];
		_cleanup_(str_release) struct str title = STR_INIT;

		if (!shown(t, c, r.width))
			continue;
		str_addf(&title, "%s%s", c->title, (int)i != t->sort ? "" : t->descending ? "▼" : "▲");
		(c->right ? pen_cell_right : pen_cell)(&p, ROLE_muted, width_of(c, widths), title.buf);
		pen_skip(&p, 2);
	}
}

static enum role tell(const struct list_column *c, const struct row *row, struct str *out)
{
	if (c->tell)
		return c->tell(row, out);
	c->text(row, out);
	return c->role ? c->role(row) : ROLE_text;
}

static void draw_row(const struct table *t, struct surface *s, struct rect r, size_t index)
{
	struct row row = row_of(t, t->rows.items[index]);
	struct pen p = pen_at(s, r.y, r.x, r.width);
	bool selected = index == t->cursor, marked = map_has(&t->marks, row.object->uid);
	struct widths widths = find_widths(t, r.width);

	p.ground = selected ? GROUND_selected : GROUND_page;
	pen_cell(&p, ROLE_accent, 2, selected ? " ▸" : "");
	pen_cell(&p, ROLE_warn, 1, marked ? "◆" : "");
	for (size_t i = 0; i < t->class->ncolumns; i++) {
		const struct list_column *c = &t->class->columns[i];
		_cleanup_(str_release) struct str text = STR_INIT;
		enum role role;

		if (!shown(t, c, r.width))
			continue;
		role = tell(c, &row, &text);
		(c->right ? pen_cell_right : pen_cell)(&p, role, width_of(c, widths), text.buf);
		pen_skip(&p, 2);
	}
	pen_to(&p, r.x + r.width);
}

static void scroll(struct table *t, size_t visible)
{
	if (t->cursor < t->top)
		t->top = t->cursor;
	if (visible && t->cursor >= t->top + visible)
		t->top = t->cursor - visible + 1;
	if (t->top + visible > t->rows.len)
		t->top = t->rows.len > visible ? t->rows.len - visible : 0;
}

static void draw_empty(const struct table *t, struct surface *s, struct rect r)
{
	struct pen p = pen_at(s, r.y, r.x + 3, r.width - 3);

	if (t->filter)
		pen_textf(&p, ROLE_muted, "nothing here matches \"%s\"; esc shows all %zu", t->filter, t->total);
	else if (t->source.cache && !sight_of(t->source.cache, t->source.kind))
		pen_textf(&p, ROLE_muted, "no list of %s has come yet", t->source.kind->plural);
	else
		pen_text(&p, ROLE_muted, t->class->empty ? t->class->empty : "nothing here");
}

void table_draw(struct table *t, struct surface *s, struct rect r)
{
	size_t visible = r.height > 1 ? (size_t)r.height - 1 : 0;

	draw_titles(t, s, r);
	scroll(t, visible);
	if (!t->rows.len)
		draw_empty(t, s, (struct rect){ r.y + 1, r.x, 1, r.width });
	for (size_t i = 0; i < visible && t->top + i < t->rows.len; i++)
		draw_row(t, s, (struct rect){ r.y + 1 + (int)i, r.x, 1, r.width }, t->top + i);
}

int table_height(const struct table *t)
{
	return 1 + (int)MIN(MAX(t->rows.len, 1u), 10000u);
}

/* --- columns that many tables share --- */

void column_name(const struct row *r, struct str *out)
{
	str_add(out, r->object->name);
}

void column_namespace(const struct row *r, struct str *out)
{
	str_add(out, r->object->namespace);
}

void column_age(const struct row *r, struct str *out)
{
	if (r->object->created)
		age_add(out, r->now_s - r->object->created);
}

int column_age_cmp(const struct object *a, const struct object *b)
{
	return (a->created < b->created) - (a->created > b->created);
}

enum role column_muted(const struct row *r UNUSED)
{
	return ROLE_muted;
}

enum role column_strong(const struct row *r UNUSED)
{
	return ROLE_strong;
}
