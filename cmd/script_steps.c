/* The steps of a script: what is done at the console, to its cluster and with time. */
#include <stdio.h>

#include "base/utf8.h"
#include "cmd/condition.h"
#include "cmd/lesson_play.h"
#include "cmd/script.h"
#include "kube/time.h"

#define WAIT_MS 300000

/* --- keys and text --- */

static int press(struct script *s, struct key k, struct err *err)
{
	int r = stage_press(s->stage, k, err);

	return r || !s->pace_ms ? r : stage_advance(s->stage, s->pace_ms, err);
}

static int key(struct script *s, char *rest, struct err *err)
{
	char *name;
	int r = 0;

	if (!*rest)
		return -EINVAL;
	while (r == 0 && (name = strsep(&rest, " "))) {
		struct key k;

		if (!*name)
			continue;
		if (!key_parse(name, &k))
			return err_set(err, -EINVAL, "there is no key \"%s\"; expected letters and names as enter, "
				       "esc, up, pgdn, ctrl-d, f1", name);
		r = press(s, k, err);
	}
	return r;
}

static int write_text(struct script *s, const char *text, bool pasted, struct err *err)
{
	size_t left = strlen(text), len;
	uint32_t code;
	int r = 0;

	if (!left)
		return -EINVAL;
	for (; r == 0 && left; text += len, left -= len) {
		len = utf8_decode(text, left, &code);
		if (!len)
			return err_set(err, -EINVAL, "expected text in UTF-8");
		r = press(s, (struct key){ .code = code, .pasted = pasted }, err);
	}
	return r;
}

static int type(struct script *s, char *rest, struct err *err)
{
	return write_text(s, rest, false, err);
}

static int paste(struct script *s, char *rest, struct err *err)
{
	int r = write_text(s, rest, true, err);

	return r ? r : press(s, (struct key){ .code = K_ENTER, .pasted = true }, err);
}

static int pace(struct script *s, char *rest, struct err *err UNUSED)
{
	return duration_parse(rest, &s->pace_ms) && s->pace_ms >= 0 ? 0 : -EINVAL;
}

/* --- time --- */

static int advance(struct script *s, char *rest, struct err *err)
{
	int64_t ms;

	if (!duration_parse(rest, &ms) || ms < 0)
		return -EINVAL;
	return stage_advance(s->stage, ms, err);
}

static int settle(struct script *s, char *rest UNUSED, struct err *err)
{
	return stage_settle(s->stage, err);
}

/* Cuts " within 2m" off the end. */
static bool take_limit(char *text, int64_t *ret_ms)
{
	char *at = NULL;

	for (char *next = text; (next = strstr(next, " within ")); next++)
		at = next;
	if (!at || !duration_parse(at + strlen(" within "), ret_ms))
		return false;
	*at = '\0';
	return true;
}

static int wait_for(struct script *s, const struct condition *c, int64_t limit_ms, struct err *err)
{
	_cleanup_(str_release) struct str now = STR_INIT;
	int64_t until = stage_ms(s->stage) + limit_ms;
	int r = 0;

	while (!condition_holds(c, s->stage, &now)) {
		if (stage_ms(s->stage) >= until)
			return err_set(err, -ETIMEDOUT, "%s", now.buf);
		r = stage_step(s->stage, until, err);
		if (r)
			return r;
	}
	return 0;
}

static int wait(struct script *s, char *rest, struct err *err)
{
	_cleanup_(condition_release) struct condition c = { 0 };
	_cleanup_(str_release) struct str limit = STR_INIT;
	struct err why = ERR_INIT;
	int64_t ms = WAIT_MS;
	int r;

	if (!*rest)
		return -EINVAL;
	take_limit(rest, &ms);
	r = condition_parse(rest, &c, err);
	if (r)
		return r;
	r = wait_for(s, &c, ms, &why);
	duration_add(&limit, ms / 1000);
	return r ? err_set(err, r, "`%s` did not come true in %s of virtual time: %s", rest, limit.buf, why.text) : 0;
}

static int check(struct script *s, char *rest, struct err *err)
{
	_cleanup_(condition_release) struct condition c = { 0 };
	_cleanup_(str_release) struct str now = STR_INIT;
	int r = *rest ? condition_parse(rest, &c, err) : -EINVAL;

	if (r || condition_holds(&c, s->stage, &now))
		return r;
	return err_set(err, -ENOENT, "`%s` is not so: %s", rest, now.buf);
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

static int send(struct script *s, char *rest, struct err *err)
{
	char *method = strsep(&rest, " "), *url = rest ? strsep(&rest, " ") : NULL;

	return url ? stage_send(s->stage, method, url, rest, err) : -EINVAL;
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

static int expect(struct script *s, const char *text, bool wanted, struct err *err)
{
	if (!*text)
		return -EINVAL;
	if (stage_shows(s->stage, text) == wanted)
		return 0;
	return err_set(err, -ENOENT, "\"%s\" is%s on the screen", text, wanted ? " not" : "");
}

static int expect_there(struct script *s, char *rest, struct err *err)
{
	return expect(s, rest, true, err);
}

static int expect_absent(struct script *s, char *rest, struct err *err)
{
	return expect(s, rest, false, err);
}

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
	{ "key", "NAME...", key, true },
	{ "type", "TEXT", type, true },
	{ "paste", "TEXT", paste, true },
	{ "pace", "DURATION", pace, false },			/* between keys from now on */
	{ "advance", "DURATION", advance, false },
	{ "pause", "DURATION", advance, false },		/* the same, in the words of a film */
	{ "settle", "", settle, false },
	{ "wait", "CONDITION [within DURATION]", wait, false },	/* cmd/condition.h has the conditions */
	{ "check", "CONDITION", check, false },
	{ "expect", "TEXT", expect_there, false },
	{ "absent", "TEXT", expect_absent, false },
	{ "solve", "", solve, false },				/* the step of the lesson that is taken */
	{ "screen", "NAME", screen, false },
	{ "caption", "[TEXT [for DURATION]]", caption, false },
	{ "marker", "TEXT", marker, false },
	{ "speed", "NUMBER", speed, false },			/* 1 to 1000 */
	{ "send", "METHOD URL [BODY]", send, false },
	{ "edit", "FROM => TO", edit, false },			/* by the next editor that opens */
	{ "report", "TEXT", report, false },			/* an answer of the terminal */
	{ "resize", "WIDTHxHEIGHT", resize, false },
	{ "cut", "WHY", cut, false },				/* the line to the server */
	{ "join", "", join, false },
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
