/*
 * Plays a recorded transcript of kubectl: its shell lines run with a real kubectl of the recorded version against the bundled
 * cluster with a scripted kubelet, and what they print is compared.
 *
 * Lines that are known to differ are listed with their reasons in the file $DIFFERENT; they run, and are not counted.
 *
 * kubectl is $KUBECTL, or $KUBECTLS/MINOR/kubectl (/opt/kubectl if that is not set).
 */
#include "tests/tools/replay/replay.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "kube/kinds/pod.h"
#include "sim/api/api.h"
#include "tests/tools/replay/cluster.h"
#include "tests/tools/replay/printed.h"
#include "tests/tools/replay/shell.h"

#define LINE_MS 60000
#define CATCH_UP_MS 3000

struct transcript {
	char dir[64];			/* of everything: home, files, kubectl */
	struct cluster *cluster;
	struct shell shell;
	struct bindings bindings;
	struct map background;		/* id -> struct line * */
	char *name;
	struct str different;		/* $DIFFERENT: lines "NAME<TAB>command<TAB>why" of what is known to differ */
};

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "replay: %s %s\n", what, which);
	exit(2);
}

/* --- the beginning --- */

static void write_file(struct transcript *t, const char *name, const char *text, mode_t mode)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", t->dir, name);
	struct err err = ERR_INIT;

	if (file_write(path, text, &err) < 0)
		fail("cannot write:", err.text);
	chmod(path, mode);
}

/* "v1.36.2" -> the path of a kubectl 1.36; the caller's. */
static char *find_kubectl(const char *version)
{
	const char *given = getenv("KUBECTL"), *all = getenv("KUBECTLS");
	const char *minor = version + (*version == 'v');
	const char *second = strchr(minor, '.');
	size_t len = second ? (size_t)(second - minor) + 1 + strspn(second + 1, "0123456789") : strlen(minor);

	if (given && *given)
		return xstrdup(given);
	return xasprintf("%s/%.*s/kubectl", all && *all ? all : "/opt/kubectl", (int)len, minor);
}

static void set_up_shell(struct transcript *t, const char *version)
{
	_cleanup_(freep) char *kubectl = find_kubectl(version), *link = xasprintf("%s/bin/kubectl", t->dir);
	_cleanup_(freep) char *bin = xasprintf("%s/bin", t->dir), *home = xasprintf("%s/home", t->dir);
	_cleanup_(freep) char *work = xasprintf("%s/work", t->dir), *path = NULL;
	_cleanup_(freep) char *editor = xasprintf("%s/bin/editor", t->dir);

	if (access(kubectl, X_OK) < 0)
		fail("no kubectl at", kubectl);
	if (symlink(kubectl, link) < 0)
		fail("cannot link to", kubectl);
	path = xasprintf("%s:%s", bin, getenv("PATH"));
	shell_init(&t->shell, t->cluster->loop, work);
	shell_set(&t->shell, "PATH", path);
	shell_set(&t->shell, "HOME", home);
	shell_set(&t->shell, "KUBECONFIG", t->cluster->kubeconfig);
	shell_set(&t->shell, "KUBE_EDITOR", editor);
	map_set(&t->bindings.values, "home", xstrdup(home));
	map_set(&t->bindings.values, "server", xstrdup(t->cluster->url));
	map_set(&t->bindings.values, "serveraddr", xstrdup(t->cluster->url + strlen("https://")));
	map_set(&t->bindings.values, "kubeconfig", xstrdup(t->cluster->kubeconfig));
	map_set(&t->bindings.values, "editor", take(editor));
}

static void open_transcript(struct transcript *t, const json *head)
{
	static const char *const folders[] = { "bin", "home", "work" };

	t->name = xstrdup(json_get_str(head, "transcript"));
	str_init(&t->different);
	if (getenv("DIFFERENT"))
		file_read(getenv("DIFFERENT"), 1 << 20, &t->different, NULL);
	snprintf(t->dir, sizeof(t->dir), "/tmp/transcript-XXXXXX");
	if (!mkdtemp(t->dir))
		fail("cannot make", t->dir);
	for (size_t i = 0; i < COUNT(folders); i++) {
		_cleanup_(freep) char *path = xasprintf("%s/%s", t->dir, folders[i]);

		file_make_dir(path, NULL);
	}
	for (const json *f = json_first(json_get(head, "files")); f; f = json_next(f)) {
		_cleanup_(freep) char *name = xasprintf("work/%s", json_key(f));

		write_file(t, name, json_str_or(f, ""), 0644);
	}
	t->cluster = cluster_new(t->dir);
	set_up_shell(t, json_str_or(json_get(head, "kubectl"), ""));
}

/* --- lines --- */

/* Each '...' or "..." of the note after `from`; the caller's. NULL: there is none. */
static char *quoted(const char **from)
{
	const char *begin = strchr(*from, '"'), *end = begin ? strchr(begin + 1, '"') : NULL;

	if (!end)
		return NULL;
	*from = end + 1;
	return xstrndup(begin + 1, (size_t)(end - begin - 1));
}

/* What the person at the editor did, as the note beside the line tells it. */
static void set_up_editor(struct transcript *t, const char *note)
{
	_cleanup_(str_release) struct str script = STR_INIT;
	_cleanup_(freep) char *from = NULL, *to = NULL;

	str_add(&script, "#!/bin/sh\n");
	if (strstr(note, "then empties"))	/* at the second time */
		str_add(&script, "[ ! -e .edited ] || { rm .edited; : >\"$1\"; exit 0; }\n: >.edited\n");
	if (strstr(note, "prints the file"))
		str_add(&script, "grep -v '^#' \"$1\" >&2\nexit 1\n");
	else if ((from = quoted(&note)) && (to = quoted(&note)))
		str_addf(&script, "sed -i 's/^%s$/%s/' \"$1\"\n", from, to);
	write_file(t, "bin/editor", script.buf, 0755);
}

/* A node that nothing has named yet is the first of ours that has no name there. */
static void bind_nodes(struct transcript *t, const char *command)
{
	for (const char *p = command; (p = strstr(p, "${node:")); p++) {
		_cleanup_(freep) char *name = xstrndup(p + 2, strcspn(p, "}") - 2);
		bool free_node = false;

		for (int i = 0; i < 4 && !free_node && !map_has(&t->bindings.values, name); i++) {
			_cleanup_(freep) char *node = xasprintf("node-%d", i);
			struct map_entry *e;

			free_node = true;
			for (size_t at = 0; (e = map_next(&t->bindings.values, &at));)
				free_node = free_node && !streq(e->value, node);
			if (free_node)
				map_set(&t->bindings.values, name, take(node));
		}
	}
}

/*
 * Which of our nodes a node of the recording is: the one with the pod that the expected output speaks of, for the scheduler's
 * choice is its own.
 */
static void bind_by_pods(struct transcript *t, const json *step)
{
	const char *name = strstr(json_get_str(step, "cmd"), "${node:");
	_cleanup_(freep) char *text = xasprintf("%s %s", json_str_or(json_get(step, "stdout"), ""), json_str_or(json_get(step, "stderr"), ""));
	char *rest = text, *word;

	while (name && (word = strsep(&rest, " /,\n"))) {
		const struct object *pod = cache_get(world_cache(t->cluster->kubelet.world), KIND(pod), "default", word);
		_cleanup_(freep) char *key = xstrndup(name + 2, strcspn(name, "}") - 2);

		if (!pod || !*pod_of(pod)->node)
			continue;
		free(map_set(&t->bindings.values, key, xstrdup(pod_of(pod)->node)));
		return;
	}
}

static struct line *start(struct transcript *t, const json *step)
{
	_cleanup_(freep) char *command = NULL;
	struct err err = ERR_INIT;
	struct line *l;

	bind_by_pods(t, step);
	bind_nodes(t, json_get_str(step, "cmd"));
	command = wire_fill(&t->bindings, json_get_str(step, "cmd"));
	set_up_editor(t, json_str_or(json_get(step, "note"), ""));
	l = line_start(&t->shell, command, json_get_str(step, "stdin"), &err);
	if (!l)
		fail("cannot run:", err.text);
	return l;
}

static int run(struct transcript *t, const json *step, struct str *why)
{
	struct line *l = start(t, step);
	bool equal = true;

	cluster_await_request(t->cluster, &l->ended);
	if (!line_wait(l, LINE_MS)) {
		str_add(why, "  it did not end\n");
		equal = false;
	}
	cluster_pause(t->cluster);
	equal = expect_int("exit code", json_get_int(step, "rc", 0), l->rc, why) && equal;
	equal = printed_match(&t->bindings, "stdout", json_str_or(json_get(step, "stdout"), ""), l->out[0].buf, why) && equal;
	equal = printed_match(&t->bindings, "stderr", json_str_or(json_get(step, "stderr"), ""), l->out[1].buf, why) && equal;
	line_free(l);
	return equal;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* A watch is interrupted when it has said as much as was recorded, or has had the time to. */
static int end_background(struct transcript *t, const json *step, struct str *why)
{
	const char *expected = json_str_or(json_get(step, "stdout"), "");
	struct line *l = map_del(&t->background, json_get_str(step, "end"));
	int64_t end = clock_mono_ms() + CATCH_UP_MS;
	bool equal;

	if (!l)
		return 0;
	while (count_lines(l->out[0].buf) < count_lines(expected) && clock_mono_ms() < end)
		loop_turn(t->cluster->loop, 50);
	line_interrupt(l);
	line_wait(l, CATCH_UP_MS);
	equal = printed_match_watch(&t->bindings, expected, l->out[0].buf, why);
	line_free(l);
	return equal;
}

/* The watch has begun when the server has one more. */
static void begin_background(struct transcript *t, const json *step)
{
	struct line *l = start(t, step);
	int64_t end = clock_mono_ms() + CATCH_UP_MS;
	size_t watchers = api_watch_count(world_api(t->cluster->kubelet.world));

	while (api_watch_count(world_api(t->cluster->kubelet.world)) == watchers && clock_mono_ms() < end && l->open == 2)
		loop_turn(t->cluster->loop, 50);
	map_set(&t->background, json_get_str(step, "background"), l);
}

static void *begin(void)
{
	return xcalloc(1, sizeof(struct transcript));
}

static bool known_to_differ(const struct transcript *t, const json *step)
{
	_cleanup_(freep) char *line = xasprintf("\n%s\t%s\t", t->name, json_str_or(json_get(step, "cmd"), ""));

	return strstr(t->different.buf, line) != NULL;
}

static int step(void *arg, const json *c, struct str *why)
{
	struct transcript *t = arg;
	struct str ignored = STR_INIT;

	if (json_get(c, "transcript")) {
		open_transcript(t, c);
		return -1;
	}
	if (json_get(c, "end"))
		return end_background(t, c, why);
	if (known_to_differ(t, c)) {
		run(t, c, &ignored);
		str_release(&ignored);
		return -1;
	}
	if (json_get(c, "background"))
		begin_background(t, c);
	else if (json_get(c, "settled"))
		cluster_settle(t->cluster);
	else if (json_get(c, "kubelet"))
		return trace_kubelet_order(&t->cluster->kubelet, c, json_get_str(c, "kubelet")) ? -1 : 0;
	else if (json_get(c, "cmd"))
		return run(t, c, why);
	return -1;
}

static void remove_dir(const char *dir)
{
	_cleanup_(freep) char *command = xasprintf("rm -rf %s", dir);

	if (system(command) != 0)
		fprintf(stderr, "replay: %s stays behind\n", dir);
}

static void end(void *arg)
{
	struct transcript *t = arg;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&t->background, &i));)
		line_free(e->value);
	map_release(&t->background);
	shell_release(&t->shell);
	bindings_release(&t->bindings);
	cluster_free(t->cluster);
	remove_dir(t->dir);
	str_release(&t->different);
	free(t->name);
	free(t);
}

static void title(const json *c, struct str *out)
{
	if (json_get(c, "end"))
		str_addf(out, "end of %s", json_get_str(c, "end"));
	else
		str_addf(out, "$ %s", json_str_or(json_get(c, "cmd"), ""));
}

const struct replay transcript_replay = {
	.name = "transcript",
	.help = "recorded lines of kubectl, run with a real one",
	.begin = begin,
	.step = step,
	.end = end,
	.title = title,
};
