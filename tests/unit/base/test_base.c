/* Text, arrays, maps, errors, chance, UTF-8. */
#include "tests/unit/base/test.h"
#include "base/err.h"
#include "base/map.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"

static void test_text_grows(void **state UNUSED)
{
	struct str s = STR_INIT;
	char *text;

	assert_string_equal(s.buf, "");
	str_cut(&s, 0);
	str_reset(&s);
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	assert_int_equal(s.len, 3890);
	assert_int_equal(strlen(s.buf), s.len);
	str_addf(&s, "%0500d", 7);
	assert_int_equal(s.len, 4390);
	str_cut(&s, 3);
	assert_string_equal(s.buf, "0,1");
	str_addn(&s, "\0x", 2);
	assert_int_equal(s.len, 5);
	assert_memory_equal(s.buf, "0,1\0x", 6);
	text = str_take(&s);
	assert_int_equal(s.len, 0);
	free(text);
	text = str_take(&s);
	assert_string_equal(text, "");
	free(text);
	str_release(&s);
}

static void test_arrays(void **state UNUSED)
{
	VEC(int) v = VEC_INIT;
	int sum = 0;

	for (int i = 0; i < 100; i++)
		vec_push(&v, i);
	vec_insert(&v, 0, -1);
	vec_insert(&v, v.len, 100);
	vec_remove(&v, 1);
	assert_int_equal(v.items[0], -1);
	assert_int_equal(v.items[1], 1);
	assert_int_equal(vec_last(&v), 100);
	assert_int_equal(vec_pop(&v), 100);
	vec_each(&v, item)
		sum += *item;
	assert_int_equal(sum, 4949);
	vec_release(&v);
	assert_null(v.items);
}

static void assert_order(const struct map *m, const char *expected)
{
	_cleanup_(str_release) struct str keys = STR_INIT;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(m, &i));)
		str_addf(&keys, "%s=%s ", e->key, (char *)e->value);
	assert_string_equal(keys.buf, expected);
}

static const char *set(struct map *m, const char *key, const char *value)
{
	return map_set(m, key, (void *)(uintptr_t)value);
}

static void test_map_keeps_order(void **state UNUSED)
{
	_cleanup_(map_release) struct map m = MAP_INIT;

	assert_null(map_get(&m, "a"));
	assert_null(map_del(&m, "a"));
	assert_null(set(&m, "b", "1"));
	assert_null(set(&m, "a", "2"));
	assert_null(map_set(&m, "c", NULL));
	assert_true(map_has(&m, "c"));
	assert_string_equal(set(&m, "b", "3"), "1");
	assert_null(map_del(&m, "c"));
	assert_order(&m, "b=3 a=2 ");
	assert_string_equal(map_del(&m, "b"), "3");
	set(&m, "b", "4");
	assert_order(&m, "a=2 b=4 ");
	map_clear(&m);
	assert_int_equal(m.count, 0);
	set(&m, "z", "5");
	assert_order(&m, "z=5 ");
}

/* The same random changes to a map and to a plain array give the same keys in the same order. */
static void test_map_against_an_array(void **state UNUSED)
{
	_cleanup_(map_release) struct map m = MAP_INIT;
	VEC(unsigned) model = VEC_INIT;
	struct rng rng;
	struct map_entry *e;

	rng_init(&rng, 42);
	for (int step = 0; step < 20000; step++) {
		unsigned n = rng_below(&rng, 300);
		_cleanup_(freep) char *key = xasprintf("k%u", n);
		size_t at = 0;

		while (at < model.len && model.items[at] != n)
			at++;
		assert_int_equal(map_has(&m, key), at < model.len);
		if (rng_below(&rng, 2)) {
			map_set(&m, key, NULL);
			if (at == model.len)
				vec_push(&model, n);
		} else {
			map_del(&m, key);
			if (at < model.len)
				vec_remove(&model, at);
		}
		assert_int_equal(m.count, model.len);
	}
	for (size_t i = 0, at = 0; (e = map_next(&m, &i)); at++)
		assert_int_equal(strtoul(e->key + 1, NULL, 10), model.items[at]);
	assert_true(m.cap <= 1024);	/* room is used again */
	vec_release(&model);
}

static void test_map_deleting_while_walking(void **state UNUSED)
{
	_cleanup_(map_release) struct map m = MAP_INIT;
	struct map_entry *e;
	int seen = 0;

	for (int i = 0; i < 100; i++) {
		_cleanup_(freep) char *key = xasprintf("%d", i);

		map_set(&m, key, NULL);
	}
	for (size_t i = 0; (e = map_next(&m, &i)); seen++)
		map_del(&m, e->key);
	assert_int_equal(seen, 100);
	assert_int_equal(m.count, 0);
}

static void test_errors(void **state UNUSED)
{
	struct err err = ERR_INIT;
	char accents[1500] = "";

	assert_int_equal(err_set(&err, -ENOENT, "no %s", "file"), -ENOENT);
	assert_int_equal(err_prefix(&err, "theme %d", 3), -ENOENT);
	assert_string_equal(err.text, "theme 3: no file");
	assert_int_equal(err_set(NULL, -EIO, "nobody listens"), -EIO);
	for (int i = 0; i < 700; i++)
		memcpy(accents + (size_t)i * 2, "\xc3\xa9", 3);
	err_set(&err, -EIO, "x%s", accents);
	assert_int_equal(strlen(err.text) % 2, 1);	/* no half character at the end */
	err_set(&err, -EIO, "%s", accents);
	assert_int_equal(strlen(err.text) % 2, 0);
}

static void test_chance_is_repeatable(void **state UNUSED)
{
	struct rng a, b;
	char uuid[37], same[37], suffix[6];
	unsigned counts[3] = { 0 };

	rng_init(&a, 1);
	rng_init(&b, 1);
	/* Computed once with the authors' public reference code's constants; another machine must agree. */
	assert_true(rng_u64(&a) == 0xb3f2af6d0fc710c5u);
	assert_true(rng_u64(&a) == 0x853b559647364ceau);
	rng_init(&a, 1);
	rng_uuid(&a, uuid);
	rng_uuid(&b, same);
	assert_string_equal(uuid, same);
	assert_int_equal(strlen(uuid), 36);
	assert_int_equal(uuid[14], '4');
	assert_non_null(strchr("89ab", uuid[19]));
	rng_suffix(&a, suffix, 5);
	assert_int_equal(strspn(suffix, "bcdfghjklmnpqrstvwxz2456789"), 5);
	for (int i = 0; i < 30000; i++)
		counts[rng_below(&a, 3)]++;
	for (int i = 0; i < 3; i++)
		assert_in_range(counts[i], 9500, 10500);
	for (int i = 0; i < 1000; i++) {
		double d = rng_unit(&a);

		assert_true(d >= 0 && d < 1);
	}
	entropy_fill(uuid, 16);
	entropy_fill(same, 16);
	assert_memory_not_equal(uuid, same, 16);
}

static void test_utf8(void **state UNUSED)
{
	static const struct { const char *bytes; size_t len; uint32_t c; } cases[] = {
		{ "a", 1, 'a' },		{ "\xc3\xa9", 2, 0xe9 },	{ "\xe2\x82\xac", 3, 0x20ac },
		{ "\xf0\x9f\x98\x80", 4, 0x1f600 },	{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },	{ "\x80", 0, 0 },
		{ "\xc1\x81", 0, 0 },		{ "\xe0\x80\xaf", 0, 0 },	{ "\xed\xbf\xbf", 0, 0 },
		{ "\xf5\x80\x80\x80", 0, 0 },	{ "\xe2\x82", 0, 0 },		{ "\xe2(\xa1", 0, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char again[4];
		uint32_t c = 0;

		assert_int_equal(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), &c), cases[i].len);
		assert_int_equal(c, cases[i].c);
		if (cases[i].len) {
			assert_int_equal(utf8_encode(c, again), cases[i].len);
			assert_memory_equal(again, cases[i].bytes, cases[i].len);
		}
	}
	char replacement[4];

	assert_int_equal(utf8_encode(0xd800, replacement), 3);
	assert_memory_equal(replacement, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_decode("", 0, &(uint32_t){ 0 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text_grows), TEST(test_arrays), TEST(test_map_keeps_order), TEST(test_map_against_an_array),
		TEST(test_map_deleting_while_walking), TEST(test_errors), TEST(test_chance_is_repeatable), TEST(test_utf8),
	};

	return RUN(tests);
}
