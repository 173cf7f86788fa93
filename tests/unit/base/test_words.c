/* The table of words is made by one hash (words.awk) and read by another (words.c): they must be the same. */
#include "tests/unit/base/test.h"

#include "base/words.h"

static const char *found(const char *text)
{
	return word_find(text, strlen(text));
}

static void test_words_are_found(void **state UNUSED)
{
	static const char *const known[] = { "metadata", "kind", "apiVersion", "resourceVersion", "ip", "Running", "Normal",
					     "statefulset.kubernetes.io/pod-name", "managedFields", "fieldsV1", "v1" };

	for (size_t i = 0; i < COUNT(known); i++) {
		_cleanup_(freep) char *copy = xstrdup(known[i]);

		assert_non_null(found(copy));
		assert_string_equal(found(copy), known[i]);
		assert_ptr_equal(found(copy), found(known[i]));
		assert_ptr_not_equal(found(copy), copy);
	}
	assert_string_equal(found(""), "");
}

static void test_other_texts_are_not(void **state UNUSED)
{
	static const char *const unknown[] = { "metadat", "metadata2", "Metadata", "x", "# What", "\xff\xfe", "web-0" };

	for (size_t i = 0; i < COUNT(unknown); i++)
		assert_null(found(unknown[i]));
	assert_string_equal(word_find("kinds", 4), "kind");	/* it need not end where the word does */
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_words_are_found), TEST(test_other_texts_are_not) };

	return RUN(tests);
}
