/* Small files: bounded reading, replacing whole, folders of one's own. */
#include "tests/unit/base/test.h"
#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

static char *in(const char *dir, const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

static void test_reading_and_writing(void **state UNUSED)
{
	char dir[] = "/tmp/ordinal-test-XXXXXX";
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(freep) char *path = NULL, *fresh = NULL, *deep = NULL;
	struct err err = ERR_INIT;
	struct stat st;

	assert_non_null(mkdtemp(dir));
	path = in(dir, "file");
	fresh = in(dir, "file.new");
	deep = in(dir, "a/b");
	assert_int_equal(file_read(path, 10, &text, &err), -ENOENT);
	assert_non_null(strstr(err.text, "cannot be read: No such file"));
	assert_int_equal(file_write(path, "old", &err), 0);
	assert_int_equal(file_write(path, "new text", &err), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_not_equal(access(fresh, F_OK), 0);
	str_add(&text, "before ");
	assert_int_equal(file_read(path, 8, &text, &err), 0);
	assert_string_equal(text.buf, "before new text");
	assert_int_equal(file_read(path, 7, &text, &err), -EFBIG);
	assert_non_null(strstr(err.text, "is larger than 7 bytes"));
	assert_int_equal(file_read(dir, 7, &text, &err), -EISDIR);
	assert_true(file_write(deep, "x", &err) < 0);
	assert_int_equal(file_make_dir(deep, &err), 0);
	assert_int_equal(file_make_dir(deep, &err), 0);
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	rmdir(deep);
	deep[strlen(deep) - 2] = 0;
	rmdir(deep);
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

static void assert_beside(const char *file, const char *path, const char *expected)
{
	_cleanup_(freep) char *got = file_beside(file, path);

	assert_string_equal(got, expected);
}

static void test_paths(void **state UNUSED)
{
	_cleanup_(freep) char *state_dir = NULL, *home_dir = NULL;

	assert_beside("/home/u/.kube/config", "ca.crt", "/home/u/.kube/ca.crt");
	assert_beside("/home/u/.kube/config", "/etc/ca.crt", "/etc/ca.crt");
	assert_beside("config", "ca.crt", "ca.crt");
	setenv("HOME", "/home/u", 1);
	setenv("XDG_STATE_HOME", "/state", 1);
	state_dir = file_state_dir();
	assert_string_equal(state_dir, "/state/ordinal");
	setenv("XDG_STATE_HOME", "not/absolute", 1);
	home_dir = file_state_dir();
	assert_string_equal(home_dir, "/home/u/.local/state/ordinal");
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	assert_null(file_state_dir());
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_reading_and_writing), TEST(test_paths) };

	return RUN(tests);
}
