/* Writes that are no apply: the writer owns what it changed. */
#include "kube/apply/managed_list.h"
#include "kube/apply/memo.h"

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

const struct fieldset *managed_reset(const struct managed_write *w)
{
	struct fieldset *set = NULL;

	for (const char *const *path = w->reset; path && *path; path++)
		fieldset_add_path(w->pool, &set, *path);
	return set;
}

struct comparison managed_compare(const struct managed_write *w, const json *from, const json *to)
{
	struct comparison c = walk_compare(w->pool, w->type, from, to);
	const struct fieldset *reset = managed_reset(w);

	c.added = fieldset_prune(w->pool, c.added, reset);
	c.removed = fieldset_prune(w->pool, c.removed, reset);
	c.modified = fieldset_prune(w->pool, c.modified, reset);
	return c;
}

struct manager managed_writer(const struct managed_write *w, const char *name, const char *text)
{
	return (struct manager){
		.name = *name ? name : "unknown", .version = w->version, .subresource = w->subresource,
		.time = w->time, .text = text, .place = MANAGER_NEW,
	};
}

void managed_account(const struct managed_write *w, struct managed *m, const char *manager, const json *from,
		     const json *to)
{
	struct comparison c = managed_compare(w, from, to);
	const struct fieldset *changed = fieldset_union(w->pool, c.modified, c.added);
	struct manager self = managed_writer(w, manager, NULL), *there;

	managed_drop_unknown(w, m);
	vec_each(&m->managers, i)
		i->fields = fieldset_minus(w->pool, fieldset_minus(w->pool, i->fields, changed), c.removed);
	managed_drop_empty(m);
	self.fields = managed_stripped(w->pool, changed);
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
static const json *entries_before(const struct managed_write *w, const json *was, const json *sent)
{
	if (!*w->subresource && json_len(sent) > 0)
		return managed_is_reset(sent) ? NULL : sent;
	return !*w->subresource && managed_is_reset(sent) ? NULL : json_at(was, "metadata.managedFields");
}

static void work_out(const struct managed_write *w, const json *was, const json *now, struct managed *m)
{
	/* An object that nobody is known to own anything of is left so. */
	if (m->managers.len > 0 || !was)
		managed_account(w, m, w->manager, was ? was : w->blank, now);
}

static void update(const struct managed_write *w, const json *was, const json *now, const json *entries,
		   struct managed *ret)
{
	_cleanup_(memo_query_release) struct memo_query q = { w->memo, entries, OUTLINE_INIT };

	if (was && json_len(entries) == 0)
		return;
	if (w->memo && memo_look_up(&q, w, was ? was : w->blank, now, ret))
		return;
	if (managed_read(w->pool, entries, ret) < 0) {
		/* What a client sent and makes no sense is as if it had sent none. */
		managed_read(w->pool, json_at(was, "metadata.managedFields"), ret);
		work_out(w, was, now, ret);
		return;
	}
	work_out(w, was, now, ret);
	if (w->memo)
		memo_keep(&q, w, ret);
}

void managed_update(const struct managed_write *w, const json *was, json *now)
{
	_cleanup_(managed_release) struct managed m = { VEC_INIT };
	json *metadata = json_want(now, "metadata"), *sent = json_get(metadata, "managedFields"), *entries;
	_cleanup_(json_freep) json *before = sent ? json_detach(metadata, sent) : NULL;

	update(w, was, now, entries_before(w, was, before), &m);
	managed_sort(&m);
	entries = managed_json(&m);
	if (entries)
		json_set(metadata, "managedFields", entries);
}
