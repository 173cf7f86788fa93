/* See words.h. Words are found by a hash that looks at three bytes of them; base/words.awk has laid the slots by it. */
#include "base/words.h"

struct word {
	const char *text;
	uint8_t len;
};

#include "words.inc"	/* words, and slots: the number of a word counted from 1, 0 where there is none */

static size_t hash_of(const unsigned char *s, size_t len)
{
	return len * 153 + s[0] * 235u + s[len / 2] * 747u + s[len - 1] * 27u;
}

const char *word_find(const char *s, size_t len)
{
	if (!len)
		return "";
	for (size_t at = hash_of((const unsigned char *)s, len); slots[at % COUNT(slots)]; at++) {
		const struct word *w = &words[slots[at % COUNT(slots)] - 1];

		if (w->len == len && memcmp(w->text, s, len) == 0)
			return w->text;
	}
	return NULL;
}
