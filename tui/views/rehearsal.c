/*
 * What an action would do, played in a private cluster: the verdict in sentences, then who goes when. Opened from a
 * dialog, which is kept and comes back with Esc, with what was typed, to ask anew.
 */
#include "tui/rehearsal.h"

#include "client/verbs.h"
#include "tui/app.h"
#include "tui/dialog.h"
#include "tui/timeline_draw.h"

#define LABEL 10			/* columns of the labels */
#define MARGIN 2

struct rehearsal_state {
	struct dialog *dialog;		/* ours while the view is there */
	struct rehearsal *under_way;
	const struct rehearsal_answer *answer;	/* NULL: not yet; borrowed from under_way */
	char *played;			/* the kubectl line, or the job's title */
	size_t top, lanes;
};

static struct rehearsal_state *state_of(const struct view *v)
{
	return v->state;
}

static void answered(void *arg, const struct rehearsal_answer *a)
{
	struct view *v = arg;

	state_of(v)->answer = a;
	app_dirty(v->app);
}

static void close(struct view *v)
{
	struct rehearsal_state *state = state_of(v);

	if (state->under_way)
		v->app->options.rehearser->stop(state->under_way);
	dialog_free(state->dialog);
	free(state->played);
}

/* --- drawing --- */

/* A sentence in as many rows as it needs; returns the row after it. */
static int draw_note(struct surface *s, struct rect r, int y, const struct note *n)
{
	const char *rest = n->text, *label = n->label;
	int width = r.width - 2 * MARGIN - LABEL;
	size_t next;

	do {
		_cleanup_(freep) char *line = xstrndup(rest, text_wrap(rest, width, &next));
		struct pen p = pen_at(s, y++, r.x + MARGIN, r.width - MARGIN);

		pen_cell(&p, ROLE_muted, LABEL, label);
		pen_text(&p, n->role, line);
		label = "";
		rest += next;
	} while (*rest && next && y < r.y + r.height);
	return y;
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct rehearsal_state *state = state_of(v);
	const struct timeline *t = state->answer ? &state->answer->timeline : NULL;
	note_vec notes = VEC_INIT;
	int y = r.y;

	note_add(&notes, ROLE_text, "played", "%s", state->played);
	if (state->answer)
		rehearsal_tell(state->answer, &notes);
	else
		note_add(&notes, ROLE_progress, "", "copying what is concerned into a private cluster …");
	vec_each(&notes, n) {
		if (y < r.y + r.height)
			y = draw_note(s, r, y, n);
	}
	notes_release(&notes);
	y++;
	if (t && t->lanes.len && t->last_ms > t->start_ms && y + 2 < r.y + r.height)
		state->lanes = timeline_draw(t, s, (struct rect){ y, r.x, r.y + r.height - y, r.width }, state->top);
}

/* --- keys --- */

static void back(struct view *v)
{
	struct app *app = v->app;
	struct dialog *d = take(state_of(v)->dialog);

	app_pop(app);
	app->dialog = d;
	if (d)
		dialog_resume(d);
}

static bool key(struct view *v, struct key k)
{
	struct rehearsal_state *state = state_of(v);

	if (k.code == K_ESC || k.code == 'q')
		back(v);
	else if ((k.code == K_DOWN || k.code == 'j') && state->top + 1 < state->lanes)
		state->top++;
	else if ((k.code == K_UP || k.code == 'k') && state->top)
		state->top--;
	else
		return k.code == K_DOWN || k.code == 'j' || k.code == K_UP || k.code == 'k';
	return true;
}

/* No action applies here: the question that is open is the dialog's. */
static size_t targets(struct view *v UNUSED, struct target ret[VIEW_TARGETS] UNUSED)
{
	return 0;
}

static const struct kind *const needs[] = { NULL };

const struct view_class rehearsal_view = {
	.name = "rehearsal", .help = "What an action would do, played in a private cluster",
	.hint = "esc back to the question, ↑↓ scroll", .needs = needs, .about = true,
	.state_size = sizeof(struct rehearsal_state), .close = close, .draw = draw, .key = key, .targets = targets,
};

void rehearsal_open(struct app *app, struct dialog *d, const struct object *about, struct request *r, struct job *j)
{
	struct rehearsal_order o = { .port = app_port(app), .about = about, .now_ms = app_now_s(app) * 1000,
				     .limit_ms = REHEARSAL_LIMIT_MS, .request = REQUEST_INIT, .job = j };
	_cleanup_(str_release) struct str played = STR_INIT;
	struct rehearsal_state *state;
	struct view *v;

	if (j)
		str_add(&played, j->title);
	else
		verbs_kubectl(r, &played);
	app->dialog = NULL;
	app_push(app, &rehearsal_view, NULL, about);
	v = app_view(app);
	state = state_of(v);
	state->dialog = d;
	state->played = str_take(&played);
	if (r)
		request_move(&o.request, r);
	state->under_way = app->options.rehearser->start(app->options.rehearser, &o, answered, v);
}
