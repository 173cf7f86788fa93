/*
 * Words that are in nearly every object: the names of fields and what most clusters say besides (base/words.txt). The
 * program has one copy of each, so that ten thousand pods need not have ten thousand.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/base.h"

/* The program's own copy of the text, NULL if it has none. len is the text's; s need not end there. */
const char *word_find(const char *s, size_t len);

#endif
