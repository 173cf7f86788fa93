/* The one function behind base/vec.h's macros. */
#include "base/vec.h"
#include "base/log.h"

void *vec_grow_(void *items, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;

	if (more > SIZE_MAX / 2 / size)
		die("an array of %zu items is to grow", *cap);
	*cap = more;
	return xrealloc(items, more * size);
}
