/* What the learner does: the keys of the pane, and what each asks of the lesson. */
#include "tui/tutor.h"

/* --- what is asked --- */

static void refuse(struct tutor *t)
{
	app_say(t->app, ROLE_warn, "not here: only `ordinal tutorial` has a world of its own");
}

/* What was done on the cluster is lost with it, so r is pressed twice. */
static void restart(struct tutor *t, size_t step)
{
	if (!t->hooks.restart || !t->hooks.solve) {
		refuse(t);
		return;
	}
	if (!t->sure) {
		t->sure = true;
		app_say(t->app, ROLE_warn, "r again for a new cluster, on which this step begins anew");
		return;
	}
	t->sure = false;
	t->target = step;
	t->restarting = true;
	t->finished = t->done = t->playing = false;
	t->asked = 0;
	t->guessed = -1;
	t->top = TUTOR_END;
	free(take(t->trouble));
	t->hooks.restart(t->hooks.arg);
}

/* Keys that are pressed before the cluster is there would be lost: then it waits for tutor_look. */
void tutor_show_me(struct tutor *t)
{
	t->eager = !t->begun && t->hooks.solve;
	if (t->eager)
		app_say(t->app, ROLE_muted, "the cluster is still starting; the answer is shown then");
	else if (t->done)
		app_say(t->app, ROLE_muted, "this step is done: n goes on");
	else if (!t->hooks.solve)
		refuse(t);
	else if (!t->playing) {
		t->playing = true;
		t->top = TUTOR_END;		/* where it is told what is pressed */
		free(take(t->trouble));
		tutor_focus_on(t, FOCUS_CONSOLE);
		tutor_home(t);
		t->hooks.solve(t->hooks.arg, tutor_step(t), false);
	}
}

static void ask_hint(struct tutor *t)
{
	if (t->done)
		app_say(t->app, ROLE_muted, "this step is done: n goes on");
	else if (!t->urgent)
		t->asked++;
	t->top = TUTOR_END;
}

/* --- keys --- */

void tutor_focus_on(struct tutor *t, enum tutor_focus focus)
{
	t->focus = focus;
	app_resize(t->app, t->whole.height, t->whole.width);
}

static void turn_page(struct tutor *t, int step)
{
	if (step < 0 && t->shown > 0)
		t->shown--;
	else if (step > 0 && t->shown < tutor_page(t))
		t->shown++;
	else if (step < 0)
		app_say(t->app, ROLE_muted, "this is the first step");
	else if (t->finished && t->hooks.next && t->lesson->next)
		t->hooks.next(t->hooks.arg);
	else if (!tutor_next(t) && !t->finished)
		app_say(t->app, ROLE_muted, "not yet: see what still waits, H has a hint, s shows how");
	t->top = 0;
}

static void choose(struct tutor *t, size_t index)
{
	const struct guess *g = &tutor_step(t)->predict;

	if (g->ask && index < g->choices.len && !t->done && t->shown == t->step)
		t->guessed = (int)index;
}

static void pane_key(struct tutor *t, struct key k)
{
	t->sure &= k.code == 'r';
	switch (k.code) {
	case 'H': ask_hint(t); break;
	case 'n': case K_ENTER: turn_page(t, 1); break;
	case 'b': turn_page(t, -1); break;
	case 's': tutor_show_me(t); break;
	case 'r': restart(t, MIN(t->shown, t->step)); break;
	case 'j': case K_DOWN: t->top++; break;
	case 'k': case K_UP: t->top--; break;
	case ' ': case K_PAGE_DOWN: t->top += t->whole.height / 2; break;
	case K_PAGE_UP: t->top -= t->whole.height / 2; break;
	case K_TAB: tutor_focus_on(t, FOCUS_CONSOLE); break;
	case 'q': case K_ESC: app_say(t->app, ROLE_muted, "ctrl-c leaves the lesson"); break;
	default:
		if (k.code >= '1' && k.code <= '9')
			choose(t, k.code - '1');
	}
	t->top = MAX(t->top, 0);
}

/* Keys that mean the same on both sides. */
static bool is_common(struct tutor *t, struct key k)
{
	return k.code == (K_CTRL | 'c') || k.code == (K_CTRL | 'z') || k.code == (K_CTRL | 'l') || k.code == 'K' ||
	       k.code == 'z' || *t->app->prefix;
}

/* While a script is played only the way out is the learner's, and Esc, which stops what is shown. ^C leaves, whatever
 * the script has open at the console. */
static bool key_meanwhile(struct tutor *t, struct key k)
{
	if (k.code == K_ESC && t->playing && t->step >= t->target && t->hooks.stop)
		t->hooks.stop(t->hooks.arg);
	if (k.code == (K_CTRL | 'c'))
		app_quit(t->app);
	return k.code != (K_CTRL | 'z');
}

bool tutor_key(struct tutor *t, struct key k)
{
	bool open = t->app->dialog || t->app->prompt.kind;

	if (t->pressing)
		return false;
	if (t->playing || t->restarting || t->step < t->target)
		return key_meanwhile(t, k);
	if (t->focus == FOCUS_CONSOLE) {
		if (k.code != K_TAB || open || k.pasted)
			return false;
		tutor_focus_on(t, FOCUS_PANE);
		return true;
	}
	if (is_common(t, k))
		return false;
	if (!k.pasted)
		pane_key(t, k);
	return true;
}

/* --- keys that are pressed for the learner --- */

#define OPEN_MOST 32		/* views and dialogs over each other */

static bool away(const struct app *app)
{
	return app->dialog || app->question || app->prompt.kind || app->stack.len > 1;
}

void tutor_home(struct tutor *t)
{
	t->pressing = true;
	for (int i = 0; i < OPEN_MOST && away(t->app); i++)
		app_key(t->app, KEY(K_ESC));
	t->pressing = false;
}

/* A text and the key that ends it stand together: ":apply web.yaml enter". */
void tutor_press(struct tutor *t, struct key k, bool text)
{
	bool begins = t->pressed.len && t->pressed.buf[t->pressed.len - 1] == '\n';

	if (begins)
		str_reset(&t->pressed);
	if (!text && t->pressed.len)
		str_addc(&t->pressed, ' ');
	if (text && k.code == ' ')
		str_addc(&t->pressed, ' ');
	else
		key_print(k, &t->pressed);
	if (!text)
		str_addc(&t->pressed, '\n');
	t->pressing = true;
	app_key(t->app, k);
	t->pressing = false;
	app_dirty(t->app);
}
