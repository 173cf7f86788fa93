/* What the pane of a lesson says, as lines of a width. */
#include "tui/tutor.h"

void pane_lines_release(pane_lines *lines)
{
	vec_each(lines, l)
		free(l->text);
	vec_release(lines);
}

static void add_line(pane_lines *ret, enum role role, const char *text, size_t len, bool code)
{
	struct pane_line l = { xstrndup(text, len), role, code };

	vec_push(ret, l);
}

/* The bytes that hold so many bytes which are no marks. */
static size_t with_marks(const char *text, size_t plain)
{
	size_t len = 0;

	for (; plain && text[len]; len++)
		plain -= text[len] != '`';
	return len;
}

/* A paragraph, filled. The marks around keys and commands take no columns. */
static void add_filled(pane_lines *ret, enum role role, const char *text, int width)
{
	_cleanup_(str_release) struct str plain = STR_INIT;
	const char *rest;
	bool code = false;
	size_t next;

	for (const char *c = text; *c; c++) {
		if (*c != '`')
			str_addc(&plain, *c);
	}
	rest = plain.buf;
	do {
		size_t len = text_wrap(rest, width, &next), taken = with_marks(text, next);

		add_line(ret, role, text, with_marks(text, len), code);
		for (size_t i = 0; i < taken; i++)
			code ^= text[i] == '`';
		text += taken;
		rest += next;
	} while (next && *rest);
}

/* Paragraphs: lines that begin with a blank stand as they are, an empty line divides, the others are filled. */
static void add_prose(pane_lines *ret, enum role role, const char *text, int width)
{
	_cleanup_(str_release) struct str open = STR_INIT;

	while (*text || open.len) {
		size_t len = strcspn(text, "\n");
		bool prose = len && *text != ' ';

		if (open.len && !prose) {
			add_filled(ret, role, open.buf, width);
			str_reset(&open);
		}
		if (prose) {
			str_addf(&open, "%s%.*s", open.len ? " " : "", (int)len, text);
		} else if (*text == ' ') {
			add_line(ret, ROLE_key, text, len, false);
		} else if (text[len]) {
			add_line(ret, role, "", 0, false);
		}
		text += len + (text[len] == '\n');
	}
}

static void add_blank(pane_lines *ret)
{
	if (ret->len && *vec_last(ret).text)
		add_line(ret, ROLE_text, "", 0, false);
}

/* Once it is known only the answer is left. */
static void add_guess(const struct tutor *t, const struct guess *g, int width, pane_lines *ret)
{
	bool open = t->shown == t->step && !t->done;

	if (!g->ask)
		return;
	add_blank(ret);
	add_filled(ret, ROLE_accent, g->ask, width);
	if (!open) {
		_cleanup_(freep) char *line = xasprintf("✓ %s", g->choices.items[g->answer]);

		add_line(ret, ROLE_ok, line, strlen(line), false);
		return;
	}
	for (size_t i = 0; i < g->choices.len; i++) {
		bool mine = (int)i == t->guessed && t->shown == t->step;
		_cleanup_(freep) char *line = xasprintf("%s %zu  %s", mine ? "▸" : " ", i + 1, g->choices.items[i]);

		add_line(ret, mine ? ROLE_strong : ROLE_text, line, strlen(line), false);
	}
	if (t->guessed < 0)
		add_filled(ret, ROLE_muted, "Press its number, then see.", width);
}

static void add_terminal(const struct tutor *t, int width, pane_lines *ret)
{
	if (!t->app->kubeconfig_line)
		return;
	add_blank(ret);
	add_filled(ret, ROLE_muted, "A second terminal works on the same cluster (`K` copies this):", width);
	if (t->folder) {
		_cleanup_(freep) char *line = xasprintf("  cd %s", t->folder);

		add_line(ret, ROLE_key, line, strlen(line), false);
		add_line(ret, ROLE_key, "  export KUBECONFIG=$PWD/kubeconfig", 35, false);
	} else {
		add_filled(ret, ROLE_key, t->app->kubeconfig_line, width);
	}
	add_blank(ret);
	add_filled(ret, ROLE_muted, "`z >` makes the cluster's clock go faster, `z space` stops it and lets it go on.",
		   width);
}

static void add_goals(const struct tutor *t, const struct step *s, int width, pane_lines *ret)
{
	add_blank(ret);
	for (size_t i = 0; i < s->goals.len; i++) {
		bool met = t->shown < t->step || t->done || (i < t->met.len && t->met.items[i]);
		_cleanup_(freep) char *line = xasprintf("%s %s", met ? "✓" : "…", s->goals.items[i].say);

		add_filled(ret, met ? ROLE_ok : ROLE_waiting, line, width);
	}
}

static void add_hint(const struct tutor *t, int width, pane_lines *ret)
{
	const struct hint *h = tutor_hint(t);

	if (!h)
		return;
	add_blank(ret);
	add_prose(ret, ROLE_warn, h->say, width);
}

/* The answer to the prediction, and what there is to know now. */
static void add_reveal(const struct tutor *t, const struct step *s, int width, pane_lines *ret)
{
	const struct guess *g = &s->predict;

	if (g->ask && t->shown == t->step && t->guessed >= 0) {
		bool right = (size_t)t->guessed == g->answer;
		_cleanup_(freep) char *line = right ? xstrdup("As you said.") :
			xasprintf("You said \"%s\"; it was \"%s\".", g->choices.items[t->guessed],
				  g->choices.items[g->answer]);

		add_blank(ret);
		add_filled(ret, right ? ROLE_ok : ROLE_warn, line, width);
	}
	if (g->ask) {
		add_blank(ret);
		add_prose(ret, ROLE_text, g->after, width);
	}
	if (s->done) {
		add_blank(ret);
		add_prose(ret, ROLE_text, s->done, width);
	}
}

static void add_finish(const struct tutor *t, int width, pane_lines *ret)
{
	add_filled(ret, ROLE_strong, "That is the lesson.", width);
	add_blank(ret);
	add_prose(ret, ROLE_text, t->lesson->finish, width);
	if (t->lesson->next) {
		const char *how = t->hooks.next ? "`n`, or later " : "";
		_cleanup_(freep) char *line = xasprintf("Next: %s`ordinal tutorial %s`.", how, t->lesson->next);

		add_blank(ret);
		add_filled(ret, ROLE_text, line, width);
	}
	if (t->lesson->source) {
		_cleanup_(freep) char *line = xasprintf("After %s", t->lesson->source);

		add_blank(ret);
		add_filled(ret, ROLE_muted, line, width);
	}
	add_blank(ret);
	add_filled(ret, ROLE_muted, "The cluster is yours until you leave (`ctrl-c`).", width);
}

char *tutor_under_way(const struct tutor *t)
{
	int pressed = (int)strcspn(t->pressed.buf, "\n");

	if (t->restarting)
		return xstrdup("A new cluster is starting …");
	if (t->step < t->target && !t->trouble)
		return xasprintf("Playing step %zu of the %zu before yours …", t->step + 1, t->target);
	if (t->playing && pressed)
		return xasprintf("Watch: `%.*s`", pressed, t->pressed.buf);
	if (t->playing)
		return xstrdup("Watch: the keys are pressed for you.");
	return t->trouble ? xasprintf("That did not work: %s", t->trouble) : NULL;
}

static void add_under_way(const struct tutor *t, int width, pane_lines *ret)
{
	_cleanup_(freep) char *line = tutor_under_way(t);

	if (!line)
		return;
	add_blank(ret);
	add_filled(ret, t->trouble ? ROLE_bad : ROLE_progress, line, width);
}

void tutor_text(const struct tutor *t, int width, pane_lines *ret)
{
	const struct step *s = &t->lesson->steps.items[MIN(t->shown, t->step)];
	bool over = t->shown < t->step || t->done;

	if (t->shown == t->lesson->steps.len) {
		add_finish(t, width, ret);
		return;
	}
	add_filled(ret, ROLE_strong, s->title, width);
	add_blank(ret);
	add_prose(ret, ROLE_text, s->text, width);
	add_guess(t, &s->predict, width, ret);
	if (s->terminal && !over)
		add_terminal(t, width, ret);
	add_goals(t, s, width, ret);
	if (t->shown == t->step)
		add_hint(t, width, ret);
	add_under_way(t, width, ret);
	if (over)
		add_reveal(t, s, width, ret);
}
