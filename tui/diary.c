#include "tui/diary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "kube/time.h"
#include "tui/app.h"

struct diary {
	char *path, *who, *trouble;
	VEC(char *) lines;
};

static void keep(struct diary *j, char *line)
{
	if (j->lines.len == DIARY_LINES) {
		free(j->lines.items[0]);
		vec_remove(&j->lines, 0);
	}
	vec_push(&j->lines, line);
}

/* What earlier sessions wrote; a file that is not there yet is none. */
static void read_back(struct diary *j)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (file_read(j->path, 2 * DIARY_BYTES, &text, NULL))
		return;
	for (const char *at = text.buf; *at; ) {
		size_t len = strcspn(at, "\n");

		if (len)
			keep(j, xstrndup(at, len));
		at += len + (at[len] == '\n');
	}
}

struct diary *diary_new(const char *path, const char *who)
{
	struct diary *j = xcalloc(1, sizeof(*j));

	j->path = xstrdup(path);
	j->who = xstrdup(who);
	if (path)
		read_back(j);
	return j;
}

void diary_free(struct diary *j)
{
	if (!j)
		return;
	vec_each(&j->lines, l)
		free(*l);
	vec_release(&j->lines);
	free(j->path);
	free(j->who);
	free(j->trouble);
	free(j);
}

static void rotate(const char *path)
{
	_cleanup_(freep) char *old = xasprintf("%s.1", path);
	struct stat st;

	if (stat(path, &st) == 0 && st.st_size >= DIARY_BYTES)
		rename(path, old);
}

/* One write(2) a line, so that two consoles do not mix theirs. */
static void append(struct diary *j, const char *line)
{
	_cleanup_(freep) char *text = xasprintf("%s\n", line);
	int fd;
	ssize_t n = -1;

	rotate(j->path);
	fd = open(j->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		n = write(fd, text, strlen(text));
	free(take(j->trouble));
	if (n != (ssize_t)strlen(text))
		j->trouble = xasprintf("%s cannot be written: %s", j->path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static json *begin(struct app *app, const char *what)
{
	_cleanup_(str_release) struct str time = STR_INIT;
	json *o = json_object();

	time_add(&time, app_now_s(app));
	json_set_str(o, "time", time.buf);
	json_set_str(o, "context", app->connection.context ? app->connection.context : "");
	if (app->diary->who)
		json_set_str(o, "who", app->diary->who);
	json_set_str(o, "what", what);
	return o;
}

static void end(struct app *app, json *o)
{
	struct diary *j = app->diary;

	keep(j, json_text(o));
	json_free(o);
	if (j->path)
		append(j, vec_last(&j->lines));
}

void diary_write(struct app *app, const char *what, const struct write *w, const struct answer *a)
{
	json *o = begin(app, what);

	json_set_str(o, "method", w->method);
	json_set_str(o, "url", w->url);
	if (*w->uid)
		json_set_str(o, "uid", w->uid);
	json_set_int(o, "code", a->code);
	if (!answer_ok(a) && a->status.reason)
		json_set_str(o, "reason", a->status.reason);
	end(app, o);
}

void diary_result(struct app *app, const struct job *job)
{
	json *o = begin(app, job->title);

	if (*job->uid)
		json_set_str(o, "uid", job->uid);
	json_set_str(o, "phase", job_phase_word(job->phase));
	json_set_str(o, "result", job->story.len ? vec_last(&job->story).text : "");
	end(app, o);
}

size_t diary_count(const struct diary *j)
{
	return j->lines.len;
}

const char *diary_at(const struct diary *j, size_t index)
{
	return j->lines.items[index];
}

const char *diary_path(const struct diary *j)
{
	return j->path;
}

const char *diary_trouble(const struct diary *j)
{
	return j->trouble;
}
