/* The texts of the API's types are found by name, whole, and nothing is found that is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "kube/docs.h"

static void found_by_name(void **state)
{
	static const struct {
		const char *message, *field, *begins;
	} cases[] = {
		{ "apps.StatefulSet", NULL, "StatefulSet represents a set of pods with consistent identities." },
		{ "apps.StatefulSet", "spec", "Spec defines the desired identities of pods in this set." },
		{ "apps.ControllerRevision", NULL, "ControllerRevision implements an immutable snapshot" },
		{ "apps.StatefulSetUpdateStrategy", "type", "Type indicates the type of the StatefulSetUpdateStrategy." },
		{ "core.Volume", "hostPath", "hostPath represents a pre-existing file or directory" },
		{ "autoscaling.v2.MetricSpec", "type", "type is the type of metric source." },
		{ "query", "dryRun", "When present, indicates that modifications should not be persisted." },
		{ "", "kind", "Kind is a string value representing the REST resource" },
		{ "Quantity", NULL, "Quantity is a fixed-point representation of a number." },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct docs d;

		if (!docs_find(cases[i].message, cases[i].field, &d))
			fail_msg("nothing of %s", cases[i].message);
		if (strncmp(d.text, cases[i].begins, strlen(cases[i].begins)) != 0)
			fail_msg("%s: %.60s", cases[i].message, d.text);
	}
}

static void nothing_else_is_found(void **state)
{
	struct docs d;

	(void)state;
	assert_false(docs_find("apps.StatefulSet", "nosuch", &d));
	assert_int_equal(d.text_len + d.facts_len, 0);
	assert_false(docs_find("apps.Stateful", NULL, &d));
	assert_false(docs_find("apps.StatefulSets", NULL, &d));
	assert_false(docs_find("nosuch.Kind", NULL, &d));
	assert_false(docs_find("autoscaling.MetricSpec", "type", &d));
}

static void facts_are_members(void **state)
{
	struct docs d;

	(void)state;
	assert_true(docs_find("core.ContainerPort", "protocol", &d));
	assert_true(docs_fact(&d, "default"));
	assert_true(docs_fact(&d, "enum"));
	assert_false(docs_fact(&d, "items"));
	assert_false(docs_fact(&d, "TCP"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_name),
		cmocka_unit_test(nothing_else_is_found),
		cmocka_unit_test(facts_are_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
