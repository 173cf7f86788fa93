/* A method and a URL into an API request: which verb on which kind, namespace, name and subresource. */
#ifndef SIM_ROUTE_H
#define SIM_ROUTE_H

#include "sim/api/api.h"

/* The strings that a routed request points to. */
struct route {
	char *path;			/* decoded, without the query */
	char *segments;			/* the decoded segments, NUL-ended one after the other */
	char *query;
};

void route_release(struct route *r);
/* Fills method, verb, kind, namespace, name, subresource, path and query of req from url ("/api/v1/pods?limit=5"). */
void route_parse(struct route *r, const char *method, const char *url, struct api_request *req);

#endif
