/* The list: the cursor stays on its object, filters and sorting, marks. */
#include "objects.h"

#include "tui/table.h"

static const struct list_column columns[] = {
	{ "NAME", .width = 10, .text = column_name },
	{ "AGE", .width = 5, .text = column_age, .cmp = column_age_cmp },
};

static const struct table_class class = { .columns = columns, .ncolumns = COUNT(columns), .empty = "none" };

static void update(struct table *t, struct list_cache *c)
{
	struct table_source source = {
		.cache = &c->base, .kind = KIND(persistentvolumeclaim), .namespace = "shop", .now_s = NOW_S
	};

	table_update(t, &source);
}

static void check_rows(const struct table *t, const char *wanted)
{
	_cleanup_(str_release) struct str s = STR_INIT;

	for (size_t i = 0; i < t->rows.len; i++)
		str_addf(&s, "%s%s%s", i ? " " : "", i == t->cursor ? ">" : "", t->rows.items[i]->name);
	assert_string_equal(s.buf, wanted);
}

/* A cache lists in order; this one does not sort, so names are put in order by hand. */
static void set_names(struct list_cache *c, const char *names)
{
	_cleanup_(freep) char *copy = xstrdup(names);
	char *rest = copy, *name;

	list_cache_release(c);
	while ((name = strsep(&rest, " "))) {
		if (*name)
			add_claim(c, name, "Bound");
	}
}

static void test_cursor_stays_on_its_object(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(table_release) struct table t;

	list_cache_init(&c);
	table_init(&t, &class);
	update(&t, &c);
	check_rows(&t, "");
	set_names(&c, "b d f");
	update(&t, &c);
	table_key(&t, KEY(K_DOWN), 10);
	check_rows(&t, "b >d f");
	set_names(&c, "a b c d e f");
	update(&t, &c);
	check_rows(&t, "a b c >d e f");
	set_names(&c, "a b c e f");
	update(&t, &c);
	check_rows(&t, "a b c >e f");
	set_names(&c, "a");
	update(&t, &c);
	check_rows(&t, ">a");
	set_names(&c, "");
	update(&t, &c);
	check_rows(&t, "");
	assert_null(table_selected(&t));
}

static void test_moving(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(table_release) struct table t;

	list_cache_init(&c);
	table_init(&t, &class);
	set_names(&c, "a b c d e");
	update(&t, &c);
	table_key(&t, KEY('G'), 2);
	check_rows(&t, "a b c d >e");
	table_key(&t, KEY(K_DOWN), 2);
	check_rows(&t, "a b c d >e");
	table_key(&t, KEY(K_CTRL | 'b'), 2);
	check_rows(&t, "a b >c d e");
	table_key(&t, KEY('g'), 2);
	table_key(&t, KEY(K_UP), 2);
	check_rows(&t, ">a b c d e");
	assert_false(table_key(&t, KEY('x'), 2));
}

static void check_filter(struct table *t, const char *filter, const char *wanted)
{
	table_filter(t, filter);
	check_rows(t, wanted);
}

static void test_filter(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(table_release) struct table t;

	list_cache_init(&c);
	table_init(&t, &class);
	set_names(&c, "data-db-0 data-web-0 data-web-1 logs-web-1");
	update(&t, &c);
	check_filter(&t, "WEB", ">data-web-0 data-web-1 logs-web-1");
	check_filter(&t, "web -1", ">data-web-1 logs-web-1");
	check_filter(&t, "web !logs", "data-web-0 >data-web-1");
	check_filter(&t, "nothing", "");
	check_filter(&t, "", "data-db-0 data-web-0 >data-web-1 logs-web-1");
	assert_int_equal(t.total, 4);
}

static void test_sort_and_marks(void **state UNUSED)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(table_release) struct table t;

	list_cache_init(&c);
	table_init(&t, &class);
	set_names(&c, "a b-10 b-2");
	update(&t, &c);
	table_key(&t, KEY('S'), 5);
	check_rows(&t, ">a b-2 b-10");
	table_key(&t, KEY('I'), 5);
	check_rows(&t, "b-10 b-2 >a");
	table_key(&t, KEY('g'), 5);
	table_key(&t, KEY(' '), 5);
	assert_true(map_has(&t.marks, "claim-b-10"));
	check_rows(&t, "b-10 >b-2 a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cursor_stays_on_its_object),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_sort_and_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
