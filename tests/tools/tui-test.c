/*
 * tui-test FILE.keys...: plays scripts (cmd/script.h) to the console on the bundled cluster in the same process, with
 * the clock turned by hand, and compares the screens that `screen NAME` keeps with FILE.screen. BLESS=1 writes what came
 * instead; SVG=DIR also draws each screen. What was expected and is not there is told, and the script goes on.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/script.h"
#include "tui/svg.h"

#define LARGEST (1 << 20)

struct test {
	struct script script;
	struct str screens;		/* what came */
	int failures;
};

static int keep_screen(void *arg, const char *name, struct err *err)
{
	struct test *t = arg;
	struct app *app = t->script.stage->app;
	const char *folder = getenv("SVG");

	str_addf(&t->screens, "--- %s\n", name);
	stage_dump(t->script.stage, &t->screens);
	if (folder) {
		_cleanup_(freep) char *path = xasprintf("%s/%s.svg", folder, name);
		_cleanup_(str_release) struct str svg = STR_INIT;

		surface_svg(app_surface(app), &app->theme, name, &svg);
		return file_export(path, svg.buf, err);
	}
	return 0;
}

static void run_line(struct test *t, const char *line)
{
	_cleanup_(str_release) struct str dump = STR_INIT;
	struct err err = ERR_INIT;
	int r = script_line(&t->script, line, &err);

	if (r == 0)
		return;
	printf("%s\n", err.text);
	if (r == -EINVAL)
		exit(2);
	stage_dump(t->script.stage, &dump);
	printf("%s", dump.buf);
	t->failures++;
}

/* --- comparing --- */

/* Prints the difference. */
static bool compare(struct test *t)
{
	const char *file = t->script.file;
	_cleanup_(freep) char *path = xasprintf("%.*s.screen", (int)strlen(file) - 5, file);
	_cleanup_(freep) char *came = xasprintf("/tmp/tui-test.%d", (int)getpid());
	_cleanup_(freep) char *command = xasprintf("diff -u '%s' '%s' | sed 1,2d", path, came);
	_cleanup_(str_release) struct str wanted = STR_INIT;
	struct err err = ERR_INIT;
	int r = file_read(path, LARGEST, &wanted, &err);

	if (!t->screens.len || (r == 0 && streq(wanted.buf, t->screens.buf)))
		return true;
	if (file_export(getenv("BLESS") ? path : came, t->screens.buf, &err)) {
		printf("%s\n", err.text);
		exit(2);
	}
	if (getenv("BLESS")) {
		printf("blessed %s\n", path);
		return true;
	}
	printf("%s differs:\n", path);
	fflush(stdout);
	if (system(command))
		printf("(no diff)\n");
	unlink(came);
	return false;
}

static bool play(const char *file)
{
	struct test t = { .screens = STR_INIT };
	const struct script_hooks hooks = { .screen = keep_screen, .arg = &t };
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err err = ERR_INIT;
	char *rest, *line;
	bool good;

	if (file_read(file, LARGEST, &text, &err)) {
		printf("%s\n", err.text);
		exit(2);
	}
	script_init(&t.script, file, &hooks);
	rest = text.buf;
	while ((line = strsep(&rest, "\n")))
		run_line(&t, line);
	good = compare(&t) && !t.failures;
	script_end(&t.script);
	str_release(&t.screens);
	return good;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	for (int i = 1; i < argc; i++) {
		bool good = play(argv[i]);

		printf("%s %s\n", good ? "ok  " : "FAIL", argv[i]);
		passed += good;
		failed += !good;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
