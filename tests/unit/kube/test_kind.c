/* The registry of kinds: how each is addressed. */
#include "tests/unit/kube/data.h"
#include "kube/kind.h"
#include "kube/schema.h"

static void all_rows(void **state UNUSED)
{
	for (size_t i = 0; i < kind_count(); i++) {
		const struct kind *k = kind_at(i);
		char api_version[64];

		kind_api_version(k, api_version, sizeof(api_version));
		assert_int_equal(kind_index(k), i);
		assert_ptr_equal(kind_by_plural(k->group, k->version, k->plural), k);
		assert_ptr_equal(kind_by_name(api_version, k->name), k);
		assert_non_null(schema_message(k->schema));
		assert_int_equal(k->facts_size != 0, k->read != NULL);
		for (size_t s = 0; k->shorts[s]; s++)
			assert_ptr_equal(kind_find(k->shorts[s]), k->stored_as ? k->stored_as : k);
	}
}

static void words(void **state UNUSED)
{
	static const struct {
		const char *word;
		const struct kind *kind;
	} cases[] = {
		{ "statefulsets", KIND(statefulset) }, { "StatefulSet", KIND(statefulset) },
		{ "STS", KIND(statefulset) },
		{ "statefulsets.apps", KIND(statefulset) }, { "statefulset", KIND(statefulset) }, { "Po", KIND(pod) },
		{ "pvc", KIND(persistentvolumeclaim) }, { "leases.coordination.k8s.io", KIND(lease) },
		{ "pods", KIND(pod) },
		{ "nosuch", NULL }, { "", NULL }, { "pods.apps", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_ptr_equal(kind_find(cases[i].word), cases[i].kind);
}

static void names(void **state UNUSED)
{
	char text[64];

	kind_api_version(KIND(pod), text, sizeof(text));
	assert_string_equal(text, "v1");
	kind_api_version(KIND(statefulset), text, sizeof(text));
	assert_string_equal(text, "apps/v1");
	kind_resource(KIND(pod), text, sizeof(text));
	assert_string_equal(text, "pods");
	kind_resource(KIND(poddisruptionbudget), text, sizeof(text));
	assert_string_equal(text, "poddisruptionbudgets.policy");
	assert_null(kind_by_name("apps/v1", "Pod"));
	assert_null(kind_by_plural("", "v1", "statefulsets"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rows),
		cmocka_unit_test(words),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
