/* The steps of a script: what is done at the console, to its cluster and with time. */
#include <stdio.h>

#include "cmd/lesson_play.h"
#include "cmd/script.h"
#include "kube/time.h"

/* --- acts --- */

static int press(struct script *s, struct key k, struct err *err)
{
	int r = stage_press(s->stage, k, err);

	return r || !s->pace_ms ? r : stage_advance(s->stage, s->pace_ms, err);
}

static int wait_for(struct script *s, const struct act *a, struct err *err)
{
	_cleanup_(str_release) struct str now = STR_INIT;
	int64_t until = stage_ms(s->stage) + a->ms;
	int r = 0;

	while (!condition_holds(&a->condition, s->stage, &now)) {
		if (stage_ms(s->stage) >= until)
			return act_failed(a, now.buf, err);
		r = stage_step(s->stage, until, err);
		if (r)
			return r;
	}
	return 0;
}

static int perform(struct script *s, const struct act *a, struct err *err)
{
	switch (a->what) {
	case ACT_KEY: return press(s, a->key, err);
	case ACT_PAUSE: return stage_advance(s->stage, a->ms, err);
	case ACT_SEND: return stage_send(s->stage, a->method, a->url, a->body, err);
	case ACT_WAIT:
	case ACT_CHECK: return wait_for(s, a, err);
	}
	return -EINVAL;
}

int script_perform(struct script *s, const act_vec *acts, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < acts->len; i++)
		r = perform(s, &acts->items[i], err);
	return r;
}

static int pace(struct script *s, char *rest, struct err *err UNUSED)
{
	return duration_parse(rest, &s->pace_ms) && s->pace_ms >= 0 ? 0 : -EINVAL;
}

static int settle(struct script *s, char *rest UNUSED, struct err *err)
{
	return stage_settle(s->stage, err);
}

/* --- the terminal, the line and other people --- */

static int resize(struct script *s, char *rest, struct err *err)
{
	int height, width;
	char end;

	if (sscanf(rest, "%dx%d%c", &width, &height, &end) != 2 || width < 1 || height < 1)
		return -EINVAL;
	return stage_resize(s->stage, height, width, err);
}

static int report(struct script *s, char *rest, struct err *err)
{
	return stage_report(s->stage, rest, err);
}

static int cut(struct script *s, char *rest, struct err *err)
{
	return *rest ? stage_cut(s->stage, rest, err) : -EINVAL;
}

static int join(struct script *s, char *rest UNUSED, struct err *err)
{
	return stage_cut(s->stage, NULL, err);
}

static int edit(struct script *s, char *rest, struct err *err UNUSED)
{
	char *arrow = strstr(rest, " => ");

	if (!arrow || arrow == rest)
		return -EINVAL;
	*arrow = '\0';
	stage_edit(s->stage, rest, arrow + strlen(" => "));
	return 0;
}

/* --- what is seen --- */

static int screen(struct script *s, char *rest, struct err *err)
{
	if (!*rest || strchr(rest, '/'))
		return -EINVAL;
	return s->hooks && s->hooks->screen ? s->hooks->screen(s->hooks->arg, rest, err) : 0;
}

/* --- lessons --- */

/* The step under way is done as its `solve:` does it. */
static int solve(struct script *s, char *rest UNUSED, struct err *err)
{
	struct tutor *t = s->stage->app->tutor;

	if (!t)
		return err_set(err, -EINVAL, "`solve` is for lessons: expected `lesson NAME` at the head");
	return lesson_play_solve(s->stage, tutor_step(t), s->hooks, err);
}

/* --- for who looks on --- */

static int caption(struct script *s, char *rest, struct err *err)
{
	int64_t ms = 0;
	char *at = NULL;

	for (char *next = rest; (next = strstr(next, " for ")); next++)
		at = next;
	if (at && duration_parse(at + strlen(" for "), &ms))
		*at = '\0';
	return s->hooks && s->hooks->caption ? s->hooks->caption(s->hooks->arg, rest, ms, err) : 0;
}

static int marker(struct script *s, char *rest, struct err *err)
{
	return s->hooks && s->hooks->marker ? s->hooks->marker(s->hooks->arg, rest, err) : 0;
}

static int speed(struct script *s, char *rest, struct err *err)
{
	char *end;
	long n = strtol(rest, &end, 10);

	if (!*rest || *end || n < 1 || n > 1000)
		return -EINVAL;
	return s->hooks && s->hooks->speed ? s->hooks->speed(s->hooks->arg, (int)n, err) : 0;
}

static const struct script_word steps[] = {
	{ "key", "NAME...", .plan = act_keys, .paced = true },
	{ "type", "TEXT", .plan = act_text, .paced = true },
	{ "paste", "TEXT", .plan = act_paste, .paced = true },
	{ "pace", "DURATION", .run = pace },			/* between keys from now on */
	{ "advance", "DURATION", .plan = act_pause },
	{ "pause", "DURATION", .plan = act_pause },		/* the same, in the words of a film */
	{ "settle", "", .run = settle },
	{ "wait", "CONDITION [within DURATION]", .plan = act_wait },	/* cmd/condition.h has the conditions */
	{ "check", "CONDITION", .plan = act_check },
	{ "expect", "TEXT", .plan = act_expect },
	{ "absent", "TEXT", .plan = act_absent },
	{ "solve", "", .run = solve },				/* the step of the lesson that is taken */
	{ "screen", "NAME", .run = screen },
	{ "caption", "[TEXT [for DURATION]]", .run = caption },
	{ "marker", "TEXT", .run = marker },
	{ "speed", "NUMBER", .run = speed },			/* 1 to 1000 */
	{ "send", "METHOD URL [BODY]", .plan = act_send },
	{ "edit", "FROM => TO", .run = edit },			/* by the next editor that opens */
	{ "report", "TEXT", .run = report },			/* an answer of the terminal */
	{ "resize", "WIDTHxHEIGHT", .run = resize },
	{ "cut", "WHY", .run = cut },				/* the line to the server */
	{ "join", "", .run = join },
};

const struct script_word *script_step(const char *word)
{
	size_t len = strcspn(word, "@");

	for (size_t i = 0; i < COUNT(steps); i++) {
		if (strlen(steps[i].word) == len && !strncmp(steps[i].word, word, len))
			return &steps[i];
	}
	return NULL;
}

void script_step_words(struct str *out)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		str_addf(out, "%s%s", i > 0 ? ", " : "", steps[i].word);
}
