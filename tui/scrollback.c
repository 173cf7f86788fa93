#include "tui/scrollback.h"

#include "base/limits.h"

static struct scroll_line *slot(const struct scrollback *s, size_t index)
{
	return &s->lines[(s->head + index) % LIMIT_SCROLL_LINES];
}

static void drop_first(struct scrollback *s)
{
	s->bytes -= strlen(slot(s, 0)->text);
	free(take(slot(s, 0)->text));
	s->head = (s->head + 1) % LIMIT_SCROLL_LINES;
	s->len--;
	s->first++;
}

void scrollback_release(struct scrollback *s)
{
	while (s->len)
		drop_first(s);
	free(s->lines);
	free(s->skip);
	str_release(&s->partial);
	*s = (struct scrollback)SCROLLBACK_INIT;
}

static void push(struct scrollback *s, const char *text, size_t len, bool note)
{
	if (!s->lines)
		s->lines = xcalloc(LIMIT_SCROLL_LINES, sizeof(*s->lines));
	while (s->len && (s->len == LIMIT_SCROLL_LINES || s->bytes + len > LIMIT_SCROLL_BYTES))
		drop_first(s);
	s->len++;
	*slot(s, s->len - 1) = (struct scroll_line){ xstrndup(text, len), note };
	s->bytes += strlen(slot(s, s->len - 1)->text);
}

/* "2026-01-15T12:00:00.000000000Z ": digits and signs of a time up to a blank. */
static size_t time_length(const char *text)
{
	size_t len = strspn(text, "0123456789-+:.TZ");

	return len >= 20 && text[4] == '-' && text[10] == 'T' && text[len] == ' ' ? len : 0;
}

/* Times of one container are of one form, so that they compare as text. */
static bool is_known(struct scrollback *s, const char *line)
{
	if (!s->skip || !time_length(line))
		return false;
	if (strncmp(line, s->skip, strlen(s->skip)) <= 0)
		return true;
	free(take(s->skip));
	return false;
}

static void end_line(struct scrollback *s)
{
	if (!is_known(s, s->partial.buf))
		push(s, s->partial.buf, s->partial.len, false);
	str_reset(&s->partial);
}

void scrollback_feed(struct scrollback *s, const char *bytes, size_t len)
{
	while (len) {
		const char *newline = memchr(bytes, '\n', len);
		size_t part = newline ? (size_t)(newline - bytes) : len;
		size_t room = LIMIT_SCROLL_TEXT - MIN(s->partial.len, (size_t)LIMIT_SCROLL_TEXT);

		str_addn(&s->partial, bytes, MIN(part, room));
		if (!newline)
			return;
		end_line(s);
		bytes += part + 1;
		len -= part + 1;
	}
}

void scrollback_end(struct scrollback *s)
{
	if (s->partial.len)
		end_line(s);
}

void scrollback_note(struct scrollback *s, const char *text)
{
	scrollback_end(s);
	push(s, text, strlen(text), true);
}

const struct scroll_line *scrollback_at(const struct scrollback *s, uint64_t number)
{
	return number >= s->first && number - s->first < s->len ? slot(s, (size_t)(number - s->first)) : NULL;
}

uint64_t scrollback_next(const struct scrollback *s)
{
	return s->first + s->len;
}

char *scrollback_last_time(const struct scrollback *s)
{
	for (size_t i = s->len; i-- > 0; ) {
		const struct scroll_line *l = slot(s, i);
		size_t len = l->note ? 0 : time_length(l->text);

		if (len)
			return xstrndup(l->text, len);
	}
	return NULL;
}

void scrollback_resume(struct scrollback *s)
{
	free(s->skip);
	s->skip = scrollback_last_time(s);
}

size_t scroll_text_at(const struct scroll_line *l)
{
	size_t len = l->note ? 0 : time_length(l->text);

	return len ? len + 1 : 0;
}

bool scroll_matches(const struct scroll_line *l, const char *filter)
{
	bool without = filter && *filter == '!';
	const char *word = filter ? filter + without : "";

	return !*word || l->note || (strcasestr(l->text + scroll_text_at(l), word) != NULL) != without;
}
