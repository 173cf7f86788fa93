#include "kube/unicode.h"

/* Where each run of one class begins, shifted by three; the class is below. scripts/unicode.py makes it. */
static const uint32_t runs[] = {
#include "kube/unicode.inc"
};

enum unicode unicode_class(uint32_t c)
{
	size_t low = 0, high = COUNT(runs);

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (runs[middle] >> 3 <= c)
			low = middle;
		else
			high = middle;
	}
	return c > 0x10ffff ? UNICODE_NOTHING : (enum unicode)(runs[low] & 7);
}
