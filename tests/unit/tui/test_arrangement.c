/* Rows are in order whatever came before, and few comparisons prove it where nothing has moved. */
#include "objects.h"

#include "tui/arrangement.h"

static int by_name(const void *pa, const void *pb, void *arg)
{
	const struct object *const *a = pa, *const *b = pb;

	++*(int *)arg;
	return strverscmp((*a)->name, (*b)->name);
}

/* Sorts pods of these numbers, as they come, and compares with what is wanted; returns the comparisons it took. */
static int sort(struct arrangement *a, const char *names, const char *wanted)
{
	_cleanup_(list_cache_release) struct list_cache c;
	_cleanup_(str_release) struct str got = STR_INIT;
	_cleanup_(freep) char *copy = xstrdup(names);
	object_vec rows = VEC_INIT;
	char *rest = copy, *name;
	int compared = 0;

	list_cache_init(&c);
	while ((name = strsep(&rest, " ")))
		add_claim(&c, name, "Bound");
	cache_list(&c.base, KIND(persistentvolumeclaim), "shop", NULL, &rows);
	arrangement_sort(a, &rows, by_name, &compared);
	vec_each(&rows, o)
		str_addf(&got, "%s%s", got.len ? " " : "", (*o)->name);
	assert_string_equal(got.buf, wanted);
	vec_release(&rows);
	return compared;
}

static void test_order(void **state UNUSED)
{
	_cleanup_(arrangement_release) struct arrangement a = { 0 };

	sort(&a, "p1 p10 p11 p2 p3", "p1 p2 p3 p10 p11");
	assert_int_equal(sort(&a, "p1 p10 p11 p2 p3", "p1 p2 p3 p10 p11"), 4);
	/* As many rows, but others: the guess is wrong and must not show. */
	sort(&a, "p2 p3 p4 p5 p10", "p2 p3 p4 p5 p10");
	sort(&a, "p1 p10 p2 p20 p3", "p1 p2 p3 p10 p20");
	sort(&a, "p1 p10 p2", "p1 p2 p10");
	sort(&a, "p1 p10 p2 p3 p4 p5", "p1 p2 p3 p4 p5 p10");
	assert_int_equal(sort(&a, "p1", "p1"), 0);
}

static void test_empty(void **state UNUSED)
{
	_cleanup_(arrangement_release) struct arrangement a = { 0 };
	object_vec rows = VEC_INIT;
	int compared = 0;

	arrangement_sort(&a, &rows, by_name, &compared);
	assert_int_equal(rows.len, 0);
	assert_int_equal(compared, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
