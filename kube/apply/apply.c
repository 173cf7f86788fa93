/* Server-side apply: merge, take away what is no longer applied, and see who else owns what changed. */
#include "kube/apply/managed_list.h"

#include <stdio.h>

#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"

struct conflict {
	const struct manager *manager;
	const struct fieldset *fields;
};

/* One apply under way; trees that sets borrow names from are kept to its end. */
struct applying {
	const struct managed_write *w;
	const json *live, *config;
	struct managed managed;
	struct manager self;
	json *merged, *pruned, *result;
	VEC(struct conflict) conflicts;
};

static void applying_release(struct applying *a)
{
	managed_release(&a->managed);
	vec_release(&a->conflicts);
	json_free(a->merged);
	json_free(a->pruned);
	json_free(a->result);
}

/* --- what is no longer applied --- */

static const struct fieldset *named_fields(struct applying *a, const json *tree)
{
	const struct managed_write *w = a->w;

	return walk_named(w->pool, w->type, walk_fields(w->pool, w->type, tree));
}

static const struct fieldset *named(struct applying *a, const struct fieldset *s)
{
	return walk_named(a->w->pool, a->w->type, s);
}

/*
 * Removes what this manager applied the last time, not this time, and what nobody else owns. First all of it goes;
 * then a second look puts back, by removing less, what somebody owns and what was not this manager's to remove.
 */
static json *prune(struct applying *a, const struct fieldset *last)
{
	struct pool *p = a->w->pool;
	const struct fieldset *owned = a->self.fields, *merged, *kept;
	json *out;

	if (!last)
		return json_copy(a->merged);
	vec_each(&a->managed.managers, m)
		owned = fieldset_union(p, owned, m->fields);
	merged = named_fields(a, a->merged);
	a->pruned = walk_remove(p, a->w->type, a->merged, named(a, last));
	kept = fieldset_union(p, named_fields(a, a->pruned), named(a, owned));
	out = walk_remove(p, a->w->type, a->merged, fieldset_minus(p, merged, kept));
	json_free(a->pruned);
	a->pruned = out;
	kept = named_fields(a, a->pruned);
	return walk_remove(p, a->w->type, a->merged,
			   fieldset_common(p, fieldset_minus(p, merged, kept), named(a, last)));
}

/* --- conflicts --- */

static void find_conflicts(struct applying *a, const struct fieldset *changed)
{
	vec_each(&a->managed.managers, m) {
		struct conflict c = { m, fieldset_common(a->w->pool, m->fields, changed) };

		if (c.fields)
			vec_push(&a->conflicts, c);
	}
}

/* What kubectl's client-side apply owns: the fields of its annotation that are still as it says. */
static const struct fieldset *last_applied_fields(struct applying *a, json **ret_tree)
{
	const char *text = json_get_str(json_at(a->live, "metadata.annotations"), LAST_APPLIED);
	struct pool *p = a->w->pool;
	_cleanup_(str_release) struct str why = STR_INIT;
	struct comparison c;
	const struct fieldset *s;

	*ret_tree = text ? json_parse(text, strlen(text), NULL) : NULL;
	if (!streq0(json_get_str(*ret_tree, "apiVersion"), a->w->version) ||
	    walk_check(p, a->w->type, *ret_tree, &why) < 0)
		return NULL;
	c = walk_compare(p, a->w->type, *ret_tree, a->live);
	s = fieldset_minus(p, walk_fields(p, a->w->type, *ret_tree), c.modified);
	return fieldset_minus(p, fieldset_minus(p, s, c.added), c.removed);
}

/* kubectl may take over from its own client-side apply without force. */
static void forgive_last_applied(struct applying *a)
{
	_cleanup_(json_freep) json *tree = NULL;
	const struct fieldset *own;
	size_t kept = 0;

	if (!streq(a->w->manager, "kubectl"))
		return;
	own = last_applied_fields(a, &tree);
	for (size_t i = 0; i < a->conflicts.len; i++) {
		struct conflict c = a->conflicts.items[i];

		c.fields = fieldset_minus(a->w->pool, c.fields, own);
		if (c.fields)
			a->conflicts.items[kept++] = c;
	}
	a->conflicts.len = kept;
}

static void add_manager(const struct manager *m, struct str *out)
{
	str_addf(out, "\"%s\"", m->name);
	if (*m->subresource)
		str_addf(out, " with subresource \"%s\"", m->subresource);
	if (!m->applied)
		str_addf(out, " using %s", m->version);
}

struct telling {
	struct status *why;
	struct str who, *lines;
	size_t count;
};

static void tell_cause(void *arg, const char *path)
{
	struct telling *t = arg;

	status_cause(t->why, "FieldManagerConflict", path, "conflict with %s", t->who.buf);
	t->count++;
}

static void tell_line(void *arg, const char *path)
{
	struct telling *t = arg;

	str_addf(t->lines, "\n- %s", path);
}

/* As the names of managers sort in the server: by name, then as JSON of the other facts. */
static int by_name(const void *x, const void *y)
{
	const struct manager *a = ((const struct conflict *)x)->manager, *b = ((const struct conflict *)y)->manager;
	int d = strcmp(a->name, b->name);

	if (d)
		return d;
	if (a->applied != b->applied)
		return a->applied ? -1 : 1;
	d = strcmp(a->version, b->version);
	return d ? d : strcmp(a->subresource, b->subresource);
}

static int refuse_conflicts(struct applying *a, struct status *why)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct telling t = { why, STR_INIT, &text, 0 };

	status_set(why, 409, "Conflict", "Apply failed");
	vec_each(&a->conflicts, c) {
		str_reset(&t.who);
		add_manager(c->manager, &t.who);
		fieldset_each(c->fields, tell_cause, &t);
	}
	qsort(a->conflicts.items, a->conflicts.len, sizeof(*a->conflicts.items), by_name);
	vec_each(&a->conflicts, c) {
		str_add(&text, text.len > 0 ? "\nconflicts with " : "conflicts with ");
		add_manager(c->manager, &text);
		str_addc(&text, ':');
		fieldset_each(c->fields, tell_line, &t);
	}
	free(why->message);
	if (t.count == 1)
		why->message = xasprintf("Apply failed with 1 conflict: conflict with %s: %s", t.who.buf,
					 why->causes.items[0].field);
	else
		why->message = xasprintf("Apply failed with %zu conflicts: %s", t.count, text.buf);
	str_release(&t.who);
	return -409;
}

/* Others lose what changed; what is gone from the object is nobody's. */
static int settle(struct applying *a, bool force, struct status *why)
{
	struct pool *p = a->w->pool;
	struct comparison c = managed_compare(a->w, a->live, a->result);
	const struct fieldset *changed = fieldset_union(p, c.modified, c.added);

	managed_drop_unknown(a->w, &a->managed);
	find_conflicts(a, changed);
	if (!force)
		forgive_last_applied(a);
	if (!force && a->conflicts.len > 0)
		return refuse_conflicts(a, why);
	vec_each(&a->managed.managers, m)
		m->fields = fieldset_minus(p, fieldset_minus(p, m->fields, changed), c.removed);
	managed_drop_empty(&a->managed);
	return 0;
}

/* --- the whole --- */

void managed_add_type(const char *version, const char *kind, struct str *out)
{
	const char *slash = strchr(version, '/');

	if (slash && strchr(slash + 1, '/'))
		str_add(out, "/, Kind=");
	else
		str_addf(out, "%s%s, Kind=%s", slash ? "" : "/", version, kind);
}

static int check_config(struct applying *a, struct status *why)
{
	const json *m = json_get(a->config, "metadata");
	_cleanup_(str_release) struct str text = STR_INIT, type = STR_INIT;

	if (!json_is_null(json_get(m, "managedFields")))
		return status_set(why, 400, "BadRequest", "metadata.managedFields must be nil");
	if (walk_check(a->w->pool, a->w->type, a->config, &text) == 0)
		return 0;
	managed_add_type(a->w->version, json_get_str(a->w->blank, "kind"), &type);
	return status_set(why, 500, NULL, "failed to create typed patch object (%s/%s; %s): %s",
			  json_str_or(json_get(m, "namespace"), ""), json_str_or(json_get(m, "name"), ""), type.buf,
			  text.buf);
}

static int read_managers(struct applying *a, struct status *why)
{
	if (managed_read(a->w->pool, json_at(a->live, "metadata.managedFields"), &a->managed) < 0)
		return status_set(why, 500, NULL, "failed to decode managed fields");
	/* What was there before anybody kept account belongs to a manager of its own. */
	if (a->managed.managers.len == 0 && a->live != a->w->blank)
		managed_account(a->w, &a->managed, "before-first-apply", a->w->blank, a->live);
	managed_sort(&a->managed);
	return 0;
}

/* Takes this manager's entry out of the list; what it owned. */
static const struct fieldset *take_own(struct applying *a)
{
	struct manager *m = managed_find(&a->managed, &a->self);
	const struct fieldset *last = m ? m->fields : NULL;

	if (!m)
		return NULL;
	a->self.time = m->time;
	m->fields = NULL;
	managed_drop_empty(&a->managed);
	return last;
}

static int merge(struct applying *a, struct status *why)
{
	const struct managed_write *w = a->w;
	_cleanup_(str_release) struct str text = STR_INIT;
	const struct fieldset *last;

	if (walk_merge(w->pool, w->type, a->live, a->config, &a->merged, &text) < 0)
		return status_set(why, 500, NULL, "failed to merge config: %s", text.buf);
	last = take_own(a);
	a->self.fields = fieldset_prune(w->pool, walk_fields(w->pool, w->type, a->config), managed_reset(w));
	a->result = prune(a, last);
	return 0;
}

/* The annotation of client-side apply is kept up where it is, by kubectl alone. */
static void follow_last_applied(struct applying *a, json *tree)
{
	_cleanup_(json_freep) json *config = NULL;
	_cleanup_(str_release) struct str text = STR_INIT;
	json *annotations = json_at(tree, "metadata.annotations");

	if (!streq(a->w->manager, "kubectl") || json_is_empty(json_get(annotations, LAST_APPLIED)))
		return;
	config = json_copy(a->config);
	json_del(json_at(config, "metadata.annotations"), LAST_APPLIED);
	json_print(config, JSON_SORTED, &text);
	str_addc(&text, '\n');
	json_set_str(annotations, LAST_APPLIED, text.buf);
}

int managed_apply(const struct managed_write *w, const json *live, const json *config, bool force, json **ret,
		  struct status *why)
{
	_cleanup_(applying_release) struct applying a = { .w = w, .live = live ? live : w->blank,
							    .config = config };
	json *out;
	int r;

	a.self = (struct manager){ .name = w->manager, .version = w->version, .subresource = w->subresource,
				   .applied = true };
	r = check_config(&a, why);
	if (r == 0)
		r = read_managers(&a, why);
	if (r == 0)
		r = merge(&a, why);
	if (r == 0)
		r = settle(&a, force, why);
	if (r < 0)
		return r;
	if (!json_equal(a.live, a.result))
		a.self.time = w->time;
	a.self.fields = managed_stripped(w->pool, a.self.fields);
	if (a.self.fields)
		vec_push(&a.managed.managers, a.self);
	managed_sort(&a.managed);
	out = json_copy(a.result);
	json_del(json_want(out, "metadata"), "managedFields");
	follow_last_applied(&a, out);
	if (a.managed.managers.len > 0)
		json_set(json_get(out, "metadata"), "managedFields", managed_json(&a.managed));
	*ret = out;
	return 0;
}
