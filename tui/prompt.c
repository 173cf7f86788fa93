#include "tui/prompt.h"

#include "tui/codepoint.h"

#define HISTORY_MAX 100

void words_release(word_vec *words)
{
	for (size_t i = 0; i < words->len; i++)
		free(words->items[i]);
	vec_release(words);
}

void prompt_release(struct prompt *p)
{
	str_release(&p->text);
	words_release(&p->history);
	words_release(&p->words);
}

static void set_text(struct prompt *p, const char *text)
{
	_cleanup_(freep) char *copy = xstrdup(text);

	str_reset(&p->text);
	str_add(&p->text, copy);
	p->at = p->text.len;
}

void prompt_open(struct prompt *p, enum prompt_kind kind, const char *text)
{
	p->kind = kind;
	p->back = 0;
	set_text(p, text ? text : "");
}

void prompt_close(struct prompt *p)
{
	p->kind = PROMPT_NONE;
	words_release(&p->words);
}

void prompt_words(struct prompt *p, word_vec *words)
{
	words_release(&p->words);
	p->words = *words;
	*words = (word_vec)VEC_INIT;
}

/* --- editing one line --- */

static size_t before(const struct str *text, size_t at)
{
	while (at > 0 && ((unsigned char)text->buf[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t after(const struct str *text, size_t at)
{
	uint32_t c;

	return at < text->len ? at + codepoint_read(text->buf + at, &c) : at;
}

static void cut(struct str *text, size_t from, size_t to)
{
	memmove(text->buf + from, text->buf + to, text->len - to + 1);
	text->len -= to - from;
}

static size_t word_start(const struct str *text, size_t at)
{
	while (at > 0 && text->buf[at - 1] == ' ')
		at--;
	while (at > 0 && text->buf[at - 1] != ' ')
		at--;
	return at;
}

static void insert(struct str *text, size_t *at, uint32_t c)
{
	char bytes[5];
	size_t len = codepoint_write(c, bytes);

	str_addn(text, bytes, len);
	memmove(text->buf + *at + len, text->buf + *at, text->len - len - *at);
	memcpy(text->buf + *at, bytes, len);
	*at += len;
}

/* Cuts back to `from` and puts the cursor there. */
static bool cut_back(struct str *text, size_t *at, size_t from)
{
	if (from < *at)
		cut(text, from, *at);
	*at = from;
	return true;
}

bool edit_key(struct str *text, size_t *at, struct key k)
{
	switch (k.code) {
	case K_LEFT: *at = before(text, *at); return true;
	case K_RIGHT: *at = after(text, *at); return true;
	case K_HOME: case K_CTRL | 'a': *at = 0; return true;
	case K_END: case K_CTRL | 'e': *at = text->len; return true;
	case K_BACKSPACE: return cut_back(text, at, before(text, *at));
	case K_CTRL | 'w': return cut_back(text, at, word_start(text, *at));
	case K_CTRL | 'u': return cut_back(text, at, 0);
	case K_CTRL | 'k': str_cut(text, *at); return true;
	case K_DELETE:
		if (*at < text->len)
			cut(text, *at, after(text, *at));
		return true;
	default:
		break;
	}
	if (!key_is_text(k))
		return false;
	insert(text, at, k.code);
	return true;
}

/* --- the prompt --- */

static void remember(struct prompt *p)
{
	if (p->kind != PROMPT_COMMAND || !p->text.len)
		return;
	if (p->history.len && streq(vec_last(&p->history), p->text.buf))
		return;
	if (p->history.len == HISTORY_MAX) {
		free(p->history.items[0]);
		vec_remove(&p->history, 0);
	}
	vec_push(&p->history, xstrdup(p->text.buf));
}

static void recall(struct prompt *p, int step)
{
	size_t to = p->back + (size_t)step;

	if (p->kind != PROMPT_COMMAND || to > p->history.len)
		return;
	p->back = to;
	set_text(p, to ? p->history.items[p->history.len - to] : "");
}

enum prompt_result prompt_key(struct prompt *p, struct key k)
{
	switch (k.code) {
	case K_ESC: case K_CTRL | 'c':
		return PROMPT_CANCELLED;
	case K_ENTER:
		remember(p);
		return PROMPT_ACCEPTED;
	case K_TAB:
		if (p->words.len)
			set_text(p, p->words.items[0]);
		return PROMPT_GOES_ON;
	case K_UP: recall(p, 1); return PROMPT_GOES_ON;
	case K_DOWN: recall(p, -1); return PROMPT_GOES_ON;
	case K_BACKSPACE:
		if (!p->text.len)
			return PROMPT_CANCELLED;
		break;
	default:
		break;
	}
	edit_key(&p->text, &p->at, k);
	return PROMPT_GOES_ON;
}

/* What Tab would add, quietly, and the other words there are. */
static void draw_words(const struct prompt *p, struct pen *pen)
{
	if (p->at != p->text.len || !p->words.len)
		return;
	if (starts_with(p->words.items[0], p->text.buf))
		pen_text(pen, ROLE_muted, p->words.items[0] + p->text.len);
	pen_skip(pen, 3);
	for (size_t i = 1; i < p->words.len && pen->end - pen->x > 12; i++) {
		pen_text(pen, ROLE_muted, p->words.items[i]);
		pen_skip(pen, 2);
	}
}

void prompt_draw(const struct prompt *p, struct surface *s, int y)
{
	struct pen pen = pen_at(s, y, 1, s->width - 2);
	_cleanup_(freep) char *left = xstrndup(p->text.buf, p->at);

	pen_text(&pen, ROLE_key, p->kind == PROMPT_COMMAND ? ":" : "/");
	s->cursor_y = y;
	s->cursor_x = MIN(pen.x + text_columns(left), s->width - 1);
	pen_text(&pen, ROLE_strong, p->text.buf);
	draw_words(p, &pen);
}
