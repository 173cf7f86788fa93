#include "tui/board.h"

#include "kube/kinds/persistentvolumeclaim.h"
#include "reconciler/identity.h"
#include "kube/sight.h"
#include "tui/story.h"

static void add_slot(struct board *b, int32_t ordinal, const struct object *pod, int64_t now_s)
{
	struct slot s = { .ordinal = ordinal, .pod = pod };

	if (b->slots.len >= BOARD_SLOTS) {
		b->hidden++;
		return;
	}
	slot_fill(&s, b->set, now_s);
	if (!pod && b->blind)
		s.state = SLOT_UNKNOWN;
	b->ready += s.state == SLOT_READY;
	b->updated += s.updated && s.in_range;
	vec_push(&b->slots, s);
}

static int by_ordinal(const void *a, const void *b)
{
	const struct object *pa = *(const struct object *const *)a, *pb = *(const struct object *const *)b;
	int32_t oa = identity_ordinal(pa->name), ob = identity_ordinal(pb->name);

	return (oa > ob) - (oa < ob);
}

/* Pods come in the order of their names (web-10 before web-2): sort by ordinal, then fill the gaps of the range. */
static void add_slots(struct board *b, object_vec *pods, int64_t now_s)
{
	int32_t next = b->facts->start, end = next + b->facts->replicas;

	if (pods->len)
		qsort(pods->items, pods->len, sizeof(*pods->items), by_ordinal);
	for (size_t i = 0; i < pods->len; i++) {
		int32_t ordinal = identity_ordinal(pods->items[i]->name);

		if (ordinal < 0 || !identity_member(pods->items[i]->name, b->set->name))
			continue;
		for (; next < ordinal && next < end; next++)
			add_slot(b, next, NULL, now_s);
		add_slot(b, ordinal, pods->items[i], now_s);
		next = MAX(next, ordinal + 1);
	}
	for (; next < end; next++)
		add_slot(b, next, NULL, now_s);
}

/* "registry.k8s.io/nginx-slim:0.24" -> "nginx-slim:0.24": the tag is what is compared. */
static void image_add(const char *text, struct str *out)
{
	while (*text) {
		size_t len = strcspn(text, ","), start = len;

		while (start > 0 && text[start - 1] != '/')
			start--;
		str_addf(out, "%s%.*s", out->len ? "," : "", (int)(len - start), text + start);
		text += len + (text[len] == ',');
	}
}

static void note_image(char **image, const char *text)
{
	struct str brief = STR_INIT;

	if (*image)
		return;
	image_add(text, &brief);
	*image = str_take(&brief);
}

static void find_images(struct board *b)
{
	vec_each(&b->slots, s) {
		if (s->pod && s->updated)
			note_image(&b->new_image, pod_of(s->pod)->image);
		else if (s->pod && streq(identity_revision(s->pod), b->facts->current_revision))
			note_image(&b->old_image, pod_of(s->pod)->image);
	}
	note_image(&b->new_image, b->facts->image);
	note_image(&b->old_image, b->two_revisions ? "" : b->facts->image);
}

/* Claims of one template: "<template>-<set>-<ordinal>", whole names only (k9s#904). */
static void count_claims_of(struct board *b, struct cache *cache, const char *template)
{
	_cleanup_(freep) char *prefix = xasprintf("%s-%s-", template, b->set->name);
	object_vec claims = VEC_INIT;

	cache_list_named(cache, KIND(persistentvolumeclaim), b->set->namespace, prefix, &claims);
	vec_each(&claims, claim) {
		const char *pod = (*claim)->name + strlen(template) + 1;
		int32_t ordinal = identity_ordinal(pod);

		if (ordinal < 0 || !identity_member(pod, b->set->name))
			continue;
		if (!identity_in_range(b->facts, ordinal))
			b->claims_left++;
		else if (streq(persistentvolumeclaim_of(*claim)->phase, "Bound"))
			b->claims++;
	}
	vec_release(&claims);
}

void board_count_claims(struct board *b, struct cache *cache)
{
	b->claims_hidden = !sight_of(cache, KIND(persistentvolumeclaim));
	for (size_t i = 0; i < b->facts->nclaims; i++)
		count_claims_of(b, cache, b->facts->claims[i]);
}

void board_outline(struct board *b, struct cache *cache, const struct object *set, int64_t now_s)
{
	object_vec pods = VEC_INIT;

	*b = (struct board){
		.set = set, .facts = statefulset_of(set), .slots = VEC_INIT, .blind = !sight_of(cache, KIND(pod))
	};
	cache_list(cache, KIND(pod), set->namespace, set->uid, &pods);
	b->two_revisions = !streq(b->facts->current_revision, b->facts->update_revision);
	revision_short(b->facts->current_revision, b->old_hash);
	revision_short(b->facts->update_revision, b->new_hash);
	add_slots(b, &pods, now_s);
	vec_release(&pods);
}

void board_make(struct board *b, struct cache *cache, const struct object *set, int64_t now_s)
{
	board_outline(b, cache, set, now_s);
	find_images(b);
	board_count_claims(b, cache);
	b->budget = budget_of_set(cache, set);
	story_explain(cache, set, now_s, &b->explanation);
}

void board_release(struct board *b)
{
	vec_release(&b->slots);
	explanation_release(&b->explanation);
	free(b->old_image);
	free(b->new_image);
}

const struct slot *board_slot(const struct board *b, int32_t ordinal)
{
	vec_each(&b->slots, s) {
		if (s->ordinal == ordinal)
			return s;
	}
	return NULL;
}

void board_partition_effect(const struct board *b, int32_t to, struct str *out)
{
	int32_t count = 0;

	for (size_t i = b->slots.len; i-- > 0; ) {
		const struct slot *s = &b->slots.items[i];

		if (!s->pod || !s->in_range || s->updated || s->ordinal < to)
			continue;
		if (count < 4)
			str_addf(out, "%s%s-%d", count ? ", then " : "", b->set->name, s->ordinal);
		count++;
	}
	if (!count)
		str_add(out, "nothing");
	else if (count > 4)
		str_addf(out, " and %d more", count - 4);
}
