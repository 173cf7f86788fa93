/*
 * struct node: a value inside an object that is being validated: what it is, where it stands and where complaints go.
 * Nodes live on the stack and point upwards; the path is put into words only when there is something to complain about.
 *
 *     check_non_negative(AT(spec, "replicas"));
 *     each_item(AT(spec, "containers"), check_container);
 */
#ifndef SIM_VALIDATE_NODE_H
#define SIM_VALIDATE_NODE_H

#include "sim/validate/go_struct.h"
#include "sim/resource.h"

struct node {
	const struct node *up;
	struct causes *causes;
	const json *value;		/* NULL: absent */
	const char *name;		/* NULL at the root and for items */
	long index;			/* of an item; NODE_MEMBER or NODE_KEY else */
};

enum { NODE_MEMBER = -1, NODE_KEY = -2 };

/* A node that lives as long as the block it is written in: these are for passing on, not for returning. */
#define NODE(...) (&(const struct node){ __VA_ARGS__ })
#define ROOT(tree, c) NODE(.causes = (c), .value = (tree), .index = NODE_MEMBER)
#define AT(n, key) ((const struct node[]){ node_at((n), (key)) })
/* A member that is shown under another name than where its value comes from. */
#define AS(n, key, v) ((const struct node[]){ node_as((n), (key), (v)) })
#define ITEM(n, v, i) ((const struct node[]){ node_item((n), (v), (i)) })
#define KEY(n, v) ((const struct node[]){ node_key((n), (v)) })	/* "requests[cpu]" */

struct node node_at(const struct node *n, const char *key);
struct node node_as(const struct node *n, const char *name, const json *value);
struct node node_item(const struct node *list, const json *item, long index);
struct node node_key(const struct node *map, const json *member);

/* "spec.containers[0].name" */
void node_path(const struct node *n, struct str *out);
const char *node_str(const struct node *n);			/* "" if it is no text */
int64_t node_int(const struct node *n, int64_t fallback);
bool node_empty(const struct node *n);				/* absent or a zero value */

typedef void (*node_fn)(const struct node *n);
void each_item(const struct node *list, node_fn fn);
void each_checked(const struct node *list, bool (*check)(const struct node *n));

/* Complaints about the node. A text that starts with the type of the error is made by sim/validate/causes.c. */
void refuse_required(const struct node *n, const char *detail);
void refuse_invalid(const struct node *n, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The value is shown otherwise than it came: as Go holds it. shown is taken. */
void refuse_invalid_as(const struct node *n, json *shown, const char *fmt, ...) PRINTF_LIKE(3, 4);
void refuse_unsupported(const struct node *n, const char *const *supported);
void refuse_duplicate(const struct node *n);
void refuse_duplicate_because(const struct node *n, const char *detail);
void refuse_forbidden(const struct node *n, const char *fmt, ...) PRINTF_LIKE(2, 3);
void refuse_not_found(const struct node *n);
void refuse_too_long(const struct node *n, size_t limit);
void refuse_too_many(const struct node *list, size_t limit);
/* Without the value. */
void refuse_invalid_bare(const struct node *n, const char *text);

#endif
