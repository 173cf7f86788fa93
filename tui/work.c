#include "tui/work.h"

#include "tui/app.h"
#include "tui/diary.h"
#include "tui/question.h"
#include "tui/reconciling.h"

enum role work_role(enum job_phase phase)
{
	static const enum role roles[] = { [JOB_RUNNING] = ROLE_progress, [JOB_HELD] = ROLE_warn,
					   [JOB_REFUSED] = ROLE_bad, [JOB_DONE] = ROLE_ok, [JOB_STOPPED] = ROLE_warn,
					   [JOB_FAILED] = ROLE_bad };

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
	diary_result(app, j);
	app_say(app, work_role(j->phase), "%s", text.buf);
	log_write(app->options.log, j->phase == JOB_FAILED ? LOG_WARN : LOG_INFO, "%s", text.buf);
}

static void wrote(void *arg, const struct job *j, const struct write *w, const struct answer *a)
{
	struct app *app = arg;

	diary_write(app, j->title, w, a);
	log_write(app->options.log, answer_ok(a) ? LOG_INFO : LOG_WARN, "%s: %s %s: %d%s%s", j->title, w->method,
	          w->url, a->code, answer_ok(a) ? "" : " ", answer_ok(a) ? "" : errand_failure(a));
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
	j = runner_start(app->runner, j);
	if (app_view(app)->class->gives_way)
		app_pop(app);
	work_show(app, j);
	return j;
}

void work_show(struct app *app, const struct job *j)
{
	app_push(app, view_find("job"), NULL, NULL);
	*(uint64_t *)app_view(app)->state = j->id;
	view_update(app_view(app));
}

/* --- orders --- */

static const struct {
	const char *key, *word;
	uint32_t code;
} orders[] = {
	[JOB_HOLD] = { "space", "hold", ' ' },
	[JOB_RESUME] = { "a", "go on", 'a' },
	[JOB_UNDO] = { "U", "undo", 'U' },
	[JOB_STOP] = { "x", "stop", 'x' },
};

const char *work_order_key(enum job_order order)
{
	return orders[order].key;
}

bool work_order_of(struct key k, enum job_order *ret)
{
	for (enum job_order o = 0; o < JOB_ORDERS; o++) {
		if (k.code != orders[o].code)
			continue;
		*ret = o;
		return !k.pasted;
	}
	return false;
}

/* What the job itself calls it, up to the first comma or colon. */
void work_hints(const struct job *j, struct str *out)
{
	for (enum job_order o = 0; o < JOB_ORDERS; o++) {
		const char *words = job_offers(j, o);

		if (words)
			str_addf(out, "%s%s %.*s", out->len ? ", " : "", orders[o].key,
			         (int)strcspn(words, ",:;"), words);
	}
}

static void give(struct app *app, uint64_t id, int order)
{
	struct job *j = runner_find(app->runner, id);

	if (!j || !runner_order(app->runner, j, (enum job_order)order))
		app_say(app, ROLE_warn, "it is no longer possible");
}

void work_order(struct app *app, struct job *j, enum job_order order)
{
	const char *words = job_offers(j, order);
	struct question *q;

	if (!words) {
		app_say(app, ROLE_muted, "%s: not possible now", orders[order].word);
	} else if (app->options.read_only) {
		app_say(app, ROLE_warn, "read-only: nothing is done here");
	} else if (order == JOB_HOLD) {
		give(app, j->id, order);
	} else {
		_cleanup_(str_release) struct str brief = STR_INIT;

		job_brief(j, &brief);
		q = question_ask(app, j->title, orders[order].word, give, j->id, (int)order);
		note_add(&q->notes, ROLE_strong, "does", "%s", words);
		note_add(&q->notes, ROLE_text, "now", "%s", brief.buf);
	}
}

/* --- leaving while they work --- */

static void leave(struct app *app, uint64_t about UNUSED, int value UNUSED)
{
	app_quit(app);
}

static bool jobs_active(const struct app *app)
{
	return app->runner && runner_active(app->runner);
}

static bool at_work(const struct app *app)
{
	return jobs_active(app) || reconciling_writes(app);
}

/* What becomes of each job when nobody drives it any more. */
static void tell_active(struct app *app, struct question *q)
{
	if (!jobs_active(app))
		return;
	for (size_t i = 0; i < runner_count(app->runner); i++) {
		_cleanup_(str_release) struct str brief = STR_INIT;
		struct job *j = runner_at(app->runner, i);

		if (job_over(j))
			continue;
		job_brief(j, &brief);
		note_add(&q->notes, ROLE_text, "under way", "%s", brief.buf);
	}
	note_add(&q->notes, ROLE_warn, "then",
		 "they end where they are: nothing more is asked of the cluster, and what is done stays, a cordon too");
	note_add(&q->notes, ROLE_muted, "instead", ":jobs shows them; there U undoes and x stops one");
}

void work_leave(struct app *app)
{
	struct question *q;

	if (!at_work(app)) {
		app_quit(app);
		return;
	}
	q = question_ask(app, "leave while work is under way", "leave", leave, 0, 0);
	q->again = true;
	tell_active(app, q);
	reconciling_warn(app, q);
}

static void go_to(struct app *app, uint64_t about UNUSED, int value)
{
	name_vec names = VEC_INIT;
	struct err err = ERR_INIT;
	int current;

	if (app->options.connector->contexts(app->options.connector, &names, &current, NULL))
		return;
	if ((size_t)value < names.len && app_connect(app, names.items[value], &err))
		app_say(app, ROLE_bad, "%s", err.text);
	vec_each(&names, n)
		free(*n);
	vec_release(&names);
}

bool work_keeps(struct app *app, const char *context)
{
	name_vec names = VEC_INIT;
	struct question *q;
	int current, found = -1;

	if (!at_work(app) ||
	    app->options.connector->contexts(app->options.connector, &names, &current, NULL))
		return false;
	for (size_t i = 0; i < names.len; i++)
		found = streq(names.items[i], context) ? (int)i : found;
	vec_each(&names, n)
		free(*n);
	vec_release(&names);
	if (found < 0)
		return false;
	q = question_ask(app, "leave this cluster while work is under way", "leave it", go_to, 0, found);
	tell_active(app, q);
	reconciling_warn(app, q);
	return true;
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
