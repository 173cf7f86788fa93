/*
 * struct attributes: what a request is to authorization: a verb on a resource, or on a path that is none. Read from a
 * request as upstream reads it from the URL, or from a review.
 */
#ifndef SIM_ACCESS_ATTRIBUTES_H
#define SIM_ACCESS_ATTRIBUTES_H

#include "sim/access/identity.h"

struct api_request;
struct status;

/* Texts are never NULL; they point into the request or review, or into `text`. */
struct attributes {
	bool is_resource;
	const char *verb, *group, *version, *resource, *subresource, *namespace, *name;
	const char *path;		/* where it is no resource */
	char *text;			/* owned */
};

void attributes_of_request(const struct api_request *req, struct attributes *ret);
/* Of spec.resourceAttributes or spec.nonResourceAttributes of a review. */
void attributes_of_review(const json *spec, struct attributes *ret);
void attributes_release(struct attributes *a);

/* Fills in the 403; reason is added to it where it is not empty. Returns -403. */
int attributes_forbid(const struct attributes *a, const char *user, const char *reason, struct status *ret);

#endif
