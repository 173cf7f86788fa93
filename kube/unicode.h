/* What a character looks like in a terminal: how wide it is, and whether it can be seen at all. */
#ifndef KUBE_UNICODE_H
#define KUBE_UNICODE_H

#include "base/base.h"

enum unicode {
	UNICODE_NARROW,		/* one column */
	UNICODE_WIDE,		/* two columns */
	UNICODE_MARK,		/* none: it joins the character before it */
	UNICODE_HIDDEN,		/* shows nothing: zero-width, fillers, format and tag characters */
	UNICODE_BIDI,		/* turns the direction of the text */
	UNICODE_NOTHING		/* unassigned, private, surrogate, noncharacter */
};

enum unicode unicode_class(uint32_t c);

#endif
