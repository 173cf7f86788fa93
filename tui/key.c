#include "tui/key.h"

#include "tui/codepoint.h"

struct named {
	const char *name;
	uint32_t code;
};

static const struct named names[] = {
	{ "enter", K_ENTER },   { "tab", K_TAB },       { "esc", K_ESC },      { "backspace", K_BACKSPACE },
	{ "up", K_UP },         { "down", K_DOWN },     { "left", K_LEFT },    { "right", K_RIGHT },
	{ "home", K_HOME },     { "end", K_END },       { "pgup", K_PAGE_UP }, { "pgdn", K_PAGE_DOWN },
	{ "delete", K_DELETE }, { "insert", K_INSERT }, { "space", ' ' },      { "f1", K_F1 },
	{ "f2", K_F1 + 1 },     { "f3", K_F1 + 2 },     { "f4", K_F1 + 3 },    { "f5", K_F1 + 4 },
	{ "f6", K_F1 + 5 },     { "f7", K_F1 + 6 },     { "f8", K_F1 + 7 },    { "f9", K_F1 + 8 },
	{ "f10", K_F1 + 9 },    { "f11", K_F1 + 10 },   { "f12", K_F1 + 11 },
};

static const struct named modifiers[] = { { "ctrl-", K_CTRL }, { "alt-", K_ALT }, { "shift-", K_SHIFT } };

bool key_is_text(struct key k)
{
	return k.code >= ' ' && k.code < 0x110000 && k.code != 0x7f;
}

void key_print(struct key k, struct str *out)
{
	uint32_t code = k.code & ~(uint32_t)(K_CTRL | K_ALT | K_SHIFT);
	char text[5];

	for (size_t i = 0; i < COUNT(modifiers); i++) {
		if (k.code & modifiers[i].code)
			str_add(out, modifiers[i].name);
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		if (names[i].code == code) {
			str_add(out, names[i].name);
			return;
		}
	}
	codepoint_write(code, text);
	str_add(out, text);
}

bool key_parse(const char *name, struct key *ret)
{
	uint32_t code = 0, c;

	for (size_t i = 0; i < COUNT(modifiers); i++) {
		size_t len = strlen(modifiers[i].name);

		if (starts_with(name, modifiers[i].name) && name[len]) {
			code |= modifiers[i].code;
			name += len;
		}
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		if (streq(names[i].name, name)) {
			*ret = KEY(code | names[i].code);
			return true;
		}
	}
	if (!*name || name[codepoint_read(name, &c)])
		return false;
	*ret = KEY(code | c);
	return true;
}
