/* Jobs: the long work of this console, under way and over. */
#include "kube/human.h"
#include "tui/app.h"
#include "tui/work.h"

struct jobs_state {
	int cursor, top;
};

/* The newest is on top. */
static struct job *job_at(const struct view *v, int row)
{
	size_t n = v->app->runner ? runner_count(v->app->runner) : 0;

	return row >= 0 && (size_t)row < n ? runner_at(v->app->runner, n - 1 - (size_t)row) : NULL;
}

static void draw_row(struct view *v, struct pen p, const struct job *j)
{
	_cleanup_(str_release) struct str age = STR_INIT, progress = STR_INIT, span = STR_INIT;

	human_age((app_now_s(v->app) * 1000 - j->began_ms) / 1000, &age);
	if (j->total)
		str_addf(&progress, "%d of %d", j->done, j->total);
	pen_cell(&p, ROLE_strong, 26, j->title);
	pen_skip(&p, 2);
	pen_cell(&p, work_role(j->phase), 9, job_phase_word(j->phase));
	pen_cell(&p, ROLE_text, 9, progress.buf);
	pen_cell_right(&p, ROLE_muted, 5, age.buf);
	pen_skip(&p, 2);
	if (job_over(j)) {
		pen_text(&p, ROLE_muted, j->story.len ? vec_last(&j->story).text : "");
	} else if (j->waits.len) {
		human_span((app_now_s(v->app) * 1000 - j->waits_since_ms) / 1000, &span);
		pen_textf(&p, ROLE_text, "%s (%s)", j->waits.buf, span.buf);
	}
	pen_to(&p, p.end);
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct jobs_state *state = v->state;
	int n = v->app->runner ? (int)runner_count(v->app->runner) : 0, rows = r.height - 1;
	struct pen p = pen_at(s, r.y, r.x + 3, r.width - 4);

	if (!n) {
		pen_text(&p, ROLE_muted, "no jobs; a drain, a staged rollout and a deletion in order are jobs");
		return;
	}
	pen_cell(&p, ROLE_muted, 28, "JOB");
	pen_cell(&p, ROLE_muted, 9, "PHASE");
	pen_cell(&p, ROLE_muted, 9, "DONE");
	pen_cell_right(&p, ROLE_muted, 5, "AGE");
	pen_text(&p, ROLE_muted, "  WAITS FOR, OR ITS RESULT");
	state->cursor = MIN(MAX(state->cursor, 0), n - 1);
	state->top = MIN(MAX(state->top, state->cursor - rows + 1), state->cursor);
	for (int i = state->top; i < n && i - state->top < rows; i++) {
		struct pen line = pen_at(s, r.y + 1 + i - state->top, r.x + 1, r.width - 2);

		line.ground = i == state->cursor ? GROUND_selected : GROUND_page;
		pen_text(&line, ROLE_accent, i == state->cursor ? "▸ " : "  ");
		draw_row(v, line, job_at(v, i));
	}
}

static bool key(struct view *v, struct key k)
{
	struct jobs_state *s = v->state;
	struct job *j = job_at(v, s->cursor);
	enum job_order order;

	if (k.code == K_DOWN || k.code == 'j')
		s->cursor++;
	else if (k.code == K_UP || k.code == 'k')
		s->cursor = MAX(s->cursor - 1, 0);
	else if (k.code == K_ENTER && j)
		work_show(v->app, j);
	else if (j && !job_over(j) && work_order_of(k, &order))
		work_order(v->app, j, order);
	else
		return false;
	return true;
}

const struct view_class jobs_view = {
	.name = "jobs", .help = "Long work: what is under way, what it waits for, what came of it",
	.hint = "enter open, x stop", .state_size = sizeof(struct jobs_state), .draw = draw, .key = key,
};
