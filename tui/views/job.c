/* One job: what it works through, what it waits for, what happened, and its orders as keys. Any class of job. */
#include "kube/time.h"
#include "tui/app.h"
#include "tui/items.h"
#include "tui/work.h"

#define STORY_ROWS 6

struct job_state {
	uint64_t id;			/* first: work_show sets it */
	struct items_at at;
	struct str hints;
};

static struct job *job_of(const struct view *v)
{
	const struct job_state *s = v->state;

	return v->app->runner ? runner_find(v->app->runner, s->id) : NULL;
}

static void open(struct view *v)
{
	((struct job_state *)v->state)->hints = (struct str)STR_INIT;
}

static void close(struct view *v)
{
	str_release(&((struct job_state *)v->state)->hints);
}

static const char *hints(const struct view *v)
{
	struct job_state *s = v->state;
	const struct job *j = job_of(v);

	str_reset(&s->hints);
	if (j && !job_over(j))
		work_hints(j, &s->hints);
	if (j && j->items.len)
		str_addf(&s->hints, "%senter open", s->hints.len ? ", " : "");
	str_addf(&s->hints, "%sesc back, ? more", s->hints.len ? ", " : "");
	return s->hints.buf;
}

static const struct job_item *selected(const struct view *v)
{
	const struct job_state *s = v->state;
	const struct job *j = job_of(v);

	return j && s->at.cursor < (int)j->items.len ? &j->items.items[s->at.cursor] : NULL;
}

static size_t targets(struct view *v, struct target ret[VIEW_TARGETS])
{
	const struct job_item *i = selected(v);

	if (!i || !i->kind)
		return 0;
	ret[0] = (struct target){ i->kind, cache_get(app_cache(v->app), i->kind, i->namespace, i->name), "it is gone" };
	return 1;
}

static void draw_title(const struct job *j, struct surface *s, struct rect r)
{
	struct pen p = pen_at(s, r.y, r.x + 1, r.width - 2);

	pen_textf(&p, ROLE_strong, "%s", j->title);
	pen_textf(&p, work_role(j->phase), "   %s", job_phase_word(j->phase));
	if (j->total)
		pen_textf(&p, ROLE_text, "   %d of %d", j->done, j->total);
	if (!job_over(j) && j->waits.len)
		pen_textf(&p, j->phase == JOB_REFUSED ? ROLE_bad : ROLE_text, "   %s", j->waits.buf);
	if (!job_over(j) && j->waits.len)
		pen_textf(&p, ROLE_muted, " (%" PRId64 " s)", MAX(j->now_ms - j->waits_since_ms, 0) / 1000);
}

static enum role tone_role(enum job_tone tone)
{
	static const enum role roles[] = { [JOB_PLAIN] = ROLE_text, [JOB_GOOD] = ROLE_ok, [JOB_WARN] = ROLE_warn,
					   [JOB_BAD] = ROLE_bad };

	return roles[tone];
}

/* The last lines of the story, and the last of all in full. */
static void draw_story(const struct job *j, struct surface *s, struct rect r)
{
	size_t rows = (size_t)MAX(r.height, 0), from = j->story.len > rows ? j->story.len - rows : 0;

	for (size_t i = from; i < j->story.len; i++) {
		const struct job_line *l = &j->story.items[i];
		_cleanup_(str_release) struct str time = STR_INIT;
		struct pen p = pen_at(s, r.y + (int)(i - from), r.x + 1, r.width - 2);

		time_add(&time, l->at_ms / 1000);
		pen_textf(&p, ROLE_muted, "%.8s  ", time.len > 19 ? time.buf + 11 : "");
		pen_text(&p, tone_role(l->tone), l->text);
	}
}

/* Wrapped, as the result may be longer than a line. Returns the rows it took. */
static int draw_result(const struct job *j, struct surface *s, struct rect r)
{
	const char *rest = job_over(j) && j->story.len ? vec_last(&j->story).text : "";
	int row = 0;
	size_t next = 1;

	for (; *rest && next && row < r.height; row++) {
		size_t len = text_wrap(rest, r.width - 2, &next);
		_cleanup_(freep) char *line = xstrndup(rest, len);
		struct pen p = pen_at(s, r.y + row, r.x + 1, r.width - 2);

		pen_text(&p, work_role(j->phase), line);
		rest += next;
	}
	return row ? row + 1 : 0;
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct job_state *state = v->state;
	const struct job *j = job_of(v);
	int story, items, y;

	if (!j) {
		struct pen p = pen_at(s, r.y, r.x + 1, r.width - 2);

		pen_text(&p, ROLE_muted, "this job is over and no longer kept");
		return;
	}
	draw_title(j, s, r);
	y = r.y + 2 + draw_result(j, s, (struct rect){ r.y + 2, r.x, 4, r.width });
	story = MIN((int)j->story.len, r.height > 30 ? 14 : STORY_ROWS);
	items = j->items.len ? MIN((int)j->items.len + 1, r.y + r.height - y - story - 1) : 0;
	if (items) {
		items_draw(j, s, (struct rect){ y, r.x, items, r.width }, &state->at, app_now_s(v->app) * 1000);
		y += items + 1;
	}
	draw_story(j, s, (struct rect){ y, r.x, r.y + r.height - y, r.width });
}

static bool key(struct view *v, struct key k)
{
	struct job_state *s = v->state;
	struct job *j = job_of(v);
	enum job_order order;

	if (items_key(&s->at, k, MAX(v->app->surface.height / 2, 1)))
		return true;
	if (k.code == K_ENTER && selected(v))
		items_open(v->app, selected(v));
	else if (j && !job_over(j) && work_order_of(k, &order))
		work_order(v->app, j, order);
	else
		return false;
	return true;
}

const struct view_class job_view = {
	.name = "job", .help = "One job: what it does, what it waits for, and its orders", .hints = hints,
	.state_size = sizeof(struct job_state), .open = open, .close = close, .draw = draw, .key = key,
	.targets = targets, .about = true,
};
