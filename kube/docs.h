/*
 * What the API says of its own types (kubectl explain): for each message and field a text, and what of its OpenAPI
 * schema does not follow from kube/schema.h. Compiled in from kube/docs/, nothing is to be freed.
 *
 * A line of kube/docs/GROUP.docs is NAME, facts and text with tabs between them, sorted by name: "apps.StatefulSet" or
 * "apps.StatefulSet.spec" (the fields of inline messages stand under the outer one), "Quantity" and its like, and
 * "query.NAME" for the parameters of requests. Facts are members of a JSON object without its braces, the text is the
 * inside of a JSON string. Lines with # are comments.
 */
#ifndef KUBE_DOCS_H
#define KUBE_DOCS_H

#include <stdbool.h>
#include <stddef.h>

/* Neither ends in NUL. */
struct docs {
	const char *facts, *text;
	size_t facts_len, text_len;
};

/* field NULL: the message itself. False if nothing is known: *ret is empty then. */
bool docs_find(const char *message, const char *field, struct docs *ret);
/* True if the facts have a member of this name. */
bool docs_fact(const struct docs *d, const char *name);

#endif
