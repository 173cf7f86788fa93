/* The list of entries: read, sorted, written, and kept short. */
#include "kube/apply/managed_list.h"

#include "kube/time.h"

void managed_release(struct managed *m)
{
	vec_release(&m->managers);
}

static const char *keep(struct pool *p, const json *entry, const char *key)
{
	const char *s = json_get_str(entry, key);

	return s ? pool_text(p, s, strlen(s)) : NULL;
}

static int read_entry(struct pool *p, const json *entry, struct manager *ret)
{
	const char *operation = json_str_or(json_get(entry, "operation"), "");
	struct manager m = { .applied = streq(operation, "Apply") };
	int r;

	if (!m.applied && !streq(operation, "Update"))
		return -EINVAL;
	if (json_is_empty(json_get(entry, "apiVersion")) || !streq0(json_get_str(entry, "fieldsType"), "FieldsV1"))
		return -EINVAL;
	r = fieldset_parse(p, json_get(entry, "fieldsV1"), &m.fields);
	m.name = keep(p, entry, "manager");
	m.version = keep(p, entry, "apiVersion");
	m.subresource = keep(p, entry, "subresource");
	m.time = keep(p, entry, "time");
	m.name = m.name ? m.name : "";
	m.subresource = m.subresource ? m.subresource : "";
	*ret = m;
	return r;
}

int managed_read(struct pool *p, const json *entries, struct managed *ret)
{
	_cleanup_(managed_release) struct managed all = { VEC_INIT };
	int place = 0;

	for (const json *e = json_first(entries); e; e = json_next(e)) {
		struct manager m, *same;

		if (read_entry(p, e, &m) < 0)
			return -EINVAL;
		m.place = place++;
		same = managed_find(&all, &m);
		if (same)
			*same = m;
		else
			vec_push(&all.managers, m);
	}
	*ret = all;
	all = (struct managed){ VEC_INIT };
	return 0;
}

static int order(const char *a, const char *b)
{
	return strcmp(a, b);
}

static int by_place(const void *x, const void *y)
{
	const struct manager *a = x, *b = y;
	int64_t ta = time_seconds(a->time), tb = time_seconds(b->time);
	int d;

	if (a->applied != b->applied)
		return a->applied ? -1 : 1;
	if (ta != tb)
		return ta < tb ? -1 : 1;
	d = order(a->name, b->name);
	d = d ? d : order(a->version, b->version);
	return d ? d : order(a->subresource, b->subresource);
}

void managed_sort(struct managed *m)
{
	if (m->managers.len > 1)
		qsort(m->managers.items, m->managers.len, sizeof(*m->managers.items), by_place);
}

json *managed_json(const struct managed *m)
{
	json *out = m->managers.len > 0 ? json_array() : NULL;

	vec_each(&m->managers, i) {
		json *entry = json_push(out, json_object());

		if (*i->name)
			json_add(entry, "manager", json_string(i->name));
		json_add(entry, "operation", json_string(i->applied ? "Apply" : "Update"));
		json_add(entry, "apiVersion", json_string(i->version));
		if (i->time)
			json_add(entry, "time", json_string(i->time));
		json_add(entry, "fieldsType", json_string("FieldsV1"));
		json_add(entry, "fieldsV1", i->text ? json_fold(i->text, strlen(i->text)) : fieldset_json(i->fields));
		if (*i->subresource)
			json_add(entry, "subresource", json_string(i->subresource));
	}
	return out;
}

bool managed_is_reset(const json *entries)
{
	if (json_type(entries) != JSON_ARRAY)
		return false;
	return json_len(entries) == 0 || (json_len(entries) == 1 && json_is_empty(json_item(entries, 0)));
}

/* --- one entry --- */

/* Appliers are the same whatever version they applied. */
static bool same_manager(const struct manager *a, const struct manager *b)
{
	return a->applied == b->applied && streq(a->name, b->name) && streq(a->subresource, b->subresource) &&
	       (a->applied || streq(a->version, b->version));
}

struct manager *managed_find(struct managed *m, const struct manager *who)
{
	vec_each(&m->managers, i)
		if (same_manager(i, who))
			return i;
	return NULL;
}

void managed_drop_empty(struct managed *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->managers.len; i++)
		if (m->managers.items[i].fields)
			m->managers.items[kept++] = m->managers.items[i];
	m->managers.len = kept;
}

/* --- not too many --- */

static int by_age(const void *x, const void *y)
{
	const struct manager *a = *(struct manager *const *)x, *b = *(struct manager *const *)y;
	int64_t ta = time_seconds(a->time), tb = time_seconds(b->time);

	if (ta != tb)
		return ta < tb ? -1 : 1;
	return by_place(a, b);
}

/* The entry that old ones of a version go into: it takes over the first of them. */
static struct manager *bucket_for(struct managed *m, struct manager *first)
{
	struct manager name = { .name = "ancient-changes", .version = first->version, .subresource = "" };
	struct manager *bucket = managed_find(m, &name);

	if (bucket)
		return bucket;
	first->name = name.name;
	first->subresource = name.subresource;
	return first;
}

static struct manager *first_of_version(struct manager **old, size_t end)
{
	for (size_t i = 0; i < end; i++)
		if (old[i]->fields && streq(old[i]->version, old[end]->version))
			return old[i];
	return NULL;
}

void managed_cap(struct pool *p, struct managed *m)
{
	struct manager **old = pool_alloc(p, m->managers.len * sizeof(*old));
	size_t n = 0, left;

	vec_each(&m->managers, i)
		if (!i->applied)
			old[n++] = i;
	if (n <= MANAGED_UPDATERS)
		return;
	qsort(old, n, sizeof(*old), by_age);
	left = n;
	for (size_t i = 0; i < n && left > MANAGED_UPDATERS; i++) {
		struct manager *first = first_of_version(old, i), *bucket = first ? bucket_for(m, first) : NULL;

		if (!bucket || bucket == old[i])
			continue;
		bucket->fields = fieldset_union(p, old[i]->fields, bucket->fields);
		bucket->time = old[i]->time;
		old[i]->fields = NULL;
		left--;
	}
	managed_drop_empty(m);
}
