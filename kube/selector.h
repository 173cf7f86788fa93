/*
 * Label and field selectors, parsed once and matched often. Texts of errors are the API server's.
 */
#ifndef KUBE_SELECTOR_H
#define KUBE_SELECTOR_H

#include "base/vec.h"
#include "kube/object.h"

struct selector;		/* immutable */

/* "app=web,tier!=x,env in (a,b),!gone,n>3"; NULL or "" selects everything. NULL with err on bad syntax. */
struct selector *selector_parse(const char *text, struct err *err);
/* A LabelSelector tree (matchLabels, matchExpressions). nil tree selects nothing, {} everything. */
struct selector *selector_from_json(const json *label_selector, struct err *err);
/* A NULL selector matches nothing: one that could not be read must not select everything. */
void selector_free(struct selector *s);
void selector_freep(struct selector **s);
bool selector_matches(const struct selector *s, const struct label *labels, size_t n);	/* labels sorted by key */
bool selector_matches_json(const struct selector *s, const json *labels);	/* an object of strings, or NULL */
bool selector_is_everything(const struct selector *s);
void selector_print(const struct selector *s, struct str *out);	/* "app=nginx" as Scale.status.selector has it */

/* Field selectors: "metadata.name=web-0,status.phase!=Failed". */
struct field_term {
	char *path;
	char *value;
	bool differs;		/* != */
};
typedef VEC(struct field_term) field_selector;
int field_selector_parse(const char *text, field_selector *ret, struct err *err);
void field_selector_release(field_selector *s);

#endif
