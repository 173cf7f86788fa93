#include "tui/glyph.h"

#include "tui/codepoint.h"

struct spelling {
	const char *glyphs;		/* all of these ... */
	char ascii;			/* ... are spelt so */
};

static const struct spelling spellings[] = {
	/* States: ready, starting, not ready, stopping, failed, missing, condemned. */
	{ "●", '*' }, { "◐", '~' }, { "○", 'o' }, { "◌", '-' }, { "✕", 'x' }, { "·", '.' }, { "▽", 'v' }, { "◎", '@' },
	/* Lines and boxes. */
	{ "─━", '-' }, { "│", '|' }, { "┃", '#' }, { "┌┐└┘├┤┬┴┼╭╮╰╯", '+' },
	/* Marks. */
	{ "▸▶›→", '>' }, { "◂◀‹←", '<' }, { "↑▲", '^' }, { "↓▼", 'v' }, { "✓", '+' }, { "■█", '#' }, { "□░", '.' },
	{ "…", '~' }, { "×", 'x' }, { "–—", '-' }, { "‘’", '\'' }, { "“”", '"' }, { "◆", '*' }, { "▌▎", '>' },
};

char glyph_ascii(uint32_t codepoint)
{
	for (size_t i = 0; i < COUNT(spellings); i++) {
		uint32_t c;

		for (const char *p = spellings[i].glyphs; *p; ) {
			p += codepoint_read(p, &c);
			if (c == codepoint)
				return spellings[i].ascii;
		}
	}
	return '?';
}
