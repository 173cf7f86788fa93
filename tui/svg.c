#include "tui/svg.h"

#include "tui/svg_row.h"

void surface_svg(const struct surface *s, const struct theme *theme, const char *title, struct str *out)
{
	svg_begin(s, theme, title, "", out);
	for (int y = 0; y < s->height; y++) {
		_cleanup_(str_release) struct str row = STR_INIT;

		svg_row(s, theme, y, &row);
		if (row.len)
			str_addf(out, "<g transform=\"translate(%d %d)\">%s</g>\n", SVG_PAD, svg_row_y(y), row.buf);
	}
	str_add(out, "</svg>\n");
}
