/* See history.h. */
#include "sim/history.h"

#include "base/limits.h"

static struct change *slot_of(const struct history *h, uint64_t number)
{
	return &h->items[number % LIMIT_HISTORY_EVENTS];
}

static void drop_first(struct history *h)
{
	struct change *c = slot_of(h, h->first++);

	h->compacted = c->rv;
	h->bytes -= c->now->len;
	object_unref(c->old);
	object_unref(c->now);
}

void history_push(struct history *h, const struct change *c)
{
	if (!h->items)
		h->items = xcalloc(LIMIT_HISTORY_EVENTS, sizeof(*h->items));
	while (h->end > h->first &&
	       (h->end - h->first == LIMIT_HISTORY_EVENTS || h->bytes + c->now->len > LIMIT_HISTORY_BYTES))
		drop_first(h);
	h->bytes += c->now->len;
	*slot_of(h, h->end++) = *c;
}

const struct change *history_at(const struct history *h, uint64_t number)
{
	return number >= h->first && number < h->end ? slot_of(h, number) : NULL;
}

int history_after(const struct history *h, uint64_t rv, uint64_t *ret)
{
	uint64_t low = h->first, high = h->end;

	if (rv < h->compacted)
		return -ERANGE;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (slot_of(h, middle)->rv <= rv)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low;
	return 0;
}

void history_clear(struct history *h)
{
	while (h->first < h->end)
		drop_first(h);
}

void history_release(struct history *h)
{
	history_clear(h);
	free(h->items);
}
