/* Themes: every one compiled in is whole and can be read; a broken one says what is wrong in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/theme.h"

/* WCAG: text 7:1, status 4.5:1 on the page and on what floats; the contrast theme 7:1 for all of it. Rules and borders
 * only divide. */
static void check_contrast(const struct theme *t, enum ground ground)
{
	uint32_t page = t->grounds[ground].color.rgb;

	for (int role = 0; role < ROLE_COUNT; role++) {
		double wanted = streq(t->name, "contrast") || role == ROLE_text || role == ROLE_strong ? 7 : 4.5;

		if (role == ROLE_rule || role == ROLE_border)
			continue;
		if (theme_contrast(t->roles[role].color.rgb, page) < wanted)
			fail_msg("%s: role %d has %.2f on ground %d, not %.1f", t->name, role,
				 theme_contrast(t->roles[role].color.rgb, page), (int)ground, wanted);
	}
}

static void test_builtin_themes(void **state UNUSED)
{
	static const char *const names[] = { "dark", "light", "contrast" };

	for (size_t i = 0; i < COUNT(names); i++) {
		struct err err = ERR_INIT;
		struct theme t;

		if (theme_load(names[i], &t, &err))
			fail_msg("%s", err.text);
		assert_string_equal(t.name, names[i]);
		assert_int_equal(t.light, streq(names[i], "light"));
		check_contrast(&t, GROUND_page);
		check_contrast(&t, GROUND_raised);
		check_contrast(&t, GROUND_selected);
	}
}

static void check_error(const char *yaml, const char *part)
{
	struct err err = ERR_INIT;
	struct theme t;

	assert_true(theme_parse("mine", yaml, &t, &err) < 0);
	if (!strstr(err.text, part))
		fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static void test_broken_themes(void **state UNUSED)
{
	check_error("palette: {}\nroles: {}\n", "theme mine: roles has no \"text\"");
	check_error("palette: {}\nroles: {text: red}\n", "roles.text: colour \"red\" is not in its palette");
	check_error("palette: {red: ['#ff', 1]}\nroles: {text: red}\n", "#rrggbb");
	check_error("palette: {red: ['#ff0000', 1]}\nroles: {text: {color: red, attrs: [loud]}}\n", "loud");
	check_error("palette: [\n", "theme mine");
}

static void test_unknown_theme_names_the_others(void **state UNUSED)
{
	struct err err = ERR_INIT;
	struct theme t;

	assert_int_equal(theme_load("no-such", &t, &err), -ENOENT);
	assert_non_null(strstr(err.text, "contrast, dark, light"));
}

static void test_contrast(void **state UNUSED)
{
	assert_true(theme_contrast(0x000000, 0xffffff) > 20.9 && theme_contrast(0xffffff, 0x000000) < 21.1);
	assert_true(theme_contrast(0x777777, 0xffffff) > 4.4 && theme_contrast(0x777777, 0xffffff) < 4.6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_themes), cmocka_unit_test(test_broken_themes),
		cmocka_unit_test(test_unknown_theme_names_the_others), cmocka_unit_test(test_contrast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
