/*
 * JSON trees over cJSON, safe for text from strangers and exact for numbers.
 *
 * Text is checked as it is read (the nodes are cJSON's, but it does not parse): UTF-8, no raw control bytes, no NUL (an
 * escaped one is held as C0 80 and printed as \u0000 again), depth <= LIMIT_JSON_DEPTH, node count. Numbers that a
 * double does not hold exactly are carried as raw tokens and printed as they came (int64 is never rounded:
 * terminationGracePeriodSeconds 9223372036854775807 survives). Printing is ours: Go's escapes (<, >, & as \u003c...),
 * no white space, members in tree order or sorted by bytes. Look-ups are case-sensitive and in order.
 *
 * A `json` is a cJSON node; callers use only the functions below. Getters accept NULL and the wrong type and answer
 * "absent", so chains need no checks.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

typedef struct cJSON json;

enum json_type { JSON_NONE, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* --- parse and print --- */
/* The tree, owned by the caller, or NULL with err set ("line 3, column 7: ..."). Duplicate keys: the last one wins,
 * as in Go; json_parse_dup also collects their paths ("spec.replicas") as a JSON array when dups is not NULL. */
json *json_parse(const char *text, size_t len, struct err *err);
json *json_parse_dup(const char *text, size_t len, json **ret_dups, struct err *err);
/*
 * Text of this program's own printing (an object's bytes, say) to a tree in which objects under the keys `folded`
 * (ended by NULL) are folded: held as their text until somebody looks at their members, and copied, compared, printed
 * and freed by the piece till then. Nobody but who asks for it need know. Two that are folded are equal if their texts
 * are.
 */
json *json_parse_folded(const char *text, size_t len, const char *const *folded, struct err *err);
json *json_fold(const char *text, size_t len);		/* one such object from its text, which must be one's */
const char *json_folded(const json *j);			/* its text, while it is folded; else NULL */
/* How long the object at the beginning of text is, as printed; 0 if there is none or white space is in it. */
size_t json_folded_len(const char *text, size_t len);
void json_free(json *j);				/* NULL is fine */
void json_freep(json **j);				/* for _cleanup_ */
enum json_print { JSON_PLAIN = 0, JSON_SORTED = 1, JSON_PRETTY = 2 };
void json_print(const json *j, int flags, struct str *out);
char *json_text(const json *j);				/* plain, malloc'd */

/* --- read --- */
enum json_type json_type(const json *j);		/* JSON_NONE for NULL */
json *json_get(const json *object, const char *key);	/* NULL if absent; an explicit null is a JSON_NULL node */
/* "spec.template.spec.containers.0.image"; keys without dots only. */
json *json_at(const json *j, const char *path);
json *json_item(const json *array, size_t index);
size_t json_len(const json *j);				/* members or items; 0 else */
json *json_first(const json *j);			/* for (json *i = json_first(a); i; i = json_next(i)) */
json *json_next(const json *j);
const char *json_key(const json *member);		/* NULL for array items */
const char *json_str(const json *j);			/* text of a string, else NULL */
const char *json_str_or(const json *j, const char *fallback);
bool json_int(const json *j, int64_t *ret);		/* false unless an integer that fits */
int64_t json_int_or(const json *j, int64_t fallback);
double json_double(const json *j);			/* 0 unless a number */
bool json_true(const json *j);				/* true only for true */
bool json_is_null(const json *j);			/* absent or null */
bool json_is_empty(const json *j);			/* absent, null, "", 0, false, [] or {} */
/* Deep equality; members in any order, numbers by value. */
bool json_equal(const json *a, const json *b);
/* Shorthands for the commonest chain: a member's text or integer. */
const char *json_get_str(const json *object, const char *key);			/* NULL if not a string */
int64_t json_get_int(const json *object, const char *key, int64_t fallback);

/* --- build and change; values given are owned by the tree from then on --- */
json *json_null(void);
json *json_bool(bool b);
json *json_number(int64_t n);
json *json_real(double d);
json *json_string(const char *s);			/* copied */
json *json_stringn(const char *s, size_t len);
json *json_raw_number(const char *token);		/* a number token kept as it is */
json *json_array(void);
json *json_object(void);
json *json_copy(const json *j);
json *json_set(json *object, const char *key, json *value);	/* adds or replaces in place; returns value */
json *json_add(json *object, const char *key, json *value);	/* the key must be new: not looked for, so O(1) */
/* value takes the place and the key of child, which is freed. */
void json_replace(json *parent, json *child, json *value);
json *json_set_str(json *object, const char *key, const char *s);
json *json_set_int(json *object, const char *key, int64_t n);
json *json_set_at(json *object, const char *path, json *value);	/* makes objects on the way ("metadata.labels") */
json *json_push(json *array, json *value);
void json_insert(json *array, size_t index, json *value);
json *json_detach(json *parent, json *child);			/* child leaves the tree and is the caller's */
void json_del(json *object, const char *key);			/* absent is fine */
void json_drop(json *parent, json *child);			/* detach and free */
/* The member object[key], made as {} (json_want_array: []) if it is absent or of another type. */
json *json_want(json *object, const char *key);
json *json_want_array(json *object, const char *key);

/* --- templates: JSON text with holes --- */
/* Appends JSON text. In fmt: ' stands for ", %q a quoted and escaped string (NULL gives null), %j a json tree, %d an
 * int, %ld an int64_t, %b a bool, %s raw text that already is JSON, %% a percent sign. */
void str_addjson(struct str *out, const char *fmt, ...);
/* The same, parsed: json_format("{'metadata':{'name':%q}}", name). fmt is ours, so a mistake in it is a bug
 * (assert). */
json *json_format(const char *fmt, ...);
/* A JSON string token with Go's escapes; invalid UTF-8 becomes \ufffd. */
void str_add_quoted(struct str *out, const char *s, size_t len);

#endif
