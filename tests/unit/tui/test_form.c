/* The form: moving, writing, turning through offers, what is wrong and where it takes one, how it is laid out. */
#include "tests/unit/base/test.h"

#include "tui/action.h"
#include "tui/form.h"

enum { KIND_OF, NAME, COUNT_OF, SECRET };

static char *first_kind(const struct intent *i)
{
	(void)i;
	return xstrdup("cat");
}

static void offer_kinds(const struct intent *i, word_vec *ret)
{
	(void)i;
	vec_push(ret, xstrdup("cat"));
	vec_push(ret, xstrdup("dog"));
}

static char *first_name(const struct intent *i)
{
	return xasprintf("the %s", i->form ? form_text(i->form, KIND_OF) : "cat");
}

static char *first_count(const struct intent *i)
{
	(void)i;
	return xstrdup("1");
}

static int check_count(const struct intent *i, const char *text, struct err *err)
{
	(void)i;
	return strspn(text, "0123456789") == strlen(text) && *text ? 0 : err_set(err, -EINVAL, "no number: %s", text);
}

static bool always(const struct intent *i)
{
	(void)i;
	return true;
}

static const struct field fields[] = {
	[KIND_OF] = { .label = "kind", .width = 6, .closed = true, .first = first_kind, .offers = offer_kinds,
		      .help = "of animal" },
	[NAME] = { .label = "name", .first = first_name, .follows = KIND_OF + 1, .help = "as it is called" },
	[COUNT_OF] = { .label = "how many", .width = 4, .beside = true, .anew = true, .first = first_count,
		       .check = check_count, .help = "a number" },
	[SECRET] = { .label = "hidden", .width = 4, .first = first_count, .check = check_count, .hidden = always },
};

struct fixture {
	struct form form;
	struct intent intent;
};

static void open_form(struct fixture *x)
{
	*x = (struct fixture){ .intent = { .text = "" } };
	form_open(&x->form, fields, COUNT(fields), &x->intent);
	x->intent.form = &x->form;
}

static enum form_result press(struct fixture *x, const char *keys)
{
	_cleanup_(freep) char *copy = xstrdup(keys);
	enum form_result r = FORM_GOES_ON;
	char *rest = copy, *name;

	while ((name = strsep(&rest, " "))) {
		struct key k;

		assert_true(key_parse(name, &k));
		r = form_key(&x->form, &x->intent, k);
	}
	return r;
}

static void moves_and_writes(void **state)
{
	struct fixture x;

	(void)state;
	open_form(&x);
	assert_string_equal(form_text(&x.form, NAME), "the cat");
	press(&x, "tab x");
	assert_string_equal(form_text(&x.form, NAME), "the catx");
	/* The first letter takes the place of what stood there, the second does not. */
	press(&x, "down 2 3");
	assert_string_equal(form_text(&x.form, COUNT_OF), "23");
	/* Around the end, past the one that is hidden. */
	press(&x, "tab");
	assert_int_equal(x.form.focus, KIND_OF);
	press(&x, "up");
	assert_int_equal(x.form.focus, COUNT_OF);
	press(&x, "4");
	assert_string_equal(form_text(&x.form, COUNT_OF), "4");
	form_release(&x.form);
}

static void turns(void **state)
{
	struct fixture x;

	(void)state;
	open_form(&x);
	press(&x, "z");
	assert_string_equal(form_text(&x.form, KIND_OF), "cat");
	press(&x, "right");
	assert_string_equal(form_text(&x.form, KIND_OF), "dog");
	assert_string_equal(form_text(&x.form, NAME), "the dog");
	press(&x, "left left");
	assert_string_equal(form_text(&x.form, KIND_OF), "dog");
	press(&x, "ctrl-n");
	assert_string_equal(form_text(&x.form, KIND_OF), "cat");
	form_release(&x.form);
}

static void goes_on_when_good(void **state)
{
	struct fixture x;

	(void)state;
	open_form(&x);
	assert_true(form_good(&x.form, &x.intent));
	press(&x, "up x");
	assert_false(form_good(&x.form, &x.intent));
	assert_int_equal(press(&x, "tab enter"), FORM_GOES_ON);
	assert_int_equal(x.form.focus, COUNT_OF);
	assert_int_equal(press(&x, "7 enter"), FORM_ACCEPTED);
	assert_int_equal(press(&x, "esc"), FORM_LEFT);
	form_release(&x.form);
}

/* A paste is text, and no answer. */
static void takes_a_paste_as_text(void **state)
{
	struct fixture x;

	(void)state;
	open_form(&x);
	press(&x, "tab");
	assert_int_equal(form_key(&x.form, &x.intent, (struct key){ 'y', true }), FORM_GOES_ON);
	assert_int_equal(form_key(&x.form, &x.intent, (struct key){ K_ENTER, true }), FORM_GOES_ON);
	assert_int_equal(form_key(&x.form, &x.intent, (struct key){ K_ESC, true }), FORM_GOES_ON);
	assert_string_equal(form_text(&x.form, NAME), "the caty");
	form_release(&x.form);
}

static void check_drawn(struct fixture *x, int width, const char *wanted)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct surface s;

	surface_init(&s, 4, width, false);
	form_draw(&x->form, &x->intent, &s, (struct rect){ 0, 0, 4, width }, true);
	surface_dump(&s, &text);
	assert_string_equal(text.buf, wanted);
	surface_release(&s);
}

static void drawn(void **state)
{
	struct fixture x;

	(void)state;
	open_form(&x);
	assert_int_equal(form_rows(&x.form, 40), 3);
	press(&x, "up x");
	check_drawn(&x, 40, "kind      cat\nname      the cat\nhow many  x\n          no number: x\n");
	form_release(&x.form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_and_writes), cmocka_unit_test(turns), cmocka_unit_test(goes_on_when_good),
		cmocka_unit_test(takes_a_paste_as_text), cmocka_unit_test(drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
