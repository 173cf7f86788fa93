#include "tui/work.h"

#include "tui/app.h"

enum role work_role(enum job_phase phase)
{
	static const enum role roles[] = { [JOB_RUNNING] = ROLE_progress, [JOB_HELD] = ROLE_warn,
					   [JOB_REFUSED] = ROLE_bad, [JOB_DONE] = ROLE_ok, [JOB_STOPPED] = ROLE_warn, [JOB_FAILED] = ROLE_bad };

	return roles[phase];
}

static void want(void *arg, const struct job *j, bool wanted)
{
	struct app *app = arg;

	const char *namespace = j->class->everywhere ? NULL : app->namespace;

	for (const struct kind *const *k = j->class->needs; k && *k; k++) {
		if (wanted)
			client_want(app->connection.client, *k, namespace, app->connection.namespace, OBJECT_FACTS);
		else
			client_unwant(app->connection.client, *k);
	}
}

/* A job that ends, or that a person must look at, says so wherever one is. */
static void changed(void *arg, const struct job *j)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct app *app = arg;

	app->stale = true;
	app_dirty(app);
	if (!job_over(j) || j->ended_ms != j->now_ms)
		return;
	job_brief(j, &text);
	app_say(app, work_role(j->phase), "%s", text.buf);
	log_write(app->options.log, j->phase == JOB_FAILED ? LOG_WARN : LOG_INFO, "%s", text.buf);
}

static void wrote(void *arg, const struct job *j, const struct write *w, const struct answer *a)
{
	struct app *app = arg;

	log_write(app->options.log, answer_ok(a) ? LOG_INFO : LOG_WARN, "%s: %s %s: %d%s%s", j->title, w->method, w->url,
	          a->code, answer_ok(a) ? "" : " ", answer_ok(a) ? "" : errand_failure(a));
}

void work_open(struct app *app)
{
	struct runner_place place = { .port = app_port(app), .cache = app_cache(app),
				      .timers = client_timers(app->connection.client), .want = want, .changed = changed,
				      .wrote = wrote, .arg = app };

	app->runner = runner_new(&place);
}

void work_close(struct app *app)
{
	runner_close(app->runner);
}

void work_free(struct app *app)
{
	runner_free(take(app->runner));
}

struct job *work_start(struct app *app, struct job *j)
{
	if (app->options.read_only) {
		app_say(app, ROLE_warn, "read-only: %s is not done here", j->title);
		job_free(j);
		return NULL;
	}
	return runner_start(app->runner, j);
}

bool work_line(struct app *app, struct str *out, enum role *ret_role)
{
	struct job *told = NULL;
	size_t active = app->runner ? runner_active(app->runner) : 0;

	for (size_t i = 0; active && i < runner_count(app->runner); i++) {
		struct job *j = runner_at(app->runner, i);

		/* One that waits for a person goes before those that get on by themselves. */
		if (!job_over(j) && (!told || told->phase == JOB_RUNNING))
			told = j;
	}
	if (!told)
		return false;
	told->now_ms = app_now_s(app) * 1000;
	job_brief(told, out);
	if (active > 1)
		str_addf(out, "   and %zu more", active - 1);
	*ret_role = work_role(told->phase);
	return true;
}
