/* Continue tokens: where a paged list goes on, and as of which revision. Opaque to clients, base64url of JSON as
 * upstream's. */
#ifndef SIM_API_PAGE_H
#define SIM_API_PAGE_H

#include "sim/api/call.h"

struct page {
	int64_t rv;			/* -1: go on with the present state */
	char *namespace;		/* the last object of the page before */
	char *name;
};

void page_release(struct page *p);
void page_token(int64_t rv, const struct object *last, struct str *out);
/* 400 with the server's words if it is no token of ours. */
int page_read(struct call *c, const char *token, struct page *ret);

#endif
