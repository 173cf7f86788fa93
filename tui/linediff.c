#include "tui/linediff.h"

#include <stdlib.h>

typedef VEC(const char *) text_vec;

static void split(char *text, text_vec *ret)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (text || *line)
			vec_push(ret, line);
	}
}

/* How long the longest common part of what follows old[i] and new[j] is, for all i and j. */
static uint16_t *common_lengths(const text_vec *old, const text_vec *new)
{
	size_t width = new->len + 1;
	uint16_t *length = xcalloc((old->len + 1) * width, sizeof(*length));

	for (size_t i = old->len; i-- > 0;) {
		for (size_t j = new->len; j-- > 0;) {
			uint16_t down = length[(i + 1) * width + j], right = length[i * width + j + 1];

			length[i * width + j] = streq(old->items[i], new->items[j]) ?
				(uint16_t)(length[(i + 1) * width + j + 1] + 1) : MAX(down, right);
		}
	}
	return length;
}

static void walk(const text_vec *old, const text_vec *new, const uint16_t *length, diff_vec *all)
{
	size_t width = new->len + 1, i = 0, j = 0;

	while (i < old->len || j < new->len) {
		bool both = i < old->len && j < new->len;

		if (both && streq(old->items[i], new->items[j])) {
			vec_push(all, ((struct diff_line){ ' ', old->items[i] }));
			i++;
			j++;
		} else if (j == new->len || (both && length[(i + 1) * width + j] >= length[i * width + j + 1])) {
			vec_push(all, ((struct diff_line){ '-', old->items[i++] }));
		} else {
			vec_push(all, ((struct diff_line){ '+', new->items[j++] }));
		}
	}
}

static bool near_change(const diff_vec *all, size_t at, size_t context)
{
	size_t from = at > context ? at - context : 0, to = MIN(at + context, all->len - 1);

	for (size_t i = from; i <= to; i++) {
		if (all->items[i].sign != ' ')
			return true;
	}
	return false;
}

static void keep_near(const diff_vec *all, size_t context, diff_vec *ret)
{
	bool skipping = false, any = false;

	for (size_t i = 0; i < all->len; i++) {
		if (!near_change(all, i, context)) {
			skipping = true;
			continue;
		}
		if (skipping && any)
			vec_push(ret, ((struct diff_line){ '~', "" }));
		skipping = false;
		any = true;
		vec_push(ret, all->items[i]);
	}
}

void linediff(char *old, char *new, size_t context, diff_vec *ret)
{
	text_vec before = VEC_INIT, after = VEC_INIT;
	diff_vec all = VEC_INIT;
	uint16_t *length;

	split(old, &before);
	split(new, &after);
	before.len = MIN(before.len, LINEDIFF_MAX);
	after.len = MIN(after.len, LINEDIFF_MAX);
	length = common_lengths(&before, &after);
	walk(&before, &after, length, &all);
	keep_near(&all, context, ret);
	free(length);
	vec_release(&all);
	vec_release(&before);
	vec_release(&after);
}
