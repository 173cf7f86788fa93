/* Events, the newest first; of one object where one was selected. */
#include "kube/kinds/event.h"

#include "tui/ages.h"
#include "tui/happening.h"
#include "tui/view.h"

static void last_text(const struct row *r, struct str *out)
{
	age_add(out, r->now_s - event_of(r->object)->last_seen);
}

static int newest_first(const struct object *a, const struct object *b)
{
	return happening_cmp(b, a);
}

static void reason_text(const struct row *r, struct str *out)
{
	str_add(out, event_of(r->object)->reason);
}

static enum role reason_role(const struct row *r)
{
	return streq(event_of(r->object)->type, "Warning") ? ROLE_warn : ROLE_text;
}

static void type_text(const struct row *r, struct str *out)
{
	str_add(out, streq(event_of(r->object)->type, "Warning") ? "▲" : "");
}

static void object_text(const struct row *r, struct str *out)
{
	const struct event *e = event_of(r->object);
	const struct kind *k = kind_find(e->object_kind);

	str_addf(out, "%s/%s", k && k->shorts[0] ? k->shorts[0] : e->object_kind, e->object_name);
}

static void count_text(const struct row *r, struct str *out)
{
	if (event_of(r->object)->count > 1)
		str_addf(out, "×%d", event_of(r->object)->count);
}

static void source_text(const struct row *r, struct str *out)
{
	str_add(out, event_of(r->object)->source);
}

static void message_text(const struct row *r, struct str *out)
{
	str_add(out, event_of(r->object)->message);
}

static const struct list_column columns[] = {
	{ "LAST", .width = 5, .right = true, .text = last_text, .cmp = newest_first, .role = column_muted },
	{ "", .width = 1, .text = type_text, .role = reason_role },
	{ "NAMESPACE", .width = 12, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "REASON", .width = 16, .text = reason_text, .role = reason_role },
	{ "OBJECT", .width = 14, .text = object_text, .role = column_strong },
	{ "", .width = 3, .text = count_text, .role = column_muted },
	{ "SOURCE", .width = 24, .from = 130, .text = source_text, .role = column_muted },
	{ "MESSAGE", .grow = true, .text = message_text },
};

static bool includes(struct cache *cache UNUSED, const struct object *o, const struct object *about)
{
	return !about || happening_about(o, about);
}

static const struct table_class table = {
	.columns = columns,
	.ncolumns = COUNT(columns),
	.includes = includes,
	.order = newest_first,
	.empty = "no events",
};

static const struct kind *const needs[] = { KIND(event), NULL };

const struct view_class events_view = {
	.name = "events",
	.words = { "ev", "event" },
	.help = "Events, the newest first",
	.hint = "enter yaml",
	.needs = needs,
	.kind = KIND(event),
	.table = &table,
	.enter = "yaml",
};
