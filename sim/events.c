/* The two heaps of events: ordinary binary heaps whose items know their index, so that cancelling is cheap. */
#include "sim/events.h"

typedef __typeof__(((struct events *)0)->heaps[0]) event_heap;

static bool earlier(const struct world_event *a, const struct world_event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void heap_set(event_heap *h, size_t index, struct world_event *event)
{
	h->items[index] = event;
	event->index = index;
}

static void heap_up(event_heap *h, size_t index)
{
	struct world_event *event = h->items[index];

	while (index > 0 && earlier(event, h->items[(index - 1) / 2])) {
		heap_set(h, index, h->items[(index - 1) / 2]);
		index = (index - 1) / 2;
	}
	heap_set(h, index, event);
}

static void heap_down(event_heap *h, size_t index)
{
	struct world_event *event = h->items[index];

	for (;;) {
		size_t child = 2 * index + 1;

		if (child >= h->len)
			break;
		if (child + 1 < h->len && earlier(h->items[child + 1], h->items[child]))
			child++;
		if (!earlier(h->items[child], event))
			break;
		heap_set(h, index, h->items[child]);
		index = child;
	}
	heap_set(h, index, event);
}

static event_heap *heap_of(struct events *e, const struct world_event *event)
{
	return &e->heaps[event->flags & WORLD_BACKGROUND];
}

static void heap_remove(event_heap *h, size_t index)
{
	struct world_event *last = vec_pop(h);

	if (index == h->len)
		return;
	heap_set(h, index, last);
	heap_up(h, index);
	heap_down(h, last->index);
}

struct world_event *events_add(struct events *e, int64_t at, int flags, world_fn fn, void *arg)
{
	struct world_event *event = xcalloc(1, sizeof(*event));
	event_heap *h;

	*event = (struct world_event){ .at = at, .order = e->order++, .flags = flags, .fn = fn, .arg = arg };
	h = heap_of(e, event);
	vec_push(h, event);
	heap_up(h, h->len - 1);
	return event;
}

void events_cancel(struct events *e, struct world_event *event)
{
	if (!event || event == e->running)
		return;
	heap_remove(heap_of(e, event), event->index);
	free(event);
}

struct world_event *events_next(const struct events *e, bool foreground)
{
	struct world_event *front = e->heaps[0].len > 0 ? e->heaps[0].items[0] : NULL;
	struct world_event *back = !foreground && e->heaps[1].len > 0 ? e->heaps[1].items[0] : NULL;

	if (!front || !back)
		return front ? front : back;
	return earlier(back, front) ? back : front;
}

void events_run(struct events *e, struct world_event *event)
{
	struct world_event *outer = e->running;

	heap_remove(heap_of(e, event), event->index);
	e->running = event;
	event->fn(event->arg);
	e->running = outer;
	free(event);
}

void events_release(struct events *e)
{
	for (size_t i = 0; i < COUNT(e->heaps); i++) {
		vec_each(&e->heaps[i], event)
			free(*event);
		vec_release(&e->heaps[i]);
	}
}
