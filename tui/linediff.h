/* The difference of two texts by lines: the longest common part stays, what is only in one is taken out or put in. */
#ifndef TUI_LINEDIFF_H
#define TUI_LINEDIFF_H

#include "base/vec.h"

struct diff_line {
	char sign;			/* ' ', '-' or '+'; '~' stands for lines left out */
	const char *text;		/* borrowed from the texts, ended; of '~': "" */
};
typedef VEC(struct diff_line) diff_vec;

#define LINEDIFF_MAX 3000		/* lines of one text; what lies beyond is not compared */

/* Cuts both texts into lines and appends the difference, with `context` unchanged lines around each change. Nothing is
 * appended where they are equal. */
void linediff(char *old, char *new, size_t context, diff_vec *ret);

#endif
