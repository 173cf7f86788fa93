#include "tui/input.h"

#include "tui/codepoint.h"

#define SEQUENCE_MAX 256	/* a longer one is no key: it is dropped, so that noise cannot grow the buffer */

void input_release(struct input *in)
{
	str_release(&in->pending);
}

bool input_pending(const struct input *in)
{
	return in->pending.len > 0;
}

static void emit(struct input *in, const struct input_sink *sink, uint32_t code)
{
	sink->key(sink->arg, (struct key){ .code = code, .pasted = in->pasting });
}

/* A byte below a blank, or DEL. */
static uint32_t control_code(unsigned char c)
{
	switch (c) {
	case '\r': case '\n': return K_ENTER;
	case '\t': return K_TAB;
	case 27: return K_ESC;
	case 8: case 127: return K_BACKSPACE;
	case 0: return K_CTRL | ' ';
	default: return K_CTRL | (uint32_t)(c <= 26 ? c + 'a' - 1 : c + 'A' - 1);
	}
}

struct final {
	char byte;
	uint32_t code;
};

static const struct final finals[] = {
	{ 'A', K_UP },     { 'B', K_DOWN },          { 'C', K_RIGHT },
	{ 'D', K_LEFT },   { 'H', K_HOME },          { 'F', K_END },
	{ 'P', K_F1 },     { 'Q', K_F1 + 1 },        { 'R', K_F1 + 2 },
	{ 'S', K_F1 + 3 }, { 'Z', K_SHIFT | K_TAB }, { 'M', K_ENTER },
};

/* The number of "ESC [ N ~". */
static const uint32_t tildes[] = {
	[1] = K_HOME,      [2] = K_INSERT,  [3] = K_DELETE,  [4] = K_END,      [5] = K_PAGE_UP,
	[6] = K_PAGE_DOWN, [7] = K_HOME,    [8] = K_END,     [11] = K_F1,      [12] = K_F1 + 1,
	[13] = K_F1 + 2,   [14] = K_F1 + 3, [15] = K_F1 + 4, [17] = K_F1 + 5,  [18] = K_F1 + 6,
	[19] = K_F1 + 7,   [20] = K_F1 + 8, [21] = K_F1 + 9, [23] = K_F1 + 10, [24] = K_F1 + 11,
};

/* xterm's modifier parameter: 1 + shift 1 + alt 2 + ctrl 4. */
static uint32_t modifier_bits(long parameter)
{
	long bits = parameter > 1 ? parameter - 1 : 0;

	return (bits & 1 ? K_SHIFT : 0) | (bits & 2 ? K_ALT : 0) | (bits & 4 ? K_CTRL : 0);
}

static void control_sequence(struct input *in, const struct input_sink *sink, const char *parameters, char final)
{
	char *end;
	long first = strtol(parameters, &end, 10), second = *end == ';' ? strtol(end + 1, NULL, 10) : 0;

	if (final == '~' && (first == 200 || first == 201)) {
		in->pasting = first == 200;
		return;
	}
	if (final == '~' && first > 0 && first < (long)COUNT(tildes) && tildes[first])
		emit(in, sink, tildes[first] | modifier_bits(second));
	for (size_t i = 0; i < COUNT(finals); i++) {
		if (finals[i].byte == final)
			emit(in, sink, finals[i].code | modifier_bits(second));
	}
}

/* Bytes of the sequence that begins at s (an ESC), 0 while its end has not come. */
static size_t sequence_length(const char *s, size_t len)
{
	size_t i = 2;

	if (len < 2)
		return 0;
	if (s[1] == '[') {
		while (i < len && (s[i] < '@' || s[i] > '~'))
			i++;
		return i < len ? i + 1 : 0;
	}
	if (s[1] == 'O')
		return len < 3 ? 0 : 3;
	if (s[1] == ']' || s[1] == 'P') {
		for (; i < len; i++) {
			if (s[i] == 7)
				return i + 1;
			if (s[i] == '\\' && s[i - 1] == 27)
				return i + 1;
		}
		return 0;
	}
	return 2;
}

/* A code point at s, or 0 bytes while the rest of it has not come. */
static size_t text_length(const char *s, size_t len)
{
	unsigned char c = (unsigned char)*s;
	size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

	return want <= len ? want : 0;
}

static void sequence(struct input *in, const struct input_sink *sink, const char *s, size_t len)
{
	_cleanup_(freep) char *inside = len > 2 ? xstrndup(s + 2, len - 3) : NULL;
	size_t end;

	if (s[1] == '[' || s[1] == 'O') {
		control_sequence(in, sink, s[1] == '[' ? inside : "", s[len - 1]);
	} else if (s[1] == ']') {
		end = strlen(inside);
		if (end && inside[end - 1] == 27)
			inside[end - 1] = '\0';
		sink->report(sink->arg, inside);
	} else if (s[1] == 27) {
		emit(in, sink, K_ESC);
		emit(in, sink, K_ESC);
	} else if (s[1] != 'P') {
		unsigned char c = (unsigned char)s[1];

		emit(in, sink, K_ALT | (c < ' ' || c == 127 ? control_code(c) : c));
	}
}

/* Takes one key off the front; the bytes it took, 0 if more must come. */
static size_t take_one(struct input *in, const char *s, size_t len, const struct input_sink *sink)
{
	char text[5] = "";
	uint32_t c;
	size_t n;

	if (*s == 27) {
		n = sequence_length(s, len);
		if (n)
			sequence(in, sink, s, n);
		return n;
	}
	if ((unsigned char)*s < ' ' || *s == 127) {
		emit(in, sink, control_code((unsigned char)*s));
		return 1;
	}
	n = text_length(s, len);
	if (!n)
		return 0;
	memcpy(text, s, n);
	n = codepoint_read(text, &c);
	emit(in, sink, c);
	return n;
}

void input_feed(struct input *in, const char *bytes, size_t len, const struct input_sink *sink)
{
	_cleanup_(str_release) struct str all = in->pending;
	size_t at = 0, n;

	str_init(&in->pending);
	str_addn(&all, bytes, len);
	while (at < all.len && (n = take_one(in, all.buf + at, all.len - at, sink)))
		at += n;
	if (all.len - at < SEQUENCE_MAX)
		str_addn(&in->pending, all.buf + at, all.len - at);
}

void input_flush(struct input *in, const struct input_sink *sink)
{
	bool escape = in->pending.len > 0 && in->pending.buf[0] == 27;

	/* A person pressed escape: whatever paste was open has ended. */
	if (escape)
		in->pasting = false;
	if (escape && in->pending.len <= 2)
		emit(in, sink, K_ESC);
	if (escape && in->pending.len == 2)
		emit(in, sink, (unsigned char)in->pending.buf[1]);
	str_reset(&in->pending);
}
