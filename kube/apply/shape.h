/*
 * struct shape: what the schema says about one place of an object, as server-side apply sees it: a scalar, a struct, a
 * map or a list, owned as a whole or item by item. A struct has named fields, a map any keys.
 */
#ifndef KUBE_APPLY_SHAPE_H
#define KUBE_APPLY_SHAPE_H

#include "kube/apply/fieldset.h"
#include "kube/schema.h"

enum shape_type { SHAPE_SCALAR, SHAPE_STRUCT, SHAPE_MAP, SHAPE_LIST, SHAPE_ANY };

struct shape {
	enum shape_type type;		/* SHAPE_ANY: no schema (RawExtension); owned as a whole */
	bool atomic;
	bool item;			/* of a list or map: the field's flags about lists are spent */
	const struct message *message;	/* of a struct */
	const struct field *field;	/* NULL at the root, and of apiVersion and kind */
};

struct shape shape_root(const struct message *m);
/* What is below a struct's field or a map's key; false if the struct has no such field. */
bool shape_field(const struct shape *s, const char *key, struct shape *ret);
bool shape_is_named(const struct shape *s, const struct element *e);	/* a field of a struct */
struct shape shape_item(const struct shape *s);		/* of a list */
/* What is below an element of a set; false if nothing is known about it. */
bool shape_below(const struct shape *s, const struct element *e, struct shape *ret);
/* Copies the first of a list's keys ("name,protocol", as the schema has them) and answers where the next begins. */
#define SHAPE_KEY 64
const char *shape_next_key(const char *keys, char key[SHAPE_KEY]);
/* The element that an item of a list owned item by item is known by. NULL, or why it has none. */
const char *shape_element(struct pool *p, const struct shape *list, const json *item, struct element *ret);

#endif
