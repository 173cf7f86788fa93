#include "tui/happening.h"

#include "kube/kinds/event.h"
#include "reconciler/identity.h"

bool happening_about(const struct object *event, const struct object *about)
{
	const struct event *e = event_of(event);

	if (streq(e->object_uid, about->uid))
		return true;
	return about->kind == KIND(statefulset) && streq(e->object_kind, "Pod") &&
	       identity_member(e->object_name, about->name);
}

int happening_cmp(const struct object *a, const struct object *b)
{
	int64_t ta = event_of(a)->last_seen, tb = event_of(b)->last_seen;

	return ta != tb ? (ta > tb) - (ta < tb) : (a->rv > b->rv) - (a->rv < b->rv);
}

static int compare(const void *a, const void *b)
{
	return happening_cmp(*(const struct object *const *)a, *(const struct object *const *)b);
}

void happenings(struct cache *cache, const struct object *about, object_vec *ret)
{
	object_vec all = VEC_INIT;

	cache_list(cache, KIND(event), about->namespace, NULL, &all);
	for (size_t i = 0; i < all.len; i++) {
		if (happening_about(all.items[i], about))
			vec_push(ret, all.items[i]);
	}
	vec_release(&all);
	if (ret->len)
		qsort(ret->items, ret->len, sizeof(*ret->items), compare);
}
