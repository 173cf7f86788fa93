/* What a pod comes to in a node's sums: the figures are those that kubectl 1.36 says of this pod. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/node_sums.h"

static json *pod(void)
{
	return json_format("{'spec':{'overhead':{'cpu':'10m'},'initContainers':["
	                   "{'name':'side','restartPolicy':'Always','resources':{'requests':{'cpu':'100m','memory':"
	                   "'64Mi'},'limits':{'memory':'128Mi'}}},"
	                   "{'name':'init','resources':{'requests':{'cpu':'2','memory':'1Gi','ephemeral-storage':"
	                   "'1Gi'},'limits':{'cpu':'4','memory':'2Gi'}}}],"
	                   "'containers':["
	                   "{'name':'a','resources':{'requests':{'cpu':'250m','memory':'512Mi'},'limits':{'cpu':"
	                   "'500m','memory':'1Gi'}}},"
	                   "{'name':'b','resources':{'requests':{'cpu':'1.5','memory':'1500M'},'limits':{'memory':"
	                   "'3G'}}}]}}");
}

static void expect(const json *tree, const char *which, const char *resource, const char *sum)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	pod_sum(tree, which, resource, &out);
	assert_string_equal(out.buf, sum);
}

/* The init container runs beside the sidecar, and is the most of the processor; the containers are of the memory. */
static void test_sums(void **state UNUSED)
{
	json *tree = pod();

	expect(tree, "requests", "cpu", "2110m");
	expect(tree, "limits", "cpu", "4010m");
	expect(tree, "requests", "memory", "2103979776");
	expect(tree, "limits", "memory", "4207959552");
	expect(tree, "requests", "ephemeral-storage", "1Gi");
	expect(tree, "limits", "ephemeral-storage", "0");
	json_free(tree);
}

/* The overhead is no limit where there is none. */
static void test_overhead(void **state UNUSED)
{
	json *tree = json_format("{'spec':{'overhead':{'cpu':'10m'},'containers':[{'name':'a'}]}}");

	expect(tree, "requests", "cpu", "10m");
	expect(tree, "limits", "cpu", "0");
	json_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_sums), cmocka_unit_test(test_overhead) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
