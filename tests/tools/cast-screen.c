/*
 * cast-screen FILE.cast: what a terminal (libvterm, which is not ours) shows at the end of a cast of either version, as
 * text. With --marker LABEL it stops at that marker.
 */
#include <stdio.h>
#include <vterm.h>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

#define LARGEST (16 << 20)

static VTerm *open_terminal(const char *header)
{
	_cleanup_(json_freep) json *h = json_parse(header, strcspn(header, "\n"), NULL);
	const json *size = json_get(h, "term") ? json_get(h, "term") : h;
	bool third = size != h;
	int width = (int)json_get_int(size, third ? "cols" : "width", 0);
	int height = (int)json_get_int(size, third ? "rows" : "height", 0);
	VTerm *vt;

	if (json_get_int(h, "version", 0) != (third ? 3 : 2) || width < 1 || height < 1)
		return NULL;
	vt = vterm_new(height, width);
	vterm_set_utf8(vt, 1);
	vterm_screen_reset(vterm_obtain_screen(vt), 1);
	return vt;
}

/* False at the marker, and at a line that is no event. */
static bool feed(VTerm *vt, const char *line, const char *marker)
{
	_cleanup_(json_freep) json *event = json_parse(line, strcspn(line, "\n"), NULL);
	const char *code = json_str_or(json_item(event, 1), ""), *data = json_str(json_item(event, 2));
	int height, width;

	if (json_type(json_item(event, 0)) != JSON_NUMBER || !data) {
		fprintf(stderr, "no event: %.60s\n", line);
		exit(1);
	}
	if (streq(code, "o"))
		vterm_input_write(vt, data, strlen(data));
	if (streq(code, "r") && sscanf(data, "%dx%d", &width, &height) == 2)
		vterm_set_size(vt, height, width);
	return !(streq(code, "m") && streq0(marker, data));
}

static void print_row(VTermScreen *screen, int y, int width)
{
	_cleanup_(str_release) struct str row = STR_INIT;
	size_t end = 0;

	for (int x = 0; x < width; x++) {
		VTermScreenCell cell;
		char text[4];

		vterm_screen_get_cell(screen, (VTermPos){ y, x }, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (!cell.chars[0])
			str_addc(&row, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			str_addn(&row, text, utf8_encode(cell.chars[i], text));
		if (cell.chars[0] && cell.chars[0] != ' ')
			end = row.len;
	}
	printf("%.*s\n", (int)end, row.buf);
}

int main(int argc, char **argv)
{
	const char *marker = argc == 4 && streq(argv[2], "--marker") ? argv[3] : NULL;
	_cleanup_(str_release) struct str cast = STR_INIT;
	struct err err = ERR_INIT;
	int height, width;
	VTerm *vt;

	if (argc < 2 || file_read(argv[1], LARGEST, &cast, &err) || !(vt = open_terminal(cast.buf))) {
		fprintf(stderr, "%s\n", *err.text ? err.text : "usage: cast-screen FILE.cast [--marker LABEL]");
		return 2;
	}
	for (const char *line = strchr(cast.buf, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		if (!feed(vt, line, marker))
			break;
	}
	vterm_get_size(vt, &height, &width);
	for (int y = 0; y < height; y++)
		print_row(vterm_obtain_screen(vt), y, width);
	vterm_free(vt);
	return 0;
}
