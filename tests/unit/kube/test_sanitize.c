/* Hostile text: nothing of it may reach a terminal as more than visible characters. */
#include "tests/unit/kube/data.h"
#include "base/limits.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "kube/sanitize.h"
#include "kube/unicode.h"

static void shows(void **state UNUSED)
{
	static const struct {
		const char *text;
		size_t len;
		unsigned flags;
		const char *shown;
	} cases[] = {
#define CASE(text, flags, shown) { text, sizeof(text) - 1, flags, shown }
		CASE("web-0", 0, "web-0"),
		CASE("a\0b", 0, "a^@b"),
		CASE("\033[31mred\033]0;title\007", 0, "^[[31mred^[]0;title^G"),
		CASE("a\tb\r\nc", 0, "a^Ib^M^Jc"),
		CASE("a\tb\r\nc", SANITIZE_LINES, "a\tb^M\nc"),
		CASE("\177", 0, "^?"),
		CASE("\302\233" "31m", 0, "<9B>31m"),
		CASE("\233" "31m", 0, "<9B>31m"),
		CASE("\377\300\257", 0, "\357\277\275\357\277\275\357\277\275"),
		CASE("\355\240\200", 0, "\357\277\275\357\277\275<80>"),
		CASE("\342\202", 0, "\357\277\275<82>"),
		CASE("x\342\200\256y\342\201\246z", 0, "x<202E>y<2066>z"),
		CASE("\342\200\216\330\234", 0, "<200E><061C>"),
		CASE("a\342\200\213b\357\273\277\342\200\215", 0, "a<200B>b<FEFF><200D>"),
		CASE("\363\240\200\201", 0, "<E0001>"),
		CASE("\302\255\343\205\244", 0, "<00AD><3164>"),
		CASE("\356\200\200\357\277\277\315\270", 0, "<U+E000><U+FFFF><U+0378>"),
		CASE("e\314\201\314\201\314\201\314\201\314\201\314\201x", 0,
		     "e\314\201\314\201\314\201\314\201\342\200\246x"),
		CASE("\314\201x", 0, "<0301>x"),
		CASE("\342\235\244\357\270\217\357\270\217", 0, "\342\235\244\357\270\217"),
		CASE("\303\244\346\227\245", 0, "\303\244\346\227\245"),
		CASE("\303\244\346\227\245\377", SANITIZE_ASCII, "<U+00E4><U+65E5><FF>"),
		CASE("", 0, ""),
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		sanitize(cases[i].text, cases[i].len, cases[i].flags, &s);
		assert_string_equal(s.buf, cases[i].shown);
		assert_int_equal(s.len, strlen(cases[i].shown));
	}
}

static void ends(void **state UNUSED)
{
	_cleanup_(str_release) struct str text = STR_INIT, s = STR_INIT, lines = STR_INIT;

	for (int i = 0; i < 1 << 20; i++)
		str_addc(&text, i == 10 || i == 6000 ? '\n' : 'x');
	str_add(&s, "before");
	sanitize(text.buf, text.len, 0, &s);
	assert_int_equal(s.len, 6 + LIMIT_CELL_TEXT + 3);
	assert_string_equal(s.buf + s.len - 3, "\342\200\246");
	sanitize(text.buf, text.len, SANITIZE_LINES, &lines);
	assert_int_equal(lines.len, 10 + 2 * (1 + LIMIT_CELL_TEXT + 3));
}

/* Whatever goes in: valid UTF-8 of visible characters comes out, and it stays as it is when it goes through again. */
static void any_bytes(void **state UNUSED)
{
	struct rng r;

	rng_init(&r, 1);
	for (int round = 0; round < 20000; round++) {
		_cleanup_(str_release) struct str s = STR_INIT, again = STR_INIT;
		char text[40];
		size_t len = rng_below(&r, sizeof(text));

		for (size_t i = 0; i < len; i += 4) {
			char one[4] = { 0 };

			if (rng_below(&r, 4))
				utf8_encode(rng_below(&r, rng_below(&r, 2) ? 0x3000 : 0x110000), one);
			else
				one[0] = (char)rng_below(&r, 256);
			memcpy(text + i, one, MIN(sizeof(one), len - i));
		}
		sanitize(text, len, 0, &s);
		for (size_t i = 0, size; i < s.len; i += size) {
			uint32_t c;

			size = utf8_decode(s.buf + i, s.len - i, &c);
			assert_true(size > 0);
			assert_true(c >= 0x20 && (c < 0x7f || c > 0x9f));
			assert_true(unicode_class(c) <= UNICODE_MARK);
		}
		assert_true(s.len <= 8 * len);
		sanitize(s.buf, s.len, 0, &again);
		assert_string_equal(again.buf, s.buf);
	}
}

static void widths(void **state UNUSED)
{
	static const struct {
		const char *text;
		int width;
	} cases[] = {
		{ "", 0 }, { "web-0", 5 }, { "\303\244", 1 }, { "e\314\201", 1 }, { "\346\227\245\346\234\254", 4 },
		{ "\342\227\217", 1 }, { "\342\226\270", 1 }, { "\360\237\230\200", 2 }, { "\357\274\241", 2 },
		{ "\357\275\261", 1 },
	};
	int width;

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(text_width(cases[i].text, strlen(cases[i].text)), cases[i].width);
	assert_int_equal(text_fit("\346\227\245\346\234\254", 6, 3, &width), 3);
	assert_int_equal(width, 2);
	assert_int_equal(text_fit("ae\314\201x", 5, 2, NULL), 4);
	assert_int_equal(text_fit("abc", 3, 0, NULL), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows),
		cmocka_unit_test(ends),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(widths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
