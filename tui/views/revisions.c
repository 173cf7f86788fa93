/* ControllerRevisions: the templates a set has had, the newest first, and which ordinals run each. */
#include "kube/kinds/controllerrevision.h"

#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/identity.h"
#include "kube/sight.h"
#include "tui/slot.h"
#include "tui/view.h"

static const struct object *set_of(const struct row *r)
{
	const struct owner *o = object_controller(r->object);

	return o ? cache_get(r->cache, KIND(statefulset), r->object->namespace, o->name) : NULL;
}

static void set_text(const struct row *r, struct str *out)
{
	str_add(out, object_controller(r->object)->name);
}

static void number_text(const struct row *r, struct str *out)
{
	str_addf(out, "%" PRId64, controllerrevision_of(r->object)->revision);
}

static void hash_text(const struct row *r, struct str *out)
{
	char hash[5];

	revision_short(r->object->name, hash);
	str_add(out, hash);
}

static void role_text(const struct row *r, struct str *out)
{
	const struct object *set = set_of(r);
	const struct statefulset *s = set ? statefulset_of(set) : NULL;
	bool old = s && streq(s->current_revision, r->object->name);
	bool new = s && streq(s->update_revision, r->object->name);

	str_add(out, new ? "wanted" : old ? "current" : "");
}

static enum role role_role(const struct row *r)
{
	const struct object *set = set_of(r);

	return set && streq(statefulset_of(set)->update_revision, r->object->name) ? ROLE_new : ROLE_old;
}

static void ordinals_text(const struct row *r, struct str *out)
{
	const struct owner *set = object_controller(r->object);
	object_vec pods = VEC_INIT;

	if (!sight_of(r->cache, KIND(pod))) {
		str_add(out, "?");
		return;
	}
	cache_list(r->cache, KIND(pod), r->object->namespace, NULL, &pods);
	vec_each(&pods, p) {
		const struct owner *o = object_controller(*p);
		const char *hash = object_label(*p, LABEL_REVISION);

		if (o && streq(o->uid, set->uid) && streq0(hash, r->object->name))
			str_addf(out, "%s%d", out->len ? " " : "", identity_ordinal((*p)->name));
	}
	vec_release(&pods);
	if (!out->len)
		str_add(out, "none");
}

static void image_text(const struct row *r, struct str *out)
{
	const char *data = controllerrevision_of(r->object)->data;
	_cleanup_(json_freep) json *tree = json_parse(data, strlen(data), NULL);

	for (json *c = json_first(json_at(tree, "spec.template.spec.containers")); c; c = json_next(c))
		str_addf(out, "%s%s", out->len ? ", " : "", json_str_or(json_get(c, "image"), ""));
}

static void cause_text(const struct row *r, struct str *out)
{
	const char *cause = object_annotation(r->object, "kubernetes.io/change-cause");

	str_add(out, cause ? cause : "-");
}

static const struct list_column columns[] = {
	{ "NAMESPACE", .width = 12, .namespace = true, .text = column_namespace, .role = column_muted },
	{ "SET", .width = 10, .text = set_text, .role = column_muted },
	{ "NO", .width = 3, .right = true, .text = number_text, .role = column_strong },
	{ "HASH", .width = 4, .text = hash_text },
	{ "", .width = 8, .text = role_text, .role = role_role },
	{ "ORDINALS", .width = 10, .text = ordinals_text },
	{ "AGE", .width = 5, .right = true, .text = column_age, .cmp = column_age_cmp, .role = column_muted },
	{ "CHANGE-CAUSE", .width = 30, .from = 110, .text = cause_text, .role = column_muted },
	{ "IMAGE", .grow = true, .text = image_text },
};

/* By set, and the newest first. */
static int order(const struct object *a, const struct object *b)
{
	int64_t newer = controllerrevision_of(b)->revision - controllerrevision_of(a)->revision;
	int r = strcmp(a->namespace, b->namespace);

	r = r ? r : strcmp(object_controller(a)->name, object_controller(b)->name);
	return r ? r : newer > 0 ? 1 : newer < 0 ? -1 : strcmp(a->name, b->name);
}

static bool includes(struct cache *cache UNUSED, const struct object *o, const struct object *about)
{
	const struct owner *set = object_controller(o);

	return set && streq(set->kind, "StatefulSet") && (!about || streq(set->uid, about->uid));
}

static const struct table_class table = {
	.columns = columns, .ncolumns = COUNT(columns), .includes = includes, .order = order,
	.empty = "no revisions here",
};

static const struct kind *const needs[] = { KIND(controllerrevision), KIND(statefulset), KIND(pod),
					    KIND(persistentvolumeclaim), KIND(poddisruptionbudget), NULL };

const struct view_class revisions_view = {
	.name = "revisions", .words = { "rev", "controllerrevisions" },
	.help = "The templates that sets have had, and which ordinals run each", .hint = "enter diff", .needs = needs,
	.kind = KIND(controllerrevision), .table = &table, .enter = "revision",
};
