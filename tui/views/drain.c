/*
 * The plan of a drain, before it begins: all pods of the node in the order they would go, with what lets each go or
 * keeps it, and what a person may choose. Nothing is sent from here: `D` asks.
 */
#include "jobs/drain_plan.h"

#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/sight.h"
#include "tui/app.h"
#include "tui/draining.h"
#include "tui/items.h"

#define LABEL 14			/* columns of a choice's name */

struct plan_state {
	struct draining chosen;		/* first: draining_of takes it */
	struct job *shown;		/* never started: a carrier of items */
	struct items_at at;
	struct str told;
	bool narrow, blind, cordoned, there;
};

/* Only its columns are used. */
static const struct job_class columns = { .name = "plan", .columns = { "WAVE", "POD", "SET", "BUDGET", "CAN GO" } };

static struct job *fresh(const struct view *v)
{
	const struct object none = { .kind = KIND(node), .namespace = "", .name = v->name, .uid = v->uid };

	return job_new(&columns, &none, "plan");
}

static void open(struct view *v)
{
	struct plan_state *s = v->state;

	s->told = (struct str)STR_INIT;
	s->shown = fresh(v);
}

static void close(struct view *v)
{
	struct plan_state *s = v->state;

	job_free(s->shown);
	str_release(&s->told);
}

/* --- the rows --- */

static void add_wave(struct job_item *i, const struct drain_row *r)
{
	if (r->wave)
		job_cell(i, 0, "%d", r->wave);
	else
		job_cell(i, 0, r->fate == DRAIN_WAITS ? "?" : "-");
}

static void add_row(struct job *j, const struct drain_row *r)
{
	static const enum job_mark marks[] = { [DRAIN_GOING] = MARK_BUSY, [DRAIN_GOES] = MARK_DONE,
					       [DRAIN_WAITS] = MARK_WAITS, [DRAIN_BLOCKED] = MARK_BLOCKED,
					       [DRAIN_LEFT] = MARK_STAYS, [DRAIN_STAYS] = MARK_STAYS };
	_cleanup_(str_release) struct str budget = STR_INIT;
	struct job_item *i = job_item_add(j, r->pod);

	drain_plan_budget_long(r, &budget);
	add_wave(i, r);
	job_cell(i, 1, "%s/%s", r->pod->namespace, r->pod->name);
	job_cell(i, 2, "%s", drain_plan_set(r->pod));
	job_cell(i, 3, "%s", budget.buf);
	job_cell(i, 4, "%s", r->why.buf);
	i->mark = marks[r->fate];
}

/* The cursor stays on its pod where rows come and go around it. */
static int find(const struct job *j, const char *namespace, const char *name, int otherwise)
{
	for (size_t i = 0; namespace && i < j->items.len; i++) {
		if (streq(j->items.items[i].name, name) && streq(j->items.items[i].namespace, namespace))
			return (int)i;
	}
	return otherwise;
}

static const struct job_item *selected(const struct view *v)
{
	const struct plan_state *s = v->state;

	return s->at.cursor < (int)s->shown->items.len ? &s->shown->items.items[s->at.cursor] : NULL;
}

static void update(struct view *v)
{
	struct plan_state *s = v->state;
	struct cache *cache = app_cache(v->app);
	const struct object *node = view_about(v);
	struct drain_options o;
	struct drain_plan plan;
	const struct job_item *on = selected(v);
	struct job *j = fresh(v);

	s->there = node != NULL;
	s->narrow = client_watch_state(v->app->connection.client, KIND(pod)).narrowed;
	s->blind = !sight_of(cache, KIND(poddisruptionbudget));
	s->cordoned = node && node_of(node)->unschedulable;
	str_reset(&s->told);
	if (node) {
		o = draining_options(&s->chosen, cache, s->narrow);
		drain_plan_make(&plan, cache, node, &o);
		vec_each(&plan.rows, r)
			add_row(j, r);
		drain_plan_tell(&plan, &s->told);
		drain_plan_release(&plan);
	}
	s->at.cursor = find(j, on ? on->namespace : NULL, on ? on->name : NULL, s->at.cursor);
	job_free(s->shown);
	s->shown = j;
}

/* --- drawing --- */

static const char *key_of(enum draining_what what)
{
	static const struct action *const keys[] = { [DRAINING_FORCE] = &drain_force_action,
						     [DRAINING_LOSE] = &drain_lose_action,
						     [DRAINING_DAEMONS] = &drain_daemons_action,
						     [DRAINING_GRACE] = &drain_grace_action };

	return keys[what]->key;
}

static void draw_choice(const struct plan_state *s, enum draining_what what, struct pen p)
{
	const struct draining_choice *c = draining_choice(what);
	size_t chosen = s->chosen.chosen[what];

	pen_textf(&p, ROLE_key, "%s ", key_of(what));
	pen_cell(&p, ROLE_muted, LABEL, c->label);
	for (size_t i = 0; i < c->n; i++)
		pen_textf(&p, i == chosen ? ROLE_accent : ROLE_muted, i == chosen ? "[%s]" : " %s ", c->words[i].word);
	pen_textf(&p, chosen ? ROLE_warn : ROLE_muted, "  %s", c->words[chosen].help);
}

static void draw_title(const struct view *v, struct surface *s, struct rect r)
{
	const struct plan_state *state = v->state;
	struct pen p = pen_at(s, r.y, r.x + 1, r.width - 2);

	pen_textf(&p, ROLE_strong, "plan: drain %s   ", v->name);
	if (!state->there)
		pen_text(&p, ROLE_warn, "the node is gone");
	else if (!sight_of(app_cache(v->app), KIND(pod)))
		pen_text(&p, ROLE_warn, "pods are not in sight");
	else
		pen_text(&p, ROLE_text, state->told.buf);
	p = pen_at(s, r.y + 1, r.x + 1, r.width - 2);
	pen_textf(&p, ROLE_muted, "%s, then evictions only", state->cordoned ? "cordoned already" : "cordoned first");
	if (state->narrow)
		pen_text(&p, ROLE_warn, "; other namespaces unseen");
	if (state->blind)
		pen_text(&p, ROLE_warn, "; budgets unseen");
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	struct plan_state *state = v->state;
	int y = r.y + 3;

	draw_title(v, s, r);
	for (enum draining_what what = 0; what < DRAINING_CHOICES; what++)
		draw_choice(state, what, pen_at(s, y++, r.x + 1, r.width - 2));
	y++;
	if (state->shown->items.len)
		items_draw(state->shown, s, (struct rect){ y, r.x, r.y + r.height - y, r.width }, &state->at, 0);
}

static bool key(struct view *v, struct key k)
{
	struct plan_state *s = v->state;

	if (k.code == K_ENTER && selected(v))
		items_open(v->app, selected(v));
	else
		return items_key(&s->at, k, MAX(v->app->surface.height - 13, 1));
	return true;
}

/* The pod that is selected, and the node. */
static size_t targets(struct view *v, struct target ret[VIEW_TARGETS])
{
	const struct job_item *i = selected(v);
	size_t n = 0;

	if (i)
		ret[n++] = (struct target){ KIND(pod), cache_get(app_cache(v->app), KIND(pod), i->namespace, i->name),
					    "it is gone" };
	ret[n++] = (struct target){ KIND(node), view_about(v), "the node is gone" };
	return n;
}

static const struct kind *const needs[] = { KIND(node), KIND(pod), KIND(poddisruptionbudget), NULL };

const struct view_class drain_view = {
	.name = "drain", .help = "What a drain of a node would do", .hint = "enter pod", .needs = needs,
	.everywhere = true, .about = true, .gives_way = true, .state_size = sizeof(struct plan_state), .open = open,
	.close = close, .update = update, .draw = draw, .key = key, .targets = targets,
};
