/*
 * Reading a YAML file that a person wrote, strictly: what is not known is a mistake, and each mistake is one sentence
 * that begins with "FILE:LINE: " and says what was expected. Pure.
 */
#ifndef TUI_STRICT_H
#define TUI_STRICT_H

#include "base/json.h"

/* A value and where it stands; all borrowed. value NULL: it is not there, and place is that of what should hold it. */
struct spot {
	const char *file;
	const json *value, *place;
};

/* Always -EINVAL. */
int spot_fail(const struct spot *s, struct err *err, const char *fmt, ...) PRINTF_LIKE(3, 4);
int spot_line(const struct spot *s);
struct spot spot_member(const struct spot *s, const char *key);
struct spot spot_item(const struct spot *s, size_t index);
/* It is a mapping, and each of its keys is one of these words: "path eq ne". `what` names it: "a step". */
int spot_keys(const struct spot *s, const char *what, const char *words, struct err *err);
/* A text that is not empty; absent leaves *ret alone, or is a mistake where it is required. */
int spot_text(const struct spot *s, const char *key, bool required, const char **ret, struct err *err);
int spot_number(const struct spot *s, const char *key, bool required, int64_t *ret, struct err *err);
int spot_bool(const struct spot *s, const char *key, bool *ret, struct err *err);
/* A list with at least one item; absent: *ret->value is NULL, or a mistake. */
int spot_list(const struct spot *s, const char *key, bool required, struct spot *ret, struct err *err);

#endif
