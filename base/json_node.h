/*
 * What the json_*.c files share and nobody else sees: a json is a cJSON node, and a number is either cJSON_Number (its
 * double prints as the text it was read from) or cJSON_Raw (the token itself, because no double does).
 */
#ifndef BASE_JSON_NODE_H
#define BASE_JSON_NODE_H

#include "base/json.h"

#include <cjson/cJSON.h>

/* How a string holds an escaped NUL: two bytes that are no UTF-8, so that text cannot spell them and ends where it
 * ends. */
#define JSON_ZERO "\xc0\x80"

#define JSON_EXACT_INT ((int64_t)1 << 53)	/* integers up to here are doubles exactly */

/* In a node's type, beside cJSON's own flags: its members are still text (json_fold.c). */
#define JSON_FOLDED (1 << 16)
/* What a copy has of a node's type. */
#define JSON_KIND (JSON_FOLDED | 0xff)

static inline int json_kind(const json *j)
{
	return j->type & 0xff;
}

/*
 * A node is one piece of memory: its text stands behind it. Its key is the program's own copy of the word
 * (base/words.h), as nearly all are, and lies where all look-ups find it warm; only an unknown one is a piece more.
 * cJSON's own flags (cJSON_StringIsConst, cJSON_IsReference) say what is not to be freed.
 */
json *json_node(int kind);

/* For nodes that come to be one after the other (json_slab.c). Sanitised builds have none: there each node is a piece
 * of memory by itself, so that its end is seen. */
#ifndef JSON_SLABS
#define JSON_SLABS 1
#endif
struct json_slabs {
	struct slab *now;
	size_t next;		/* bytes of the next one, as a wish */
};
void json_slabs_release(struct json_slabs *s);	/* the nodes stay; for _cleanup_ */

/* text: bytes behind the node. Without slabs the node is alone. */
json *json_place(struct json_slabs *from, int kind, size_t text);
/* valuestring has room for len bytes and a NUL, which is there. */
json *json_node_room(struct json_slabs *from, int kind, size_t len);
json *json_node_folded(struct json_slabs *from, const char *text, size_t len);	/* as json_fold */
void json_node_key(json *j, const char *key, size_t len);	/* copied, where it is no word */
json *json_unfold(json *j);			/* its first child, which is in the tree from now on */

/* The first child of any node. Looking changes how a folded one is held, not what it says: hence const. */
static inline json *json_children(const json *j)
{
	return j->type & JSON_FOLDED ? json_unfold((json *)j) : j->child;
}

/* Puts value at the end of an array or object; the key is the caller's to set. cJSON's own is a call more. */
static inline void json_link(json *parent, json *value)
{
	json *first = json_children(parent);

	value->next = NULL;
	value->prev = first ? first->prev : value;
	if (first)
		first->prev = first->prev->next = value;
	else
		parent->child = value;
}

/* Whether the token is an integer (no fraction, no exponent), as Kubernetes asks of one. */
bool json_token_is_int(const char *token);
/* Go's encoding/json form of a number: shortest digits that read back the same, exponents below 1e-6 and from 1e21. */
void json_add_double(struct str *out, double d);
/* The same digits as Go's strconv 'g' lays them out, which is what YAML has: exponents below 1e-4 and from 1e6. */
void json_add_double_g(struct str *out, double d);
/* The members of an object by the bytes of their keys, equal keys in tree order; malloc'd, NULL when there are none. */
json **json_sorted_members(const json *object, size_t *ret_len);

#endif
