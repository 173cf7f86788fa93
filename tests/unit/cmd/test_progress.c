/* How far a learner is, kept in a file; and scripts as they can be played to a person. */
#include "tests/unit/base/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/folder.h"
#include "cmd/player.h"
#include "cmd/progress.h"

struct place {
	char dir[64];
	char *path;
};

static struct place *place(void)
{
	struct place *p = xcalloc(1, sizeof(*p));

	strncpy(p->dir, "/tmp/test-progress-XXXXXX", sizeof(p->dir) - 1);
	assert_non_null(mkdtemp(p->dir));
	p->path = xasprintf("%s/tutorial.json", p->dir);
	return p;
}

static void leave(struct place *p)
{
	_cleanup_(freep) char *aside = xasprintf("%s.damaged", p->path);

	unlink(aside);
	unlink(p->path);
	assert_int_equal(rmdir(p->dir), 0);
	free(p->path);
	free(p);
}

static void test_kept(void **state UNUSED)
{
	struct place *at = place();
	struct err err = ERR_INIT;
	struct progress p, other;
	struct stat file;

	assert_int_equal(progress_load(&p, at->path, &err), 0);
	assert_null(progress_step(&p, "identity"));
	assert_int_equal(progress_load(&other, at->path, &err), 0);
	assert_int_equal(progress_note(&p, "identity", "lose", &err), 0);
	/* Another terminal, which has read the file before that, keeps it. */
	assert_int_equal(progress_note(&other, "scaling", "up", &err), 0);
	assert_int_equal(progress_note(&p, "identity", NULL, &err), 0);
	progress_release(&p);
	progress_release(&other);
	assert_int_equal(progress_load(&p, at->path, &err), 0);
	assert_true(progress_done(&p, "identity"));
	assert_null(progress_step(&p, "identity"));
	assert_false(progress_done(&p, "scaling"));
	assert_string_equal(progress_step(&p, "scaling"), "up");
	/* Taken once more it stays done. */
	assert_int_equal(progress_note(&p, "identity", "create", &err), 0);
	assert_true(progress_done(&p, "identity"));
	assert_string_equal(progress_step(&p, "identity"), "create");
	assert_int_equal(stat(at->path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	progress_release(&p);
	leave(at);
}

static void damaged(const char *text)
{
	struct place *at = place();
	_cleanup_(freep) char *aside = xasprintf("%s.damaged", at->path);
	_cleanup_(str_release) struct str kept = STR_INIT;
	struct err err = ERR_INIT;
	struct progress p;

	assert_int_equal(file_write(at->path, text, &err), 0);
	assert_int_equal(progress_load(&p, at->path, &err), -EINVAL);
	assert_non_null(strstr(err.text, "tutorial.json is damaged ("));
	assert_null(strchr(err.text, '\n'));
	assert_null(progress_step(&p, "identity"));
	assert_int_equal(progress_note(&p, "identity", "lose", &err), 0);
	assert_string_equal(progress_step(&p, "identity"), "lose");
	assert_int_equal(file_read(aside, 4096, &kept, &err), 0);
	assert_string_equal(kept.buf, text);
	progress_release(&p);
	leave(at);
}

static void test_damaged(void **state UNUSED)
{
	damaged("{\"lessons\": {\"identity\": {\"st");
	damaged("[]");
	damaged("");
	damaged("{\"lessons\": 3}");
}

/* A member of the wrong kind is as if it were not there. */
static void test_strange(void **state UNUSED)
{
	struct place *at = place();
	struct err err = ERR_INIT;
	struct progress p;

	assert_int_equal(file_write(at->path, "{\"lessons\": {\"a\": 3, \"b\": {\"step\": 7, \"done\": \"x\"}}}", &err),
			 0);
	assert_int_equal(progress_load(&p, at->path, &err), 0);
	assert_null(progress_step(&p, "a"));
	assert_null(progress_step(&p, "b"));
	assert_false(progress_done(&p, "b"));
	progress_release(&p);
	assert_int_equal(progress_load(&p, NULL, &err), 0);
	assert_int_equal(progress_note(&p, "a", "x", &err), -ENOENT);
	progress_release(&p);
	leave(at);
}

/* --- the folder for a second terminal --- */

static bool exists(const char *dir, const char *name)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);

	return access(path, F_OK) == 0;
}

static void put(const char *dir, const char *name)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);
	struct err err = ERR_INIT;

	assert_int_equal(file_write(path, "mine", &err), 0);
}

/* What the lesson has put there goes with it, changed or not; what a person has put there stays. */
static void test_folder(void **state UNUSED)
{
	struct place *at = place();
	struct err err = ERR_INIT;
	struct lesson *l = lesson_load("identity", &err);
	_cleanup_(freep) char *mine = NULL;
	struct folder f;
	struct stat dir;

	assert_int_equal(setenv("TMPDIR", at->dir, 1), 0);
	assert_int_equal(folder_make(&f, l, &err), 0);
	assert_int_equal(stat(f.path, &dir), 0);
	assert_int_equal(dir.st_mode & 0777, 0700);
	assert_int_equal(folder_take_kubeconfig(&f, "/nonexistent", &err), -ENOENT);
	put(at->dir, "tutorial.json");
	assert_int_equal(folder_take_kubeconfig(&f, at->path, &err), 0);
	assert_int_equal(folder_take_kubeconfig(&f, at->path, &err), 0);
	assert_true(exists(f.path, "kubeconfig"));
	put(f.path, "web.yaml");
	put(f.path, "notes");
	assert_false(folder_remove(&f));
	assert_false(exists(f.path, "web.yaml"));
	assert_false(exists(f.path, "kubeconfig"));
	mine = xasprintf("%s/notes", f.path);
	assert_int_equal(unlink(mine), 0);
	assert_int_equal(rmdir(f.path), 0);
	free(f.path);
	setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(folder_make(&f, l, &err), -ENOENT);
	assert_true(starts_with(err.text, "no folder for the lesson's files: /nonexistent/"));
	unsetenv("TMPDIR");
	lesson_free(l);
	leave(at);
}

/* --- scripts --- */

static void test_acts(void **state UNUSED)
{
	_cleanup_(acts_release) act_vec acts = VEC_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(player_read("x", 7, "# a comment\n\nkey enter ctrl-d\ntype ab\nadvance 2s\n"
				     "wait sts/web ready=2/2 within 1m\ncheck pod/web-0 gone\nexpect OK\n"
				     "send DELETE /api/v1/pods {}", &acts, &err), 0);
	assert_int_equal(acts.len, 9);
	assert_int_equal(acts.items[0].line, 9);
	assert_int_equal(acts.items[1].key.code, K_CTRL | 'd');
	assert_true(acts.items[3].text);
	assert_int_equal(acts.items[4].ms, 2000);
	assert_int_equal(acts.items[5].ms, 60000);
	assert_string_equal(acts.items[5].words, "sts/web ready=2/2");
	assert_int_equal(acts.items[6].what, ACT_CHECK);
	assert_string_equal(acts.items[7].condition.value, "OK");
	assert_string_equal(acts.items[8].body, "{}");
}

static void refused(const char *script, const char *wanted)
{
	_cleanup_(acts_release) act_vec acts = VEC_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(player_read("x.yaml", 3, script, &acts, &err), -EINVAL);
	if (!starts_with(err.text, wanted))
		fail_msg("%s", err.text);
}

static void test_refused(void **state UNUSED)
{
	refused("key a\nkey nosuch", "x.yaml:4: there is no key \"nosuch\"");
	refused("press a", "x.yaml:3: there is no step \"press\"; expected one of: key, type");
	refused("resize 80x24", "x.yaml:3: \"resize\" cannot be played to a person; expected one of: key, type");
	refused("wait sts", "x.yaml:3: expected screen TEXT");
	refused("advance soon", "x.yaml:3: expected `advance DURATION`");
	refused("type@50ms a", "x.yaml:3: \"type@50ms\" cannot be played to a person");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kept), TEST(test_damaged), TEST(test_strange),
		TEST(test_folder), TEST(test_acts), TEST(test_refused),
	};

	return RUN(tests);
}
