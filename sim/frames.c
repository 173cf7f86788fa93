/* See frames.h. */
#include "sim/frames.h"

#define FRAMES 64
#define LARGE (64 << 10)

struct frames {
	struct {
		const char *type;
		const struct object *object;	/* a reference, so that its address stays its own */
		struct str bytes;
	} items[FRAMES];
	size_t next;
};

struct frames *frames_new(void)
{
	struct frames *f = xcalloc(1, sizeof(*f));

	for (size_t i = 0; i < FRAMES; i++)
		str_init(&f->items[i].bytes);
	return f;
}

void frames_free(struct frames *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < FRAMES; i++) {
		object_unref(f->items[i].object);
		str_release(&f->items[i].bytes);
	}
	free(f);
}

bool frames_add(const struct frames *f, const char *type, const struct object *o, struct str *out)
{
	for (size_t i = 0; i < FRAMES; i++) {
		if (f->items[i].object != o || !streq(f->items[i].type, type))
			continue;
		str_addn(out, f->items[i].bytes.buf, f->items[i].bytes.len);
		return true;
	}
	return false;
}

void frames_keep(struct frames *f, const char *type, const struct object *o, const char *bytes, size_t len)
{
	size_t at = f->next;

	if (len > LARGE)
		return;
	f->next = (f->next + 1) % FRAMES;
	object_unref(f->items[at].object);
	f->items[at].object = object_ref(o);
	f->items[at].type = type;
	str_reset(&f->items[at].bytes);
	str_addn(&f->items[at].bytes, bytes, len);
}
