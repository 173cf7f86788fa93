#include "kube/sanitize.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "kube/unicode.h"
#include <stdio.h>

#define MARKS 4			/* on one character; more are noise that runs into the lines above */
#define IS_SELECTOR(c) ((c) >= 0xfe00 && (c) <= 0xfe0f)

struct writer {
	struct str *out;
	size_t start;		/* of what the limit counts */
	unsigned flags;
	int marks;		/* on the present character */
	int selectors;
	bool base;		/* there is a character that a mark can join */
	bool full;
};

static const char *ellipsis(const struct writer *w)
{
	return w->flags & SANITIZE_ASCII ? "..." : "\342\200\246";
}

static void put(struct writer *w, const char *bytes, size_t len)
{
	if (w->full)
		return;
	if (w->out->len - w->start + len > LIMIT_CELL_TEXT) {
		w->full = true;
		str_add(w->out, ellipsis(w));
		return;
	}
	str_addn(w->out, bytes, len);
}

static void put_named(struct writer *w, const char *fmt, uint32_t c)
{
	char name[16];

	put(w, name, (size_t)snprintf(name, sizeof(name), fmt, c));
	w->base = false;
}

/* A mark where there is something to join, up to the limit; the first one beyond it is told by an ellipsis. */
static void put_mark(struct writer *w, uint32_t c, const char *bytes, size_t len)
{
	if (!w->base)
		put_named(w, "<%04X>", c);
	else if (IS_SELECTOR(c) && w->selectors++ > 0)
		return;
	else if (w->marks++ < MARKS)
		put(w, bytes, len);
	else if (w->marks == MARKS + 1)
		put(w, ellipsis(w), strlen(ellipsis(w)));
}

static void put_control(struct writer *w, uint32_t c)
{
	char shown[2] = { '^', (char)(c ^ 0x40) };

	if (w->flags & SANITIZE_LINES && (c == '\n' || c == '\t')) {
		char kept = (char)c;

		w->full = w->full && c != '\n';
		if (c == '\n')
			w->start = w->out->len;
		put(w, &kept, 1);
		w->start += c == '\n';
	} else {
		put(w, shown, 2);
	}
	w->base = false;
}

static void put_visible(struct writer *w, const char *bytes, size_t len)
{
	put(w, bytes, len);
	w->base = true;
	w->marks = 0;
	w->selectors = 0;
}

static void put_character(struct writer *w, uint32_t c, const char *bytes, size_t len)
{
	if (c < 0x20 || c == 0x7f) {
		put_control(w, c);
	} else if (c < 0x7f) {
		put_visible(w, bytes, len);
	} else if (c <= 0x9f) {
		put_named(w, "<%02X>", c);
	} else if (w->flags & SANITIZE_ASCII) {
		put_named(w, "<U+%04X>", c);
	} else {
		switch (unicode_class(c)) {
		case UNICODE_NARROW:
		case UNICODE_WIDE:
			put_visible(w, bytes, len);
			break;
		case UNICODE_MARK:
			put_mark(w, c, bytes, len);
			break;
		case UNICODE_HIDDEN:
		case UNICODE_BIDI:
			put_named(w, "<%04X>", c);
			break;
		case UNICODE_NOTHING:
			put_named(w, "<U+%04X>", c);
			break;
		}
	}
}

/* A byte that begins no character. 80 to 9F are the control characters of a terminal that is not in UTF-8 mode. */
static void put_invalid(struct writer *w, unsigned char byte)
{
	if (byte >= 0x80 && byte <= 0x9f)
		put_named(w, "<%02X>", byte);
	else if (w->flags & SANITIZE_ASCII)
		put_named(w, "<%02X>", byte);
	else
		put_visible(w, "\357\277\275", 3);
}

void sanitize(const char *text, size_t len, unsigned flags, struct str *out)
{
	struct writer w = { .out = out, .start = out->len, .flags = flags };

	while (len && (!w.full || flags & SANITIZE_LINES)) {
		uint32_t c;
		size_t size = utf8_decode(text, len, &c);

		if (size)
			put_character(&w, c, text, size);
		else
			put_invalid(&w, (unsigned char)*text);
		size += !size;
		text += size;
		len -= size;
	}
}

/* The columns of the character at s, and its bytes. */
static int character_width(const char *s, size_t len, size_t *ret_size)
{
	uint32_t c;
	size_t size = utf8_decode(s, len, &c);

	*ret_size = size ? size : 1;
	if (!size || c < 0x300)
		return 1;
	switch (unicode_class(c)) {
	case UNICODE_WIDE:
		return 2;
	case UNICODE_MARK:
		return 0;
	default:
		return 1;
	}
}

size_t text_fit(const char *utf8, size_t len, int columns, int *ret_width)
{
	size_t at = 0, size;
	int width = 0;

	while (at < len) {
		int w = character_width(utf8 + at, len - at, &size);

		if (width + w > columns)
			break;
		width += w;
		at += size;
	}
	if (ret_width)
		*ret_width = width;
	return at;
}

int text_width(const char *utf8, size_t len)
{
	int width;

	text_fit(utf8, len, INT32_MAX, &width);
	return width;
}
