#include "tui/film.h"

#include "tui/svg_row.h"

void film_init(struct film *f)
{
	*f = (struct film){ .rows = MAP_INIT };
}

void film_release(struct film *f)
{
	for (int y = 0; y < f->shown.height; y++)
		vec_release(&f->lines[y].changes);
	free(f->lines);
	map_release(&f->rows);
	surface_release(&f->shown);
}

/* --- taking frames --- */

static int row_number(struct film *f, const char *look)
{
	size_t number = (uintptr_t)map_get(&f->rows, look);

	if (!number) {
		number = f->rows.len + 1;
		map_set(&f->rows, look, (void *)(uintptr_t)number);
	}
	return (int)number - 1;
}

static void begin(struct film *f, const struct surface *s, const struct theme *theme)
{
	f->theme = *theme;
	f->lines = xcalloc((size_t)s->height, sizeof(*f->lines));
	row_number(f, "");
}

static bool same_row(const struct film *f, const struct surface *s, int y)
{
	const struct surface *shown = &f->shown;

	if (!shown->cells || shown->width != s->width || y >= s->height)
		return false;
	return !memcmp(surface_cell(shown, y, 0), surface_cell(s, y, 0), (size_t)s->width * sizeof(struct cell));
}

static void take_row(struct film *f, int64_t ms, const struct surface *s, int y)
{
	_cleanup_(str_release) struct str look = STR_INIT;
	struct film_line *line = &f->lines[y];
	int row;

	if (y < s->height)
		svg_row(s, &f->theme, y, &look);
	row = row_number(f, look.buf);
	if (!line->changes.len || vec_last(&line->changes).row != row)
		vec_push(&line->changes, ((struct film_change){ ms, row }));
}

/* The frame as wide and high as the film. */
static void fit(const struct film *f, const struct surface *s, struct surface *ret)
{
	const struct surface *size = f->shown.cells ? &f->shown : s;

	surface_init(ret, size->height, size->width, s->ascii);
	for (int y = 0; y < MIN(s->height, ret->height); y++) {
		for (int x = 0; x < MIN(s->width, ret->width); x++)
			*surface_cell(ret, y, x) = *surface_cell(s, y, x);
	}
}

void film_frame(struct film *f, int64_t ms, const struct surface *s, const struct theme *theme)
{
	struct surface frame;

	fit(f, s, &frame);
	if (!f->lines)
		begin(f, &frame, theme);
	for (int y = 0; y < frame.height; y++) {
		if (!same_row(f, &frame, y))
			take_row(f, ms, &frame, y);
	}
	surface_release(&f->shown);
	f->shown = frame;
}

/* --- drawing --- */

/* Rows and the times are named by what is short: r1, and parts of the whole with four decimals. */
static void add_looks(const struct film *f, struct str *out)
{
	str_add(out, "<defs>\n");
	for (size_t i = 1; i < f->rows.len; i++)
		str_addf(out, "<g id=\"r%zu\">%s</g>\n", i, f->rows.entries[i].key);
	str_add(out, "<g id=\"r0\"/>\n</defs>\n");
}

static void add_part(int64_t ms, int64_t end_ms, struct str *out)
{
	int64_t part = ms * 1000000 / end_ms;

	if (part == 0)
		str_addc(out, '0');
	else
		str_addf(out, ".%06d", (int)part);
	while (part && out->buf[out->len - 1] == '0')
		str_cut(out, out->len - 1);
}

static void add_use(int y, int row, const char *end, struct str *out)
{
	str_addf(out, "<use href=\"#r%d\" x=\"%d\" y=\"%d\"%s", row, SVG_PAD, svg_row_y(y), end);
}

static void add_animation(const struct film_line *line, int64_t end_ms, struct str *out)
{
	const char *comma = "";

	str_addf(out, "<animate attributeName=\"href\" calcMode=\"discrete\" repeatCount=\"indefinite\" "
		 "dur=\"%" PRId64 ".%03ds\" keyTimes=\"", end_ms / 1000, (int)(end_ms % 1000));
	vec_each(&line->changes, c) {
		str_add(out, comma);
		add_part(c == line->changes.items ? 0 : MIN(c->ms, end_ms - 1), end_ms, out);
		comma = ";";
	}
	comma = "";
	str_add(out, "\" values=\"");
	vec_each(&line->changes, c) {
		str_addf(out, "%s#r%d", comma, c->row);
		comma = ";";
	}
	str_add(out, "\"/>");
}

/* What never changes is drawn once for both; what does is there as it ends, too. */
static void add_lines(const struct film *f, int64_t end_ms, struct str *out)
{
	_cleanup_(str_release) struct str last = STR_INIT;

	for (int y = 0; y < f->shown.height; y++) {
		const struct film_line *line = &f->lines[y];
		int row = vec_last(&line->changes).row;

		if (line->changes.len == 1 && row == 0)
			continue;
		add_use(y, row, line->changes.len == 1 ? "/>\n" : " class=\"film\">", out);
		if (line->changes.len == 1)
			continue;
		add_animation(line, end_ms, out);
		str_add(out, "</use>\n");
		if (row)
			add_use(y, row, " class=\"still\"/>\n", &last);
	}
	str_addn(out, last.buf, last.len);
}

void film_svg(const struct film *f, int64_t end_ms, const char *title, struct str *out)
{
	if (!f->lines)
		return;
	svg_begin(&f->shown, &f->theme, title,
		  ".still{display:none}@media(prefers-reduced-motion:reduce)"
		  "{.film{display:none}.still{display:inline}}",
		  out);
	add_looks(f, out);
	add_lines(f, MAX(end_ms, 1), out);
	str_add(out, "</svg>\n");
}
