/* One ControllerRevision beside the template that its set wants now: what going back to it would change. */
#include "kube/kinds/controllerrevision.h"

#include "base/yaml.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"
#include "tui/linediff.h"
#include "tui/slot.h"

#define CONTEXT 3

/* The template that a revision keeps, as YAML; the caller's. */
static char *template_text(const struct object *revision)
{
	const char *data = controllerrevision_of(revision)->data;
	_cleanup_(json_freep) json *tree = json_parse(data, strlen(data), NULL);
	struct str text = STR_INIT;

	json_del(json_at(tree, "spec.template"), "$patch");
	yaml_print(json_at(tree, "spec.template"), &text);
	return str_take(&text);
}

static void show_lines(struct pager *p, const diff_vec *lines)
{
	for (size_t i = 0; i < lines->len; i++) {
		const struct diff_line *l = &lines->items[i];
		enum role role = l->sign == '+' ? ROLE_ok : l->sign == '-' ? ROLE_bad : ROLE_text;

		if (l->sign == '~')
			pager_add(p, ROLE_muted, "  ...");
		else
			pager_addf(p, role, "%c %s", l->sign, l->text);
	}
}

static void show_change(struct view *v, const struct object *from, const struct object *to)
{
	_cleanup_(freep) char *old = template_text(from);
	_cleanup_(freep) char *new = template_text(to);
	char from_hash[5], to_hash[5];
	diff_vec lines = VEC_INIT;

	revision_short(from->name, from_hash);
	revision_short(to->name, to_hash);
	linediff(old, new, CONTEXT, &lines);
	pager_addf(&v->pager, ROLE_strong, "undo to revision %" PRId64 " (%s) would change what is wanted now (%s):",
	           controllerrevision_of(to)->revision, to_hash, from_hash);
	pager_add(&v->pager, ROLE_muted, "- taken out, + put in; u does it, after asking");
	pager_add(&v->pager, ROLE_text, "");
	show_lines(&v->pager, &lines);
	vec_release(&lines);
}

static void update(struct view *v)
{
	struct cache *cache = app_cache(v->app);
	const struct object *o = view_about(v);
	const struct owner *owner = o ? object_controller(o) : NULL;
	const struct object *set = owner ? cache_get(cache, KIND(statefulset), o->namespace, owner->name) : NULL;
	const char *wanted = set ? statefulset_of(set)->update_revision : "";
	const struct object *now = set ? cache_get(cache, KIND(controllerrevision), o->namespace, wanted) : NULL;

	pager_clear(&v->pager);
	if (!o)
		return;
	if (!now)
		pager_add(&v->pager, ROLE_warn, "the revision that its set wants now is not in sight");
	else if (now == o || streq(now->name, o->name))
		pager_addf(&v->pager, ROLE_muted, "%s wants this revision already: going back to it changes nothing",
		           set->name);
	else
		show_change(v, now, o);
}

static size_t targets(struct view *v, struct target ret[VIEW_TARGETS])
{
	ret[0] = (struct target){ .kind = KIND(controllerrevision), .object = view_about(v),
				  .missing = "the revision is gone" };
	return 1;
}

static const struct kind *const needs[] = { KIND(controllerrevision), KIND(statefulset), KIND(pod),
					    KIND(persistentvolumeclaim), KIND(poddisruptionbudget), NULL };

const struct view_class revision_view = {
	.name = "revision", .help = "What going back to a revision would change", .about = true, .needs = needs,
	.update = update, .targets = targets,
};
