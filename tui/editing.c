#include "tui/editing.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "client/verbs.h"
#include "tui/app.h"
#include "tui/editor.h"
#include "tui/question.h"

#define MOST (8 << 20)			/* bytes of a file; a server takes 3 MiB */

struct editing {
	struct app *app;
	const struct kind *kind;
	char *namespace, *name, *uid;
	char *path;			/* of the file; NULL: none yet */
	json *shown;			/* the object as the editor was given it first, or since it moved on */
	json *change;			/* that was asked about last; NULL: none */
	char *yaml;			/* without comments, as it was given or saved last */
	char *refusal;			/* on top of it; NULL: it is opened for the first time */
	bool changed;			/* yaml is a person's work */
	bool sent;
	struct editor *editor;		/* runs */
};

static void open_file(void *arg);

void editing_free(struct editing *e)
{
	if (!e)
		return;
	errand_forget(e->app, e);
	loop_cancel(e->app->options.loop, open_file, e);
	editor_free(e->editor);
	if (e->path && !e->changed)
		unlink(e->path);
	json_free(e->shown);
	json_free(e->change);
	free(e->namespace);
	free(e->name);
	free(e->uid);
	free(e->path);
	free(e->yaml);
	free(e->refusal);
	free(e);
}

static void forget(struct editing *e)
{
	e->app->editing = NULL;
	editing_free(e);
}

/* The end of an edit that was not done. */
static void give_up(struct editing *e, enum role role, const char *why)
{
	struct app *app = e->app;

	if (e->changed) {
		app_say(app, ROLE_bad, "your edit is kept in %s: %s", e->path, why);
		log_write(app->options.log, LOG_INFO, "%s %s: %s; the edit is kept in %s", e->kind->name, e->name, why,
			  e->path);
	} else {
		app_say(app, role, "%s", why);
	}
	forget(e);
}

/* --- the editor --- */

static void reopen(struct editing *e, const char *refusal)
{
	char *fresh = xstrdup(refusal);

	free(e->refusal);
	e->refusal = fresh;
	loop_defer(e->app->options.loop, open_file, e);
}

static void ask(struct editing *e, json *saved)
{
	const struct object *o = cache_get(app_cache(e->app), e->kind, e->namespace, e->name);
	_cleanup_(freep) char *text = NULL;
	struct err err = ERR_INIT;

	json_free(take(e->change));
	e->change = editing_change(e->shown, saved, &err);
	json_free(saved);
	if (!e->change && err.code) {
		reopen(e, err.text);
		return;
	}
	if (!e->change) {
		e->changed = false;
		give_up(e, ROLE_muted, "edit cancelled, no changes made");
		return;
	}
	if (!o || !streq(o->uid, e->uid)) {
		give_up(e, ROLE_bad, "edit not done: it is gone");
		return;
	}
	text = json_text(e->change);
	action_start_text(e->app, &edit_action, o, text);
}

/* What was saved is a change to ask about, a mistake to show, or nothing. */
static void take_saved(struct editing *e, const char *text)
{
	_cleanup_(str_release) struct str stripped = STR_INIT;
	_cleanup_(str_release) struct str refusal = STR_INIT;
	struct err err = ERR_INIT;
	json *saved;

	editing_strip(text, &stripped);
	if (streq(stripped.buf, e->yaml)) {
		give_up(e, ROLE_muted, e->changed ? "edit cancelled" : "edit cancelled, no changes made");
		return;
	}
	if (!stripped.buf[strspn(stripped.buf, " \t\r\n")]) {
		e->changed = false;
		give_up(e, ROLE_muted, "edit cancelled: the file was left empty");
		return;
	}
	free(e->yaml);
	e->yaml = str_take(&stripped);
	e->changed = true;
	saved = yaml_parse(e->yaml, strlen(e->yaml), &err);
	if (saved) {
		ask(e, saved);
		return;
	}
	str_addf(&refusal, "this is not YAML, lines counted without these comments: %s", err.text);
	reopen(e, refusal.buf);
}

static void closed(void *arg, int code)
{
	struct editing *e = arg;
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(freep) char *why = NULL;
	struct err err = ERR_INIT;

	e->editor = NULL;
	if (file_read(e->path, MOST, &text, &err)) {
		give_up(e, ROLE_bad, err.text);
		return;
	}
	if (code == 0) {
		take_saved(e, text.buf);
		return;
	}
	/* Saved and then left by :cq is no yes, but is work all the same. */
	_cleanup_(str_release) struct str stripped = STR_INIT;

	editing_strip(text.buf, &stripped);
	e->changed |= !streq(stripped.buf, e->yaml);
	why = code == 127 ? xasprintf("the editor \"%s\" was not found", editor_command()) :
			    xasprintf("edit cancelled: the editor ended with %d", code);
	give_up(e, ROLE_bad, why);
}

static int make_file(struct editing *e, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	if (e->path)
		return 0;
	e->path = xasprintf("%s/ordinal-edit-XXXXXX.yaml", dir && *dir ? dir : "/tmp");
	fd = mkstemps(e->path, (int)strlen(".yaml"));
	if (fd >= 0) {
		close(fd);
		return 0;
	}
	err_set(err, -errno, "cannot write %s: %s", e->path, strerror(errno));
	free(take(e->path));
	return err->code;
}

static void open_file(void *arg)
{
	struct editing *e = arg;
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err err = ERR_INIT;

	editing_text(e->yaml, e->refusal, &text);
	if (make_file(e, &err) == 0 && file_write(e->path, text.buf, &err) == 0)
		e->editor = editor_open(e->app, e->path, closed, e, &err);
	if (!e->editor)
		give_up(e, ROLE_bad, err.text);
}

/* --- the object --- */

/* What the YAML reads back as is what saved text is compared with, so that the way through text changes nothing. */
static void show(struct editing *e, json *fresh)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	yaml_print(fresh, &text);
	json_free(e->shown);
	e->shown = yaml_parse(text.buf, text.len, NULL);
	if (!e->shown)
		e->shown = json_copy(fresh);
	editing_apply(fresh, e->change);
	str_reset(&text);
	yaml_print(fresh, &text);
	free(e->yaml);
	e->yaml = str_take(&text);
	json_free(fresh);
}

/* The one that is kept: what was changed meanwhile elsewhere is in it, and what was changed here. */
static void show_moved(struct editing *e, json *fresh)
{
	const json *version = json_at(fresh, "metadata.resourceVersion");

	if (json_equal(version, json_at(e->shown, "metadata.resourceVersion"))) {
		json_free(fresh);
		return;
	}
	json *metadata = json_get(json_get(e->change, "patch"), "metadata");

	json_set(metadata, "resourceVersion", json_copy(version));
	show(e, fresh);
}

static void fetched(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct editing *e = arg;
	_cleanup_(freep) char *why = NULL;
	json *fresh = answer_tree(a);

	if (!fresh || !streq0(json_get_str(json_get(fresh, "metadata"), "uid"), e->uid)) {
		why = xasprintf("edit not done: %s", fresh ? "another of the same name took its place"
		                                           : errand_failure(a));
		json_free(fresh);
		give_up(e, ROLE_bad, why);
		return;
	}
	json_del(json_get(fresh, "metadata"), "managedFields");
	if (e->change)
		show_moved(e, fresh);
	else
		show(e, fresh);
	loop_defer(e->app->options.loop, open_file, e);
}

static void fetch(struct editing *e)
{
	struct request r = REQUEST_INIT;

	verbs_get(e->kind, e->namespace, e->name, &r);
	errand_send(e->app, &r, fetched, e, NULL);
}

void editing_start(struct app *app, const struct object *o)
{
	struct editing *e;

	if (app->editing && app->editing->sent) {
		app_say(app, ROLE_warn, "the edit before has no answer yet");
		return;
	}
	editing_free(app->editing);
	app->editing = e = xcalloc(1, sizeof(*e));
	*e = (struct editing){ .app = app, .kind = o->kind, .namespace = xstrdup(o->namespace),
			       .name = xstrdup(o->name), .uid = xstrdup(o->uid) };
	fetch(e);
}

/* --- what becomes of the dialog --- */

void editing_again(struct app *app, const char *refusal)
{
	struct editing *e = app->editing;
	char *fresh = refusal ? xasprintf("not accepted:\n%s", refusal) : NULL;

	free(e->refusal);
	e->refusal = fresh;
	fetch(e);
}

void editing_left(struct app *app, const char *why)
{
	_cleanup_(freep) char *text = why ? xasprintf("edit not done: %s %s", app->editing->name, why)
	                                  : xstrdup("edit cancelled");

	give_up(app->editing, ROLE_warn, text);
}

void editing_begun(struct app *app)
{
	app->editing->changed = false;
	forget(app->editing);
}

void editing_sent(struct app *app)
{
	app->editing->sent = true;
}

static void open_kept(struct app *app, uint64_t about UNUSED, int value UNUSED)
{
	_cleanup_(freep) char *refusal = app->editing ? xstrdup(app->editing->refusal) : NULL;

	if (app->editing)
		editing_again(app, refusal);
}

/* Refused though it was checked, as when somebody was faster: the file is kept, and may be opened on what is there by
 * now. */
static void offer_again(struct editing *e, const char *about, const char *why)
{
	struct app *app = e->app;
	_cleanup_(freep) char *title = xasprintf("%s: not done", about);
	struct question *q = question_ask(app, title, "open it again", open_kept, 0, 0);
	char *refusal = xstrdup(why);

	note_add(&q->notes, ROLE_bad, "refused", "%s", why);
	note_add(&q->notes, ROLE_text, "kept", "your edit is in %s", e->path);
	note_add(&q->notes, ROLE_text, "again", "it is opened with your changes made on what is there by now");
	app_say(app, ROLE_bad, "your edit is kept in %s: not done (%s): %s", e->path, about, why);
	log_write(app->options.log, LOG_INFO, "%s %s: %s; the edit is kept in %s", e->kind->name, e->name, why,
		  e->path);
	free(e->refusal);
	e->refusal = refusal;
}

void editing_answered(void *arg, const char *about, const struct answer *a)
{
	struct app *app = arg;
	struct editing *e = app->editing;

	if (answer_ok(a)) {
		app_say(app, ROLE_ok, "%s", about);
		e->changed = false;
		forget(e);
		return;
	}
	e->sent = false;
	offer_again(e, about, errand_failure(a));
}
