/*
 * HTTP header lines, both ways: those of a request, from what it is and who sends it, and the few of an answer that we
 * read. Pure. A value with a line break would be another header, and is refused.
 */
#ifndef CLIENT_HEADERS_H
#define CLIENT_HEADERS_H

#include "client/config.h"
#include "client/transport.h"

struct header_options {
	const char *accept, *content_type;	/* NULL: JSON; content_type only where there is a body */
	bool body;
	const char *host;			/* NULL: the URL's */
	const char *token;			/* bearer; NULL: none */
	const struct config *config;		/* whom to impersonate */
};

/* Appends lines "Name: value", owned by the caller. -EINVAL names the header that cannot be sent. */
int headers_make(const struct header_options *o, name_vec *ret, struct err *err);
void headers_release(name_vec *lines);

/* Reads one line of an answer's head (no line end) into head; a Warning's text is appended to warnings. A status line
 * begins anew. */
void headers_read(const char *line, struct transport_head *head, name_vec *warnings);

#endif
