/*
 * Our own glyphs and how an ASCII terminal spells them, one column each. Views write the glyph; the surface respells
 * it.
 */
#ifndef TUI_GLYPH_H
#define TUI_GLYPH_H

#include "base/base.h"

/* The ASCII spelling of a code point beyond ASCII; '?' for one we have no word for. */
char glyph_ascii(uint32_t codepoint);

#endif
