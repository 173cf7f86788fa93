/* What every unit test of base/ includes: cmocka with its prerequisites, and a short way to name the tests of a
 * file. */
#ifndef TESTS_UNIT_BASE_TEST_H
#define TESTS_UNIT_BASE_TEST_H

#include "base/base.h"

#include <setjmp.h>
#include <cmocka.h>

#define TEST(fn) cmocka_unit_test(fn)
#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
