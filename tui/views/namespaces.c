/* Namespaces; Enter goes to one. */
#include "kube/kinds/namespace.h"

#include "tui/app.h"

static void phase_text(const struct row *r, struct str *out)
{
	str_add(out, namespace_of(r->object)->phase);
}

static enum role phase_role(const struct row *r)
{
	return streq(namespace_of(r->object)->phase, "Active") ? ROLE_ok : ROLE_leaving;
}

static const struct list_column columns[] = {
	{ "NAMESPACE", .grow = true, .text = column_name, .role = column_strong },
	{ "PHASE", .width = 12, .text = phase_text, .role = phase_role },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
};

static const struct table_class table = { .columns = columns,
	                                  .ncolumns = COUNT(columns),
	                                  .empty = "none that may be listed" };

static bool key(struct view *v, struct key k)
{
	const struct object *o = table_selected(&v->table);
	_cleanup_(freep) char *name = o ? xstrdup(o->name) : NULL;

	if (k.code != K_ENTER || !name)
		return false;
	app_namespace(v->app, name);		/* v is gone after this */
	return true;
}

static const struct kind *const needs[] = { KIND(namespace), NULL };

const struct view_class namespaces_view = {
	.name = "namespaces", .words = { "namespace" }, .help = "Namespaces; enter goes to one",
	.hint = "enter go there", .needs = needs, .kind = KIND(namespace), .table = &table, .key = key,
};
