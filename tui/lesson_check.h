/*
 * What must have become true in a step of a lesson: predicates on the cluster, never on keys. A check is a pure
 * function of what the cache holds, of what happened since the step began and of the cluster's time, so that it says
 * the same live, on a world that was built anew, and in tests. One row a predicate: tui/lesson_words.c.
 *
 *   get: sts/web             there is such an object; with path: and eq ne gt ge lt le match or exists, a field of it
 *   absent: pvc/www-web-1    there is none
 *   pods: web-*              how many of these pods there are: count: (and ready: phase: image:)
 *   claims: www-web-*        the same for claims: count: (and phase:)
 *   event: Killing           an event with this reason since the step began (about: pod/web-0, message: part of it)
 *   order: [web-0, web-1]    pods in the order in which they became by: created, ready, deleting, gone
 *   same: pvc/www-web-0      it is there and is the one that was there when the step began
 *   changed: pod/web-0       it is there and is another one
 *   all: any: [...] not: {}  combinations
 *   stable: 2s               beside any of them: it has been so for that long
 *
 * A path is kubectl's, as far as fields go: .spec.replicas, .spec.template.spec.containers[0].image,
 * .metadata.labels['a/b'].
 */
#ifndef TUI_LESSON_CHECK_H
#define TUI_LESSON_CHECK_H

#include "tui/record.h"
#include "tui/strict.h"

struct facts {
	struct cache *cache;			/* must keep the bytes of what `get` with a path asks for */
	const char *namespace;
	const struct record *record;
	int64_t now_ms;
};

struct check_word;

/* Strings are borrowed from the tree that it was read from. */
struct check {
	const struct check_word *word;
	const struct kind *kind;
	const char *name;			/* of the object, or a pattern with * */
	const char *path, *relation;
	const json *value;			/* what is compared with, a list of names */
	const char *phase, *image, *message;
	int ready;				/* -1: not asked */
	int deed;
	int64_t count;
	int64_t stable_ms;
	int64_t since_ms;			/* it has been so since then; -1: it is not so */
	VEC(struct check *) parts;
};

/* extra: keys more that may stand beside it. */
struct check *check_read(const struct spot *s, const char *extra, struct err *err);
void check_free(struct check *c);
void check_reset(struct check *c);		/* forgets since when it has been so */
/* *ret_again: lowered to the ms after which time alone may make it true; INT64_MAX before, and left so if none. */
bool check_holds(struct check *c, const struct facts *f, int64_t *ret_again);

/* --- between the files of the checks --- */

struct check_word {
	const char *word;
	const char *keys;			/* what may stand beside it */
	int (*read)(struct check *c, const struct spot *s, struct err *err);
	bool (*holds)(struct check *c, const struct facts *f, int64_t *ret_again);
};
const struct check_word *check_word_at(size_t index);	/* NULL after the last */
/* What a path leads to, or NULL. -EINVAL from the other if the path is none. */
const json *field_at(const json *tree, const char *path);
int field_check(const char *path);
/* * stands for any letters. */
bool glob_match(const char *pattern, const char *text);

#endif
