#include "cmd/lesson_play.h"

#include "cmd/player.h"

#define DONE_WITHIN_MS 60000	/* what a check waits for after the last key */

static int play(struct stage *s, const char *script, int line, const struct script_hooks *hooks, struct err *err)
{
	struct tutor *t = s->app->tutor;
	struct script inner;
	int r;

	t->focus = FOCUS_CONSOLE;
	app_resize(s->app, t->whole.height, t->whole.width);
	tutor_home(t);
	script_init_on(&inner, s->lesson->file, s, hooks);
	inner.line = line - 1;
	r = script_play(&inner, script, err);
	script_end(&inner);
	t->focus = FOCUS_PANE;
	app_resize(s->app, t->whole.height, t->whole.width);
	return r;
}

static int wait_until_done(struct stage *s, const struct step *step, struct err *err)
{
	const struct tutor *t = s->app->tutor;
	int64_t until = stage_ms(s) + DONE_WITHIN_MS;
	int r = 0;

	while (!r && !tutor_done(t) && stage_ms(s) < until)
		r = stage_step(s, until, err);
	if (r || tutor_done(t))
		return r;
	for (size_t i = 0; i < t->met.len; i++) {
		if (!t->met.items[i])
			return err_set(err, -ETIMEDOUT, "%s:%d: after `solve`, \"%s\" is still not so", s->lesson->file,
				       step->line, step->goals.items[i].say);
	}
	return err_set(err, -ETIMEDOUT, "%s:%d: the step never began", s->lesson->file, step->line);
}

int lesson_play_solve(struct stage *s, const struct step *step, const struct script_hooks *hooks, struct err *err)
{
	int r = play(s, step->solve, step->solve_line, hooks, err);

	return r ? r : wait_until_done(s, step, err);
}

/* --- the proof --- */

static void complain(struct lesson_proof *p, const char *text)
{
	p->failed++;
	str_addf(&p->complaints, "%s\n", text);
}

struct size {
	int height, width;
};

static const struct size usual = { 35, 120 };
static const struct size small = { 24, 80 };

static struct stage *open_stage(const char *name, struct size size, struct err *err)
{
	struct stage_options o = { .lesson = name, .height = size.height, .width = size.width };

	return stage_new(&o, err);
}

static int go_on(struct stage *s, struct err *err)
{
	return tutor_next(s->app->tutor) ? stage_rest(s, err) : 0;
}

/* A stage on which the steps before this one are done. */
static struct stage *stage_at(const char *name, struct size size, size_t step, struct err *err)
{
	struct stage *s = open_stage(name, size, err);
	int r = s ? 0 : -EINVAL;

	for (size_t i = 0; !r && i < step; i++) {
		r = lesson_play_solve(s, tutor_step(s->app->tutor), NULL, err);
		if (!r)
			r = go_on(s, err);
	}
	if (!r)
		return s;
	stage_free(s);
	return NULL;
}

/* False where what comes after cannot be looked at. */
static bool begins_undone(struct lesson_proof *p, struct stage *s, const struct step *step)
{
	_cleanup_(freep) char *text = NULL;

	if (s->app->tutor->begun && !tutor_done(s->app->tutor)) {
		p->passed++;
		return true;
	}
	text = xasprintf("%s:%d: step \"%s\" is done before anything was done", s->lesson->file, step->line, step->id);
	complain(p, text);
	return false;
}

static void prove_hint(struct lesson_proof *p, struct stage *s, const struct step *step, const struct wrong *w)
{
	const struct hint *shown = tutor_hint(s->app->tutor), *wanted = &step->hints.items[w->hint];
	_cleanup_(freep) char *text = NULL;

	if (tutor_done(s->app->tutor))
		text = xasprintf("%s:%d: the wrong answer passes as right", s->lesson->file, w->line);
	else if (!shown || !streq0(shown->id, wanted->id))
		text = xasprintf("%s:%d: the wrong answer gets %s%s, not the hint \"%s\"", s->lesson->file, w->line,
				 shown ? "the hint " : "no hint", shown ? (shown->id ? shown->id : "(plain)") : "",
				 wanted->id);
	if (text)
		complain(p, text);
	else
		p->passed++;
}

/* Each wrong answer is given on a world of its own. */
static void prove_wrong(struct lesson_proof *p, const char *name, size_t index, size_t which)
{
	struct err err = ERR_INIT;
	struct stage *s = stage_at(name, small, index, &err);
	const struct step *step = s ? tutor_step(s->app->tutor) : NULL;
	const struct wrong *w = step ? &step->wrongs.items[which] : NULL;

	if (!s || play(s, w->script, w->line, NULL, &err))
		complain(p, err.text);
	else
		prove_hint(p, s, step, w);
	stage_free(s);
}

static bool prove_step(struct lesson_proof *p, struct stage *s)
{
	const struct step *step = tutor_step(s->app->tutor);
	struct err err = ERR_INIT;

	if (!begins_undone(p, s, step))
		return false;
	if (lesson_play_solve(s, step, NULL, &err) || go_on(s, &err)) {
		complain(p, err.text);
		return false;
	}
	p->passed++;
	return true;
}

/* One after the other, on one world, as a learner takes them; up to the first that is not as it should be. */
static bool prove_steps(struct lesson_proof *p, const char *name, size_t steps)
{
	struct err err = ERR_INIT;
	struct stage *s = open_stage(name, usual, &err);
	size_t proven = 0;

	if (!s)
		complain(p, err.text);
	while (s && proven < steps && prove_step(p, s))
		proven++;
	stage_free(s);
	return proven == steps;
}

/* The answers work in every terminal: what they wait for is to be seen in a small one, too. */
static void prove_sizes(struct lesson_proof *p, const char *name, size_t steps)
{
	static const struct size sizes[] = { { 24, 80 }, { 30, 100 }, { 45, 160 } };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct err err = ERR_INIT;
		struct stage *s = stage_at(name, sizes[i], steps, &err);
		_cleanup_(freep) char *text = xasprintf("%s (at %dx%d)", err.text, sizes[i].width, sizes[i].height);

		if (s)
			p->passed++;
		else
			complain(p, text);
		stage_free(s);
	}
}

/* What is to be shown to a learner must be of acts only. */
static int read_solutions(const struct lesson *l, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < l->steps.len; i++) {
		_cleanup_(acts_release) act_vec acts = VEC_INIT;

		r = player_read(l->file, l->steps.items[i].solve_line, l->steps.items[i].solve, &acts, err);
	}
	return r;
}

int lesson_prove(const char *name, struct lesson_proof *ret, struct err *err)
{
	struct lesson *l = lesson_load(name, err);
	bool read = l && !read_solutions(l, err);

	if (read && prove_steps(ret, name, l->steps.len)) {
		for (size_t i = 0; i < l->steps.len; i++) {
			for (size_t j = 0; j < l->steps.items[i].wrongs.len; j++)
				prove_wrong(ret, name, i, j);
		}
		prove_sizes(ret, name, l->steps.len);
	}
	lesson_free(l);
	return read ? 0 : -EINVAL;
}
