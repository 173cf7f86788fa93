/*
 * A key as a person names it: "ctrl-d", "enter", "[", "up", "alt-x". One number a key, so that keys compare; text is
 * its code point, everything else lies above Unicode. A key out of a paste is marked: it is text and never confirms
 * anything.
 */
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include "base/str.h"

enum key_code {
	K_CTRL = 0x1000000, /* with a lower-case letter or one of [ ] \ ^ _ */
	K_ALT = 0x2000000,
	K_SHIFT = 0x4000000, /* with named keys only */
	K_NAMED = 0x200000,
	K_ENTER = K_NAMED,
	K_TAB,
	K_ESC,
	K_BACKSPACE,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_DELETE,
	K_INSERT,
	K_F1 = K_NAMED + 0x100, /* to F12 */
};

struct key {
	uint32_t code;
	bool pasted;
};

#define KEY(c) ((struct key){ .code = (c) })

/* True if the key is text that an editor would insert; a space is. */
bool key_is_text(struct key k);
void key_print(struct key k, struct str *out);
/* False if the name is none. */
bool key_parse(const char *name, struct key *ret);

#endif
