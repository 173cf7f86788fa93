/*
 * The log of a pod's container: its last lines, and what it writes from then on. It stays at the end unless a person
 * scrolled up, and says plainly what the stream is doing. What was read of a pod that is gone stays.
 */
#include "kube/kinds/pod.h"
#include "tui/app.h"
#include "tui/tail.h"

#define TIME_WIDTH 23			/* "2026-01-15T12:00:00.000" */

struct logs_state {
	struct tail tail;
	bool still;			/* a person looks at what stands there: new lines do not move it */
	uint64_t top;			/* the number of the first line shown */
	bool times, wrap;
};

static const char *filter_of(const struct view *v)
{
	return v->pager.find;
}

static bool shown(const struct view *v, uint64_t number)
{
	const struct logs_state *state = v->state;
	const struct scroll_line *l = scrollback_at(&state->tail.lines, number);

	return l && scroll_matches(l, filter_of(v));
}

/* What of a line is on the screen: times to the millisecond, if at all. Malloc'd. */
static char *text_of(const struct logs_state *state, const struct scroll_line *l)
{
	size_t at = scroll_text_at(l);

	if (!state->times || !at)
		return xstrdup(l->text + at);
	return xasprintf("%-*.*s %s", TIME_WIDTH, TIME_WIDTH, l->text, l->text + at);
}

/* --- drawing --- */

static int rows_of(const struct logs_state *state, const struct scroll_line *l, int width)
{
	_cleanup_(freep) char *text = text_of(state, l);
	const char *rest = text;
	size_t next = 1;
	int rows = 0;

	for (; state->wrap && *rest && next; rows++) {
		text_wrap(rest, width, &next);
		rest += next;
	}
	return MAX(rows, 1);
}

static int draw_line(const struct logs_state *state, const struct scroll_line *l, struct surface *s, struct rect r)
{
	_cleanup_(freep) char *whole = text_of(state, l);
	const char *rest = whole;
	size_t times = state->times && scroll_text_at(l) ? TIME_WIDTH + 1 : 0;
	int rows = MIN(rows_of(state, l, r.width), r.height);

	for (int i = 0; i < rows; i++) {
		size_t next = strlen(rest), len = state->wrap ? text_wrap(rest, r.width, &next) : next;
		struct pen p = pen_at(s, r.y + i, r.x, r.width);
		_cleanup_(freep) char *time = xstrndup(rest, MIN(times, len));
		_cleanup_(freep) char *text = xstrndup(rest + MIN(times, len), len - MIN(times, len));

		pen_text(&p, ROLE_muted, time);
		pen_text(&p, l->note ? ROLE_accent : ROLE_text, text);
		times -= MIN(times, next);
		rest += next;
	}
	return rows;
}

/* Where the last page begins. */
static uint64_t last_page(const struct view *v, int height, int width)
{
	const struct logs_state *state = v->state;
	const struct scrollback *lines = &state->tail.lines;
	uint64_t top = scrollback_next(lines);

	for (uint64_t i = top; i-- > lines->first && height > 0; ) {
		if (!shown(v, i))
			continue;
		height -= rows_of(state, scrollback_at(lines, i), width);
		if (height >= 0)
			top = i;
	}
	return top;
}

static void draw_doing(const struct logs_state *state, struct pen *p)
{
	const struct tail *t = &state->tail;

	switch (t->state) {
	case TAIL_ASKING: pen_text(p, ROLE_muted, "asking …"); break;
	case TAIL_OPEN:
		if (state->still)
			pen_text(p, ROLE_warn, "held: f follows");
		else
			pen_text(p, ROLE_ok, t->previous ? "reading" : "following");
		break;
	case TAIL_ENDED: pen_text(p, ROLE_warn, t->why.buf); break;
	case TAIL_WAITING:
		if (t->lines.len)
			pen_text(p, ROLE_warn, t->why.buf);
		break;
	case TAIL_GONE: pen_text(p, ROLE_bad, t->why.buf); break;
	}
}

/* Where there are no lines, why there are none. */
static void draw_nothing(const struct tail *t, struct surface *s, struct rect r)
{
	const char *rest = t->state == TAIL_WAITING ? t->why.buf : t->state == TAIL_OPEN ? "nothing written yet" : "";
	size_t next = 1;

	for (; *rest && next && r.height > 0; r.y++, r.height--) {
		_cleanup_(freep) char *line = xstrndup(rest, text_wrap(rest, r.width, &next));
		struct pen p = pen_at(s, r.y, r.x, r.width);

		pen_text(&p, t->state == TAIL_WAITING ? ROLE_warn : ROLE_muted, line);
		rest += next;
	}
}

static void draw_head(const struct view *v, struct surface *s, struct rect r)
{
	const struct logs_state *state = v->state;
	const struct tail *t = &state->tail;
	struct pen p = pen_at(s, r.y, r.x, r.width);

	pen_text(&p, ROLE_strong, v->name);
	if (t->container)
		pen_textf(&p, ROLE_text, "  %s", t->container);
	if (t->containers.len > 1)
		pen_textf(&p, ROLE_muted, " %zu of %zu", tail_index(t) + 1, t->containers.len);
	if (t->previous)
		pen_text(&p, ROLE_accent, "  previous run");
	if (filter_of(v)) {
		pen_text(&p, ROLE_key, "  /");
		pen_text(&p, ROLE_match, filter_of(v));
	}
	pen_skip(&p, 2);
	draw_doing(state, &p);
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct logs_state *state = v->state;
	const struct scrollback *lines = &state->tail.lines;
	struct rect body = { r.y + 1, r.x + 1, r.height - 1, r.width - 1 };
	uint64_t last = last_page(v, body.height, body.width);

	draw_head(v, s, (struct rect){ r.y, r.x + 1, 1, r.width - 1 });
	if (!state->still || state->top > last)
		state->top = last;
	state->top = MAX(state->top, lines->first);
	for (uint64_t i = state->top; i < scrollback_next(lines) && body.height > 0; i++) {
		if (!shown(v, i))
			continue;
		int rows = draw_line(state, scrollback_at(lines, i), s, body);

		body.y += rows;
		body.height -= rows;
	}
	if (!lines->len)
		draw_nothing(&state->tail, s, body);
}

/* --- keys --- */

/* By so many shown lines up or down from the top; coming to the end follows again (draw finds out). */
static void scroll(struct view *v, int64_t by)
{
	struct logs_state *state = v->state;
	const struct scrollback *lines = &state->tail.lines;
	uint64_t at = state->top, end = scrollback_next(lines);

	state->still = true;
	while (by < 0 && at > lines->first)
		by += shown(v, --at);
	while (by > 0 && at + 1 < end)
		by -= shown(v, ++at);
	state->top = at;
	if (by > 0)
		state->still = false;
}

static bool scroll_key(struct view *v, struct key k)
{
	struct logs_state *state = v->state;
	int page = MAX(v->app->surface.height - 8, 1);

	switch (k.code) {
	case 'j': case K_DOWN: scroll(v, 1); break;
	case 'k': case K_UP: scroll(v, -1); break;
	case K_CTRL | 'f': case K_PAGE_DOWN: case ' ': scroll(v, page); break;
	case K_CTRL | 'b': case K_PAGE_UP: scroll(v, -page); break;
	case 'g': case K_HOME: scroll(v, INT64_MIN / 2); break;
	case 'G': case K_END: state->still = false; break;
	default: return false;
	}
	return true;
}

static void next_container(struct view *v)
{
	struct tail *t = &((struct logs_state *)v->state)->tail;

	if (t->containers.len < 2)
		app_say(v->app, ROLE_muted, "%s has no other container", v->name);
	else
		tail_choose(t, (tail_index(t) + 1) % t->containers.len, t->previous);
}

static bool key(struct view *v, struct key k)
{
	struct logs_state *state = v->state;
	struct tail *t = &state->tail;

	switch (k.code) {
	case 'f': case 's': state->still = !state->still; break;
	case 't': state->times = !state->times; break;
	case 'w': state->wrap = !state->wrap; break;
	case 'p': tail_choose(t, tail_index(t), !t->previous); break;
	case '0': next_container(v); break;
	default:
		if (k.code < '1' || k.code > '9')
			return scroll_key(v, k);
		tail_choose(t, (size_t)k.code - '1', t->previous);
	}
	return true;
}

/* --- beginning and end --- */

static void open(struct view *v)
{
	struct logs_state *state = v->state;

	state->wrap = true;
	tail_init(&state->tail, v->app, v->namespace, v->name, v->uid);
}

static void update(struct view *v)
{
	tail_update(&((struct logs_state *)v->state)->tail, view_about(v));
}

static void close(struct view *v)
{
	tail_release(&((struct logs_state *)v->state)->tail);
}

static const struct kind *const needs[] = { KIND(pod), NULL };

const struct view_class logs_view = {
	.name = "logs", .help = "What a pod's container writes, as it comes",
	.hint = "f follow  p previous  t times  w wrap  0 container", .needs = needs, .about = true,
	.state_size = sizeof(struct logs_state), .open = open, .close = close, .update = update, .draw = draw,
	.key = key,
};
