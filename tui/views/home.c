/* Home: one row a set, with what the reconciler does or waits for in words; the selected one is told in full below. */
#include "kube/kinds/persistentvolumeclaim.h"
#include "tui/ages.h"
#include "tui/app.h"
#include "tui/board.h"
#include "kube/sight.h"
#include "tui/story.h"

#define STORY_ROWS 6			/* kept free below the list for the selected set's story */

static struct board board_of(const struct row *r)
{
	struct board b;

	board_outline(&b, r->cache, r->object, r->now_s);
	return b;
}

static void ready_text(const struct row *r, struct str *out)
{
	_cleanup_(board_release) struct board b = board_of(r);

	if (sight_of(r->cache, KIND(pod)))
		str_addf(out, "%d/%d", b.ready, b.facts->replicas);
	else
		str_addf(out, "?/%d", b.facts->replicas);
}

static enum role ready_role(const struct row *r)
{
	_cleanup_(board_release) struct board b = board_of(r);

	return b.ready >= b.facts->replicas ? ROLE_ok : ROLE_waiting;
}

static void updated_text(const struct row *r, struct str *out)
{
	_cleanup_(board_release) struct board b = board_of(r);

	if (sight_of(r->cache, KIND(pod)))
		str_addf(out, "%d/%d", b.updated, b.facts->replicas);
	else
		str_addf(out, "?/%d", b.facts->replicas);
}

static enum role updated_role(const struct row *r)
{
	const struct statefulset *s = statefulset_of(r->object);

	return streq(s->current_revision, s->update_revision) ? ROLE_text : ROLE_new;
}

static void partition_text(const struct row *r, struct str *out)
{
	const struct statefulset *s = statefulset_of(r->object);

	if (s->on_delete)
		str_add(out, "OnDel");
	else if (s->partition > s->start)
		str_addf(out, "%d", s->partition);
	else
		str_add(out, "-");
}

static enum role partition_role(const struct row *r)
{
	const struct statefulset *s = statefulset_of(r->object);

	return s->on_delete || s->partition > s->start ? ROLE_partition : ROLE_muted;
}

static void budget_text(const struct row *r, struct str *out)
{
	struct budget b = budget_of_set(r->cache, r->object);

	if (b.object && b.known)
		str_addf(out, "%d", b.allowed);
	else
		str_add(out, b.object || b.hidden ? "?" : "-");
}

static enum role budget_role(const struct row *r)
{
	struct budget b = budget_of_set(r->cache, r->object);

	return !b.object ? ROLE_muted : b.allowed ? ROLE_text : ROLE_warn;
}

static void claims_text(const struct row *r, struct str *out)
{
	_cleanup_(board_release) struct board b = board_of(r);

	if (!b.facts->nclaims) {
		str_add(out, "-");
		return;
	}
	if (!sight_of(r->cache, KIND(persistentvolumeclaim))) {
		str_add(out, "?");
		return;
	}
	board_count_claims(&b, r->cache);
	str_addf(out, "%zu", b.claims);
	if (b.claims_left)
		str_addf(out, " +%zu", b.claims_left);
}

static void revision_text(const struct row *r, struct str *out)
{
	const struct statefulset *s = statefulset_of(r->object);
	char old[5], new[5];

	revision_short(s->current_revision, old);
	revision_short(s->update_revision, new);
	str_addf(out, streq(old, new) ? "%s" : "%s→%s", old, new);
}

static void service_text(const struct row *r, struct str *out)
{
	str_add(out, statefulset_of(r->object)->service);
}

static enum role next_tell(const struct row *r, struct str *out)
{
	struct explanation x = { 0 };
	enum role role = ROLE_muted;

	if (!story_explain(r->cache, r->object, r->now_s, &x)) {
		story_brief(r->object, &x, r->now_s, out);
		role = story_brief_role(r->object, &x);
	}
	explanation_release(&x);
	return role;
}

static void next_text(const struct row *r, struct str *out)
{
	next_tell(r, out);
}

static const struct list_column columns[] = {
	{ "NAMESPACE", .width = 11, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "SET", .width = 11, .text = column_name, .role = column_strong },
	{ "READY", .width = 6, .right = true, .text = ready_text, .role = ready_role },
	{ "UPDATED", .width = 7, .right = true, .text = updated_text, .role = updated_role },
	{ "PART", .width = 5, .right = true, .text = partition_text, .role = partition_role },
	{ "BUDGET", .width = 6, .right = true, .text = budget_text, .role = budget_role },
	{ "CLAIMS", .width = 6, .text = claims_text },
	{ "REVISION", .width = 9, .from = 110, .text = revision_text, .role = updated_role },
	{ "SERVICE", .width = 14, .from = 130, .text = service_text, .role = column_muted },
	{ "AGE", .width = 5, .from = 120, .right = true, .text = column_age, .cmp = column_age_cmp,
	  .role = column_muted },
	{ "NEXT", .grow = true, .text = next_text, .tell = next_tell },
};

static const struct table_class table = {
	.columns = columns, .ncolumns = COUNT(columns),
	.empty = "no StatefulSets here; :ns chooses another namespace, 0 shows all",
};

static int draw_sentence(struct surface *s, struct rect r, enum role role, const char *text)
{
	int used = 0;
	size_t next = 1;

	while (*text && next && used < r.height) {
		_cleanup_(freep) char *line = xstrndup(text, text_wrap(text, r.width, &next));
		struct pen p = pen_at(s, r.y + used, r.x, r.width);

		pen_text(&p, role, line);
		text += next;
		used++;
	}
	return used;
}

/* The selected set in sentences: its name, why it waits, what would change that. */
static void draw_story(struct view *v, struct surface *s, struct rect r)
{
	const struct object *set = table_selected(&v->table);
	_cleanup_(str_release) struct str first = STR_INIT, rollout = STR_INIT;
	struct explanation x = { 0 };
	struct pen p;
	int indent;

	if (!set || r.height <= 0)
		return;
	if (!story_explain(app_cache(v->app), set, app_now_s(v->app), &x)) {
		story_next(&x, app_now_s(v->app), &first);
		p = pen_at(s, r.y, r.x, r.width);
		pen_textf(&p, ROLE_strong, "%s  ", set->name);
		indent = p.x - r.x;
		r = (struct rect){ r.y, r.x + indent, r.height, r.width - indent };
		if (story_rollout(set, &rollout)) {
			draw_sentence(s, r, ROLE_warn, rollout.buf);
			r.y++;
			r.height--;
		}
		for (size_t i = 0; i < x.reasons.len && r.height > 0; i++) {
			int used = draw_sentence(s, r, i ? ROLE_text : story_role(&x),
			                         i ? x.reasons.items[i].text : first.buf);

			used += draw_sentence(s, (struct rect){ r.y + used, r.x, r.height - used, r.width }, ROLE_muted,
					      x.reasons.items[i].detail);
			r.y += used;
			r.height -= used;
		}
	}
	explanation_release(&x);
}

static void draw_second_terminal(struct view *v, struct surface *s, int y)
{
	struct pen p = pen_at(s, y, 3, s->width - 4);

	pen_text(&p, ROLE_muted, "kubectl in a second terminal (");
	pen_text(&p, ROLE_key, "K");
	pen_text(&p, ROLE_muted, " copies the line):");
	p = pen_at(s, y + 1, 3, s->width - 4);
	pen_text(&p, ROLE_text, v->app->kubeconfig_line);
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	int extra = v->app->kubeconfig_line && !v->app->tutor && r.height > 10 ? 3 : 0;
	int rows = MIN(table_height(&v->table), MAX(r.height - STORY_ROWS - extra, 3));

	table_draw(&v->table, s, (struct rect){ r.y, r.x, rows, r.width });
	draw_story(v, s, (struct rect){ r.y + rows + 1, r.x + 3, r.height - rows - 1 - extra, MIN(r.width - 6, 120) });
	if (extra)
		draw_second_terminal(v, s, r.y + r.height - 2);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
					    KIND(poddisruptionbudget), KIND(controllerrevision), KIND(event), NULL };

const struct view_class home_view = {
	.name = "home",
	.words = { "sets", "sts", "statefulset", "statefulsets" },
	.help = "Every StatefulSet, and what it does next",
	.hint = "enter board",
	.needs = needs,
	.kind = KIND(statefulset),
	.table = &table,
	.enter = "board",
	.draw = draw,
};
