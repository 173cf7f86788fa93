/*
 * What an unquoted YAML scalar means, by the rules of go-yaml v2, which is what sigs.k8s.io/yaml and so kubectl use:
 * YAML 1.1 with base-60 numbers left out. Used by base/yaml.c only.
 */
#ifndef BASE_YAML_SCALAR_H
#define BASE_YAML_SCALAR_H

#include "base/json.h"

enum yaml_meaning {
	YAML_TEXT,
	YAML_NULL,		/* empty, ~, null */
	YAML_BOOL,		/* y, yes, on, true and their opposites, in three spellings each */
	YAML_INT,		/* also 0x1F, 0o17, 017, 0b11, 1_000 */
	YAML_FLOAT,
	YAML_NOT_FINITE,	/* .inf, .nan: JSON has none */
	YAML_TIME,		/* read as text all the same, but quoted when printed */
};

/* The meaning, and the value where ret is not NULL: a new tree for null, booleans and numbers, NULL for the others. */
enum yaml_meaning yaml_meaning(const char *plain, json **ret);
/* Whether text may be printed without quotes: no reader, not even one that knows base 60, takes it for anything
 * else. */
bool yaml_is_plain_text(const char *text);
/* The order of keys when printed: as strcmp, but letters come last and runs of digits count as numbers (a9 before
 * a10). */
int yaml_compare_keys(const char *a, const char *b);

#endif
