/*
 * The one sanitiser between cluster text and cells. Names, labels, events, log lines come from strangers: what goes
 * through here is valid UTF-8 of visible characters only, of bounded length, and nothing in it can move a cursor,
 * change a colour, turn the direction of writing or hide. What was taken out is shown: ^[ for ESC, <9B> for CSI, <202E>
 * for a bidi override, <200B> for a zero-width space, <U+E000> for what is no character, U+FFFD for each byte that is
 * no UTF-8.
 */
#ifndef KUBE_SANITIZE_H
#define KUBE_SANITIZE_H

#include "base/str.h"

enum sanitize_flag {
	SANITIZE_LINES = 1,	/* \n and \t stay; the limit holds for each line */
	SANITIZE_ASCII = 2	/* for dialogs: the rest is shown as <U+00E9>, so that no name looks like another */
};

/* Appends text to out; at most LIMIT_CELL_TEXT bytes, then an ellipsis. */
void sanitize(const char *text, size_t len, unsigned flags, struct str *out);
/* The columns that sanitised text takes. */
int text_width(const char *utf8, size_t len);
/* How many bytes of it fit into so many columns, marks of the last character included; *ret_width (may be NULL) is
 * theirs. */
size_t text_fit(const char *utf8, size_t len, int columns, int *ret_width);

#endif
