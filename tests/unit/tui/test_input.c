/* Bytes to keys, whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/input.h"

static void on_key(void *arg, struct key k)
{
	struct str *out = arg;

	if (out->len)
		str_addc(out, ' ');
	if (k.pasted)
		str_add(out, "pasted:");
	key_print(k, out);
}

static void on_report(void *arg, const char *text)
{
	str_addf(arg, "<%s>", text);
}

/* The keys that the bytes are, fed `piece` bytes at a time. */
static char *keys_of(const char *bytes, size_t len, size_t piece)
{
	struct input in = INPUT_INIT;
	struct str out = STR_INIT;
	struct input_sink sink = { on_key, on_report, &out };

	for (size_t at = 0; at < len; at += piece)
		input_feed(&in, bytes + at, MIN(piece, len - at), &sink);
	if (input_pending(&in))
		input_flush(&in, &sink);
	input_release(&in);
	return str_take(&out);
}

static void check(const char *bytes, const char *keys)
{
	for (size_t piece = 1; piece <= strlen(bytes); piece++) {
		_cleanup_(freep) char *got = keys_of(bytes, strlen(bytes), piece);

		assert_string_equal(got, keys);
	}
}

static void test_text(void **state UNUSED)
{
	check("aZ 1", "a Z space 1");
	check("é世", "é 世");
}

static void test_controls(void **state UNUSED)
{
	check("\r\t\177\004\002", "enter tab backspace ctrl-d ctrl-b");
	check("\032\034", "ctrl-z ctrl-\\");
}

static void test_sequences(void **state UNUSED)
{
	check("\033[A\033[B\033OC\033[D", "up down right left");
	check("\033[H\033[4~\033[5~\033[6~\033[3~", "home end pgup pgdn delete");
	check("\033OP\033[15~\033[24~", "f1 f5 f12");
	check("\033[1;5C\033[Z", "ctrl-right shift-tab");
	check("\033x", "alt-x");
	check("\033\033", "esc esc");
	check("\033", "esc");
}

static void test_unknown_sequences_are_dropped(void **state UNUSED)
{
	check("\033[?1;2c" "a", "a");
	check("\033[999z" "b", "b");
	check("\033Pq#0\033\\" "c", "c");
}

static void test_paste_is_marked(void **state UNUSED)
{
	check("\033[200~y\r\033[201~n", "pasted:y pasted:enter n");
}

static void test_reports(void **state UNUSED)
{
	check("\033]11;rgb:1111/2222/3333\033\\", "<11;rgb:1111/2222/3333>");
	check("\033]11;rgb:ff/ff/ff\007" "k", "<11;rgb:ff/ff/ff> k");
}

static void test_noise_does_not_grow(void **state UNUSED)
{
	struct input in = INPUT_INIT;
	struct str out = STR_INIT;
	struct input_sink sink = { on_key, on_report, &out };

	input_feed(&in, "\033]", 2, &sink);
	for (int i = 0; i < 1000; i++)
		input_feed(&in, "0123456789", 10, &sink);
	assert_true(in.pending.len < 1024);
	input_release(&in);
	str_release(&out);
}

static void test_names_round_trip(void **state UNUSED)
{
	static const char *const names[] = { "enter", "ctrl-d",    "alt-x", "space",     "[",
		                             "f12",   "shift-tab", "é",     "ctrl-left", "-" };

	for (size_t i = 0; i < COUNT(names); i++) {
		_cleanup_(str_release) struct str out = STR_INIT;
		struct key k;

		assert_true(key_parse(names[i], &k));
		key_print(k, &out);
		assert_string_equal(out.buf, names[i]);
	}
	assert_false(key_parse("", &(struct key){ 0 }));
	assert_false(key_parse("nokey", &(struct key){ 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text), cmocka_unit_test(test_controls), cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_unknown_sequences_are_dropped), cmocka_unit_test(test_paste_is_marked),
		cmocka_unit_test(test_reports), cmocka_unit_test(test_noise_does_not_grow),
		cmocka_unit_test(test_names_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
