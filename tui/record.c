#include "tui/record.h"

#include "kube/kinds/pod.h"

void record_release(struct record *r)
{
	vec_each(&r->known, k) {
		free(k->name);
		free(k->uid);
		free(k->version);
	}
	vec_each(&r->deeds, d)
		free(d->name);
	vec_release(&r->known);
	vec_release(&r->deeds);
}

void record_begin(struct record *r, struct cache *cache, const char *namespace, const struct kind *const *kinds,
                  int64_t now_ms)
{
	record_release(r);
	r->start_ms = now_ms;
	for (; *kinds; kinds++) {
		object_vec all = VEC_INIT;

		cache_list(cache, *kinds, (*kinds)->namespaced ? namespace : NULL, NULL, &all);
		vec_each(&all, o) {
			struct known k = { *kinds, xstrdup((*o)->name), xstrdup((*o)->uid), xstrdup((*o)->version) };

			vec_push(&r->known, k);
		}
		vec_release(&all);
	}
}

static void add(struct record *r, const struct object *o, enum deed deed)
{
	struct deed_entry e = { o->kind, deed, xstrdup(o->name) };

	vec_push(&r->deeds, e);
}

static bool is_ready(const struct object *o)
{
	return o && o->kind == KIND(pod) && pod_of(o)->ready;
}

void record_change(struct record *r, enum cache_event event, const struct object *old, const struct object *now)
{
	/* A cache may tell of a deletion and a creation of the same name as one update. */
	bool replaced = event == CACHE_UPDATED && !streq(old->uid, now->uid);

	if (event == CACHE_DELETED || replaced)
		add(r, old, DEED_GONE);
	if (event == CACHE_DELETED)
		return;
	if (event == CACHE_ADDED || replaced) {
		add(r, now, DEED_CREATED);
		old = NULL;
	}
	if (now->deleted && !(old && old->deleted))
		add(r, now, DEED_DELETING);
	if (is_ready(now) && !is_ready(old))
		add(r, now, DEED_READY);
	if (!is_ready(now) && is_ready(old))
		add(r, now, DEED_UNREADY);
}

const struct known *record_known(const struct record *r, const struct kind *k, const char *name)
{
	vec_each(&r->known, known) {
		if (known->kind == k && streq(known->name, name))
			return known;
	}
	return NULL;
}

int record_first(const struct record *r, const struct kind *k, const char *name, enum deed deed)
{
	for (size_t i = 0; i < r->deeds.len; i++) {
		const struct deed_entry *d = &r->deeds.items[i];

		if (d->kind == k && d->deed == deed && streq(d->name, name))
			return (int)i;
	}
	return -1;
}
