#include "cmd/tutoring.h"

#include <stdio.h>

#include "cmd/command.h"
#include "cmd/console.h"
#include "cmd/folder.h"
#include "cmd/player.h"
#include "cmd/progress.h"
#include "tui/tutor.h"

#define FAST "100"		/* how fast the cluster's clock goes while steps are played that nobody looks at */

struct tutoring {
	const struct tutoring_options *options;
	struct console console;
	struct lesson *lesson;
	struct folder folder;
	struct progress progress;
	struct player *player;		/* NULL: nothing is played */
	char *said;			/* what there is to say when the console opens; NULL: nothing */
	bool fast;
	bool next;			/* the learner goes on to the next lesson */
};

static struct tutor *tutor_of(struct tutoring *t)
{
	return t->console.app->tutor;
}

/* --- playing --- */

static void press(void *arg, const struct act *a)
{
	tutor_press(tutor_of(arg), a->key, a->text);
}

static bool step_done(void *arg)
{
	return tutor_done(tutor_of(arg));
}

static void stop_playing(struct tutoring *t)
{
	player_free(take(t->player));
	if (t->fast)
		simclock_set(t->console.app, "1");
	t->fast = false;
}

static void played(void *arg, const struct err *err)
{
	struct tutoring *t = arg;
	const struct err why = err ? *err : (struct err)ERR_INIT;

	stop_playing(t);
	tutor_played(tutor_of(t), err ? &why : NULL);
}

/* A paused clock would make the answer wait for ever. */
static void set_clock(struct tutoring *t, bool fast)
{
	bool paused = !(t->console.app->simclock.speed > 0 || t->console.app->simclock.speed < 0);

	t->fast = fast;
	if (fast || paused)
		simclock_set(t->console.app, fast ? FAST : "1");
}

static void solve(void *arg, const struct step *step, bool fast)
{
	struct tutoring *t = arg;
	const struct player_options o = { .app = t->console.app, .file = t->lesson->file, .fast = fast,
					  .press = press, .done = step_done, .over = played, .arg = t };
	_cleanup_(acts_release) act_vec acts = VEC_INIT;
	struct err err = ERR_INIT;

	if (player_read(t->lesson->file, step->solve_line, step->solve, &acts, &err)) {
		tutor_played(tutor_of(t), &err);
		return;
	}
	set_clock(t, fast);
	t->player = player_new(&o, &acts);
}

static void stop(void *arg)
{
	played(arg, NULL);
}

static void restart(void *arg)
{
	struct tutoring *t = arg;

	player_free(take(t->player));
	t->fast = false;
	console_fresh(&t->console);
}

static void changed(void *arg)
{
	player_changed(((struct tutoring *)arg)->player);
}

/* --- progress --- */

static void note(void *arg, size_t step, bool done)
{
	struct tutoring *t = arg;
	struct err err = ERR_INIT;

	if (progress_note(&t->progress, t->lesson->id, done ? NULL : t->lesson->steps.items[step].id, &err))
		app_say(t->console.app, ROLE_warn, "your progress is not kept: %s", err.text);
}

static void go_on(void *arg)
{
	struct tutoring *t = arg;

	t->next = true;
	app_quit(t->console.app);
}

/* Where the learner was; a step that the lesson no longer has is none. */
static size_t first_step(struct tutoring *t)
{
	const char *id = progress_step(&t->progress, t->lesson->id);
	int step = id && !t->options->anew ? lesson_step(t->lesson, id) : -1;

	return (size_t)MAX(step, 0);
}

/* --- the console --- */

static int opened(void *arg, struct err *err UNUSED)
{
	struct tutoring *t = arg;
	struct tutor_options o = { .lesson = t->lesson, .folder = t->folder.path, .from = first_step(t),
				   .hooks = { .solve = solve, .restart = restart, .stop = stop, .progress = note,
					      .next = go_on, .changed = changed, .arg = t } };

	if (t->options->record)		/* a recording is of one lesson */
		o.hooks.next = NULL;
	tutor_new(t->console.app, &o);
	if (t->said)
		app_say(t->console.app, ROLE_warn, "%s", t->said);
	return 0;
}

static int serving(void *arg, const char *kubeconfig, struct err *err)
{
	struct tutoring *t = arg;

	free(t->console.app->kubeconfig_line);
	t->console.app->kubeconfig_line = xasprintf("cd %s && export KUBECONFIG=$PWD/kubeconfig", t->folder.path);
	return folder_take_kubeconfig(&t->folder, kubeconfig, err);
}

static void closing(void *arg)
{
	player_free(take(((struct tutoring *)arg)->player));
}

static void remove_folder(struct tutoring *t)
{
	if (!folder_remove(&t->folder))
		printf("%s is still there: it holds files of yours.\n", t->folder.path);
	free(t->folder.path);
}

static int run_console(struct tutoring *t)
{
	_cleanup_(freep) char *seed = xasprintf("%" PRId64, t->lesson->seed);
	struct console *c = &t->console;

	c->sim = c->options.simulated = true;
	c->child_options = (struct child_options){ .world = t->lesson->world, .seed = seed };
	c->options.theme = t->options->theme;
	c->options.ascii = t->options->ascii;
	c->record = t->options->record;
	c->opened = opened;
	c->serving = serving;
	c->closing = closing;
	c->arg = t;
	return console_run(c);
}

/* --- one lesson --- */

/* The folder is there only while the console holds the signals: whatever ends us, and be it twice (a terminal that
 * closes sends SIGHUP more than once), it goes. */
static int take_lesson(struct tutoring *t)
{
	_cleanup_(freep) char *path = progress_path();
	struct err err = ERR_INIT;
	int code = EXIT_FAILED;

	if (progress_load(&t->progress, path, &err))
		t->said = xstrdup(err.text);
	console_init(&t->console);
	if (folder_make(&t->folder, t->lesson, &err)) {
		fprintf(stderr, "ordinal: %s\n", err.text);
	} else {
		code = run_console(t);
		remove_folder(t);
	}
	console_release(&t->console);
	return code;
}

static void release(struct tutoring *t)
{
	progress_release(&t->progress);
	lesson_free(t->lesson);
	free(t->said);
}

int tutoring_run(const char *name, const struct tutoring_options *options)
{
	_cleanup_(freep) char *following = xstrdup(name);
	int code = EXIT_OK;

	while (following && code == EXIT_OK) {
		struct tutoring t = { .options = options };
		struct err err = ERR_INIT;

		t.lesson = lesson_load(following, &err);
		if (!t.lesson) {
			fprintf(stderr, "ordinal: %s\n", err.text);
			return EXIT_USAGE;
		}
		code = take_lesson(&t);
		free(take(following));
		following = t.next ? xstrdup(t.lesson->next) : NULL;
		release(&t);
	}
	return code;
}
