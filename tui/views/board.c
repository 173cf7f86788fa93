/* The board of one set: its ordinals in a row, the partition line that can be moved, and what is said about them. */
#include "tui/board.h"

#include "tui/app.h"
#include "tui/board_draw.h"

struct board_state {
	int32_t cursor;			/* the selected ordinal */
	bool chosen;			/* a person chose it; before, it is the set's first */
	bool moving;			/* the partition line is in the hand */
	int32_t line;			/* where it would be let go */
	char typed[10];			/* digits so far */
};

static struct board_state *state_of(struct view *v)
{
	return v->state;
}

static bool make(struct view *v, struct board *b)
{
	const struct object *set = view_about(v);

	if (set)
		board_make(b, app_cache(v->app), set, app_now_s(v->app));
	return set != NULL;
}

/* The cursor keeps to its ordinal while there is one. */
static void keep_cursor(struct board_state *state, const struct board *b)
{
	if (!b->slots.len)
		return;
	if (!state->chosen)
		state->cursor = b->slots.items[0].ordinal;
	while (!board_slot(b, state->cursor) && state->cursor > b->slots.items[0].ordinal)
		state->cursor--;
	if (!board_slot(b, state->cursor))
		state->cursor = b->slots.items[0].ordinal;
}

/* --- drawing --- */

static void draw_modes(struct surface *s, struct rect r, const struct board *b)
{
	struct pen p = pen_at(s, r.y, r.x + 1, r.width - 2);
	_cleanup_(str_release) struct str right = STR_INIT;

	pen_textf(&p, ROLE_muted, "%s, %s", b->facts->parallel ? "Parallel" : "OrderedReady",
		  b->facts->on_delete ? "OnDelete" : "RollingUpdate");
	if (b->set->deleted)
		pen_text(&p, ROLE_leaving, ", being deleted");
	if (*b->facts->service && r.width >= 80)
		str_addf(&right, "service %s   ", b->facts->service);
	if (b->blind)
		str_addf(&right, "%d wanted", b->facts->replicas);
	else
		str_addf(&right, "%d of %d ready", b->ready, b->facts->replicas);
	if (b->facts->nclaims && !b->claims_hidden)
		str_addf(&right, "   %zu claims", b->claims);
	if (b->claims_left)
		str_addf(&right, " +%zu", b->claims_left);
	pen_skip(&p, 2);
	pen_right(&p, ROLE_text, right.buf);
}

static void draw_gone(struct view *v, struct surface *s, struct rect r)
{
	struct pen p = pen_at(s, r.y + 1, r.x + 3, r.width - 4);

	pen_textf(&p, ROLE_warn, "%s is gone; esc goes back", v->name);
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct board_state *state = state_of(v);
	struct board b;
	struct board_look look;
	int used, room = r.height - 8;

	if (!make(v, &b)) {
		draw_gone(v, s, r);
		return;
	}
	keep_cursor(state, &b);
	look = (struct board_look){ app_cache(v->app), app_now_s(v->app), state->cursor,
				    state->moving ? state->line : b.facts->partition, state->moving };
	draw_modes(s, r, &b);
	used = board_draw_slots(&b, &look, s, (struct rect){ r.y + 2, r.x, MAX(room, 4), r.width });
	used += look.line > b.facts->start || look.moving ? 3 : 2;
	board_draw_facts(&b, &look, s, (struct rect){ r.y + used, r.x, MAX(r.height - used, 0), r.width });
	board_release(&b);
}

/* --- the partition line --- */

static int32_t highest_line(const struct board *b)
{
	return b->facts->start + b->facts->replicas;
}

static void take_line(struct view *v, const struct board *b, int step)
{
	struct board_state *state = state_of(v);

	if (v->app->options.read_only || b->facts->on_delete) {
		app_say(v->app, ROLE_warn,
		        b->facts->on_delete ? "OnDelete has no partition" : "read-only: the line stays");
		return;
	}
	if (!state->moving)
		state->line = MIN(b->facts->partition, highest_line(b));
	state->moving = true;
	state->typed[0] = '\0';
	state->line = MIN(MAX(state->line + step, 0), highest_line(b));
}

/* The line is let go: the action asks with the number chosen. */
static void let_go(struct view *v, const struct board *b)
{
	struct board_state *state = state_of(v);
	int64_t line = state->line;

	state->moving = false;
	if (line == b->facts->partition)
		app_say(v->app, ROLE_muted, "the partition stays at %" PRId64, line);
	else
		action_start(v->app, &partition_action, b->set, &line);
}

static void type_line(struct view *v, const struct board *b, uint32_t digit)
{
	struct board_state *state = state_of(v);
	size_t len = strlen(state->typed);

	if (len + 1 < sizeof(state->typed))
		state->typed[len] = (char)digit;
	state->typed[MIN(len + 1, sizeof(state->typed) - 1)] = '\0';
	state->line = (int32_t)MIN(strtol(state->typed, NULL, 10), (long)highest_line(b));
}

static bool moving_key(struct view *v, const struct board *b, struct key k)
{
	switch (k.code) {
	case K_LEFT: case '[': case K_DOWN: case 'j': take_line(v, b, -1); break;
	case K_RIGHT: case ']': case K_UP: case 'k': take_line(v, b, 1); break;
	case K_ENTER: let_go(v, b); break;
	case K_ESC: case 'q': case 'p': state_of(v)->moving = false; break;
	case K_BACKSPACE: state_of(v)->typed[0] = '\0'; state_of(v)->line = b->facts->partition; break;
	default:
		if (k.code >= '0' && k.code <= '9')
			type_line(v, b, k.code);
		break;
	}
	return true;
}

/* --- keys --- */

static bool move_cursor(struct view *v, const struct board *b, int step)
{
	struct board_state *state = state_of(v);

	for (size_t i = 0; i < b->slots.len; i++) {
		int64_t to = (int64_t)i + step;

		if (b->slots.items[i].ordinal != state->cursor)
			continue;
		to = MIN(MAX(to, 0), (int64_t)b->slots.len - 1);
		state->cursor = b->slots.items[to].ordinal;
		state->chosen = true;
		break;
	}
	return true;
}

static bool open_pod(struct view *v, const struct board *b)
{
	const struct slot *slot = board_slot(b, state_of(v)->cursor);

	if (slot && slot->pod)
		app_push(v->app, view_find("pod"), KIND(pod), slot->pod);
	else
		app_say(v->app, ROLE_muted, "%s-%d has no pod", v->name, state_of(v)->cursor);
	return true;
}

static bool board_key(struct view *v, const struct board *b, struct key k)
{
	switch (k.code) {
	case K_LEFT: case K_UP: case 'k': return move_cursor(v, b, -1);
	case K_RIGHT: case K_DOWN: case 'j': return move_cursor(v, b, 1);
	case 'g': case K_HOME: return move_cursor(v, b, -BOARD_SLOTS);
	case 'G': case K_END: return move_cursor(v, b, BOARD_SLOTS);
	case K_ENTER: return open_pod(v, b);
	case 'p': take_line(v, b, 0); return true;
	case '[': take_line(v, b, -1); return true;
	case ']': take_line(v, b, 1); return true;
	default: return false;
	}
}

static bool key(struct view *v, struct key k)
{
	struct board b;
	bool used;

	if (!make(v, &b))
		return false;
	keep_cursor(state_of(v), &b);
	used = state_of(v)->moving ? moving_key(v, &b, k) : board_key(v, &b, k);
	board_release(&b);
	return used;
}

static const char *hints(const struct view *v)
{
	return ((const struct board_state *)v->state)->moving ? "←→ move the line, 0-9 number, enter ask, esc leave it"
	                                                      : NULL;
}

static bool wants_text(const struct view *v)
{
	return ((const struct board_state *)v->state)->moving;
}

/* The selected pod first: what can be done to a pod is done to it, everything else to the set. */
static size_t targets(struct view *v, struct target ret[VIEW_TARGETS])
{
	const struct object *set = view_about(v);
	struct board b;

	ret[0] = (struct target){ KIND(pod), NULL, "this ordinal has no pod" };
	ret[1] = (struct target){ KIND(statefulset), set, "the set is gone" };
	if (make(v, &b)) {
		const struct slot *slot;

		keep_cursor(state_of(v), &b);
		slot = board_slot(&b, state_of(v)->cursor);
		ret[0].object = slot ? slot->pod : NULL;
		board_release(&b);
	}
	return 2;
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
					    KIND(poddisruptionbudget), KIND(controllerrevision), KIND(event), NULL };

const struct view_class board_view = {
	.name = "board", .help = "One set: its ordinals in a row, the partition line, the budget, what comes next",
	.hint = "enter pod, p partition", .needs = needs, .about = true, .state_size = sizeof(struct board_state),
	.draw = draw, .key = key, .targets = targets, .wants_text = wants_text, .hints = hints,
};
