/* Writes that are no apply: the writer owns what it changed. */
#include "kube/apply/managed_list.h"

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (streq(name, *names))
			return true;
	return false;
}

/* Without the members of one level that have these names; what is below them stays. */
static const struct fieldset *without(struct pool *p, const struct fieldset *s, const char *const *names)
{
	struct fieldset *out = NULL;

	for (uint32_t i = 0; s && i < s->len; i++) {
		struct fieldset_node n = s->nodes[i];

		n.member = n.member && !(n.element.type == 'f' && is_one_of(n.element.text, names));
		fieldset_add(p, &out, &n);
	}
	return out;
}

const struct fieldset *managed_stripped(struct pool *p, const struct fieldset *s)
{
	static const char *const top[] = { "apiVersion", "kind", "metadata", NULL };
	static const char *const metadata[] = { "name", "namespace", "creationTimestamp", "selfLink", "uid",
						"clusterName", "generation", "managedFields", "resourceVersion", NULL };
	struct fieldset *out = NULL;

	s = without(p, s, top);
	for (uint32_t i = 0; s && i < s->len; i++) {
		struct fieldset_node n = s->nodes[i];

		if (n.element.type == 'f' && streq(n.element.text, "metadata"))
			n.below = without(p, n.below, metadata);
		fieldset_add(p, &out, &n);
	}
	return out;
}

void managed_drop_unknown(const struct managed_write *w, struct managed *m)
{
	vec_each(&m->managers, i)
		if (!streq(i->version, w->version) && !kind_by_name(i->version, w->kind->name))
			i->fields = NULL;
	managed_drop_empty(m);
}

struct comparison managed_compare(const struct managed_write *w, const json *from, const json *to)
{
	struct comparison c = walk_compare(w->pool, w->type, from, to);

	c.added = fieldset_prune(w->pool, c.added, w->reset);
	c.removed = fieldset_prune(w->pool, c.removed, w->reset);
	c.modified = fieldset_prune(w->pool, c.modified, w->reset);
	return c;
}

void managed_account(const struct managed_write *w, struct managed *m, const char *manager, const json *from,
		     const json *to)
{
	struct comparison c = managed_compare(w, from, to);
	const struct fieldset *changed = fieldset_union(w->pool, c.modified, c.added);
	struct manager self = { .name = *manager ? manager : "unknown", .version = w->version,
				.subresource = w->subresource };
	struct manager *there;

	managed_drop_unknown(w, m);
	vec_each(&m->managers, i)
		i->fields = fieldset_minus(w->pool, fieldset_minus(w->pool, i->fields, changed), c.removed);
	managed_drop_empty(m);
	self.fields = managed_stripped(w->pool, changed);
	self.time = w->time;
	there = managed_find(m, &self);
	if (self.fields && there) {
		there->fields = fieldset_union(w->pool, self.fields, there->fields);
		there->time = self.time;
	} else if (self.fields) {
		vec_push(&m->managers, self);
	}
	managed_cap(w->pool, m);
}

/* The entries to begin with: the client's where it sent some, but not by way of a subresource. */
static void read_entries(const struct managed_write *w, const json *was, const json *sent, struct managed *ret)
{
	const json *live = json_at(was, "metadata.managedFields");

	if (!*w->subresource) {
		if (managed_is_reset(sent))
			return;
		if (managed_read(w->pool, sent, ret) == 0 && ret->managers.len > 0)
			return;
	}
	managed_read(w->pool, live, ret);
}

void managed_update(const struct managed_write *w, const json *was, json *now)
{
	_cleanup_(managed_release) struct managed m = { VEC_INIT };
	json *metadata = json_want(now, "metadata");
	json *entries;

	read_entries(w, was, json_get(metadata, "managedFields"), &m);
	json_del(metadata, "managedFields");
	/* An object that nobody is known to own anything of is left so. */
	if (m.managers.len > 0 || !was)
		managed_account(w, &m, w->manager, was ? was : w->blank, now);
	managed_sort(&m);
	entries = managed_json(&m);
	if (entries)
		json_set(metadata, "managedFields", entries);
}
