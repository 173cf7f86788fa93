/* Casts: a terminal that is fed the events shows what the surface shows, in both versions; the format to the letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <vterm.h>

#include "base/json.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "tui/ansi.h"
#include "tui/cast.h"

#define HEIGHT 12
#define WIDTH 40

struct fixture {
	struct theme theme;
	struct surface s;
	struct cast cast;
	struct str text;
};

static void open_fixture(struct fixture *f, int version)
{
	*f = (struct fixture){ .text = STR_INIT };
	assert_int_equal(theme_load("dark", &f->theme, NULL), 0);
	surface_init(&f->s, HEIGHT, WIDTH, false);
	cast_init(&f->cast, version);
}

static void close_fixture(struct fixture *f)
{
	surface_release(&f->s);
	cast_release(&f->cast);
	str_release(&f->text);
}

static void write_at(struct fixture *f, int y, int x, enum role role, const char *text)
{
	struct pen p = pen_at(&f->s, y, x, WIDTH - x);

	pen_text(&p, role, text);
}

static void frame(struct fixture *f, int64_t ms)
{
	cast_frame(&f->cast, ms, &f->s, &f->theme, &f->text);
}

/* --- an independent terminal --- */

static void feed(VTerm *vt, const char *cast)
{
	for (const char *line = strchr(cast, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		json *event = json_parse(line, strcspn(line, "\n"), NULL);
		const char *data = json_str(json_item(event, 2));
		int height, width;

		assert_non_null(data);
		if (streq(json_str(json_item(event, 1)), "o"))
			vterm_input_write(vt, data, strlen(data));
		if (streq(json_str(json_item(event, 1)), "r")) {
			assert_int_equal(sscanf(data, "%dx%d", &width, &height), 2);
			vterm_set_size(vt, height, width);
		}
		json_free(event);
	}
}

static void check_cell(VTermScreen *screen, const struct fixture *f, int y, int x)
{
	const struct cell *c = surface_cell(&f->s, y, x);
	uint32_t fg = f->theme.roles[c->role].color.rgb, bg = f->theme.grounds[c->ground].color.rgb;
	VTermScreenCell cell;
	uint32_t code = 0;

	if (!c->width)
		return;
	utf8_decode(c->text, strlen(c->text), &code);
	assert_true(vterm_screen_get_cell(screen, (VTermPos){ y, x }, &cell));
	assert_int_equal(cell.chars[0] ? cell.chars[0] : ' ', code);
	assert_int_equal(cell.bg.rgb.red << 16 | cell.bg.rgb.green << 8 | cell.bg.rgb.blue, bg);
	assert_int_equal(cell.fg.rgb.red << 16 | cell.fg.rgb.green << 8 | cell.fg.rgb.blue, fg);
	assert_int_equal(cell.attrs.bold, !!(cell_attributes(&f->theme, c) & ATTR_BOLD));
	assert_int_equal(cell.attrs.underline, !!(cell_attributes(&f->theme, c) & ATTR_UNDERLINE));
}

static void check_terminal(const struct fixture *f)
{
	VTerm *vt = vterm_new(HEIGHT, WIDTH);
	VTermScreen *screen = vterm_obtain_screen(vt);

	vterm_set_utf8(vt, 1);
	vterm_screen_reset(screen, 1);
	feed(vt, f->text.buf);
	for (int y = 0; y < f->s.height; y++) {
		for (int x = 0; x < f->s.width; x++)
			check_cell(screen, f, y, x);
	}
	vterm_free(vt);
}

static void scribble(struct fixture *f, struct rng *rng)
{
	static const char *const texts[] = { "web-0", "● ready", "a longer row of text", "┌──────┐", "x", "世界", "   " };

	write_at(f, (int)rng_below(rng, HEIGHT), (int)rng_below(rng, WIDTH - 1),
		 (enum role)rng_below(rng, ROLE_COUNT), texts[rng_below(rng, COUNT(texts))]);
	if (rng_below(rng, 20) == 0)
		surface_fill(&f->s, (struct rect){ 2, 3, 4, 20 }, (enum ground)rng_below(rng, GROUND_COUNT));
	f->s.cursor_y = rng_below(rng, 3) ? -1 : (int)rng_below(rng, HEIGHT);
	f->s.cursor_x = 3;
}

static void test_terminal_agrees(void **state UNUSED)
{
	for (int version = 2; version <= 3; version++) {
		struct fixture f;
		struct rng rng;

		open_fixture(&f, version);
		rng_init(&rng, (uint64_t)version);
		for (int i = 0; i < 400; i++) {
			scribble(&f, &rng);
			frame(&f, i * 40);
			if (i % 40 == 0)
				check_terminal(&f);
		}
		check_terminal(&f);
		close_fixture(&f);
	}
}

static void test_resizing(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f, 2);
	frame(&f, 0);
	surface_release(&f.s);
	surface_init(&f.s, 5, 60, false);
	write_at(&f, 4, 0, ROLE_text, "wider");
	frame(&f, 1000);
	assert_non_null(strstr(f.text.buf, "[1.0,\"r\",\"60x5\"]\n"));
	check_terminal(&f);
	close_fixture(&f);
}

/* --- the format --- */

static void play_two(struct fixture *f)
{
	surface_release(&f->s);
	surface_init(&f->s, 1, 2, false);
	frame(f, 0);
	write_at(f, 0, 0, ROLE_text, "a");
	frame(f, 1250);
	frame(f, 1300);
	cast_marker(&f->cast, 1500, "a \"step\"", &f->text);
	cast_end(&f->cast, 2000, &f->text);
}

static void test_version_2(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f, 2);
	f.cast.title = "a <title>";
	play_two(&f);
	assert_string_equal(f.text.buf,
		"{\"version\":2,\"width\":2,\"height\":1,\"theme\":{\"fg\":\"#ccd3dc\",\"bg\":\"#14171c\","
		"\"palette\":\"#4a5563:#ff8078:#6fd6a3:#f0c35a:#82b7ff:#c9a6f5:#7fd3e8:#ccd3dc\"},"
		"\"title\":\"a \\u003ctitle\\u003e\"}\n"
		"[0.0,\"o\",\"\\u001b[1;1H\\u001b[0;38;2;204;211;220;48;2;20;23;28m  \\u001b[?25l\"]\n"
		"[1.25,\"o\",\"\\u001b[1;1H\\u001b[0;38;2;204;211;220;48;2;20;23;28ma\"]\n"
		"[1.5,\"m\",\"a \\\"step\\\"\"]\n"
		"[2.0,\"o\",\"\"]\n");
	close_fixture(&f);
}

static void test_version_3(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f, 3);
	f.cast.stamp_s = 1768478400;
	play_two(&f);
	assert_true(starts_with(f.text.buf, "{\"version\":3,\"term\":{\"cols\":2,\"rows\":1,\"theme\":{\"fg\":"));
	assert_non_null(strstr(f.text.buf, "}},\"timestamp\":1768478400}\n[0.000,\"o\","));
	assert_non_null(strstr(f.text.buf, "\n[1.250,\"o\","));
	assert_non_null(strstr(f.text.buf, "\n[0.250,\"m\","));
	assert_non_null(strstr(f.text.buf, "\n[0.500,\"o\",\"\"]\n"));
	close_fixture(&f);
}

/* What did not change is not written, and a few cells that stay are cheaper than a jump. */
static void test_only_changes(void **state UNUSED)
{
	_cleanup_(str_release) struct str bytes = STR_INIT;
	struct surface before = { 0 };
	struct fixture f;

	open_fixture(&f, 2);
	write_at(&f, 3, 2, ROLE_text, "abcdef");
	surface_copy(&before, &f.s);
	surface_ansi(&before, &f.s, &f.theme, &bytes);
	assert_string_equal(bytes.buf, "");
	write_at(&f, 3, 2, ROLE_text, "Xbc");
	write_at(&f, 3, 5, ROLE_text, "Y");
	surface_ansi(&before, &f.s, &f.theme, &bytes);
	assert_string_equal(bytes.buf, "\033[4;3H\033[0;38;2;204;211;220;48;2;20;23;28mXbcY");
	surface_release(&before);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terminal_agrees), cmocka_unit_test(test_resizing),
		cmocka_unit_test(test_version_2),	cmocka_unit_test(test_version_3),
		cmocka_unit_test(test_only_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
