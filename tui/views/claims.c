/* Claims: what is bound to which volume, and which pod uses it, so that nobody deletes one blindly. */
#include "kube/kinds/persistentvolumeclaim.h"

#include "jobs/remove_plan.h"
#include "tui/view.h"

static void phase_text(const struct row *r, struct str *out)
{
	const char *phase = persistentvolumeclaim_of(r->object)->phase;

	if (r->object->deleted)
		str_add(out, "◌ deleting");
	else if (streq(phase, "Bound"))
		str_add(out, "● bound");
	else if (streq(phase, "Lost"))
		str_add(out, "✕ lost");
	else
		str_add(out, "○ pending");
}

static enum role phase_role(const struct row *r)
{
	const char *phase = persistentvolumeclaim_of(r->object)->phase;

	return r->object->deleted      ? ROLE_leaving
	       : streq(phase, "Bound") ? ROLE_ok
	       : streq(phase, "Lost")  ? ROLE_bad
	                               : ROLE_waiting;
}

static void size_text(const struct row *r, struct str *out)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(r->object);

	str_add(out, *c->capacity ? c->capacity : c->requested);
}

static void class_text(const struct row *r, struct str *out)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(r->object);

	str_add(out, *c->class ? c->class : c->has_class ? "none" : "default");
}

static void volume_text(const struct row *r, struct str *out)
{
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(r->object);

	str_add(out, *c->volume ? c->volume : "-");
}

static void user_text(const struct row *r, struct str *out)
{
	const struct object *user = remove_plan_user(r->cache, r->object, "");

	str_add(out, user ? user->name : "nobody");
}

static enum role user_role(const struct row *r)
{
	return remove_plan_user(r->cache, r->object, "") ? ROLE_text : ROLE_warn;
}

static void modes_text(const struct row *r, struct str *out)
{
	str_add(out, persistentvolumeclaim_of(r->object)->modes);
}

static const struct list_column columns[] = {
	{ "NAMESPACE", .width = 12, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "CLAIM", .width = 20, .text = column_name, .role = column_strong },
	{ "STATE", .width = 10, .text = phase_text, .role = phase_role },
	{ "SIZE", .width = 7, .right = true, .text = size_text },
	{ "USED BY", .width = 12, .text = user_text, .role = user_role },
	{ "CLASS", .width = 12, .from = 90, .text = class_text, .role = column_muted },
	{ "MODES", .width = 8, .from = 110, .text = modes_text, .role = column_muted },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
	{ "VOLUME", .grow = true, .text = volume_text, .role = column_muted },
};

static int order(const struct object *a, const struct object *b)
{
	int r = strcmp(a->namespace, b->namespace);

	return r ? r : strverscmp(a->name, b->name);
}

static const struct table_class table = {
	.columns = columns, .ncolumns = COUNT(columns), .order = order, .empty = "no claims here",
};

static const struct kind *const needs[] = { KIND(persistentvolumeclaim), KIND(pod), NULL };

const struct view_class claims_view = {
	.name = "claims", .words = { "pvc", "persistentvolumeclaim", "persistentvolumeclaims" },
	.help = "PersistentVolumeClaims, their volumes, and who uses them", .hint = "enter yaml", .needs = needs,
	.kind = KIND(persistentvolumeclaim), .table = &table, .enter = "yaml",
};
