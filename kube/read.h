/* What several kinds' `read` functions share. */
#ifndef KUBE_READ_H
#define KUBE_READ_H

#include "kube/object.h"

/* An integer as a 32-bit one, held at the ends of its range; fallback when absent or null. */
int32_t read_int32(const json *tree, const char *path, int32_t fallback);
/* Compact JSON of what is there, "" when it is absent or null. */
const char *read_json(const json *tree, const char *path, struct arena *arena);
/* An int-or-string as text: "2", "50%", "" when absent. */
const char *read_number_or_text(const json *tree, const char *path, struct arena *arena);
/* "RWO,RWX" of a list of access modes, in kubectl's order. */
const char *read_access_modes(const json *list, struct arena *arena);
/* The images of a pod spec's containers, joined with ",". */
const char *read_images(const json *spec, struct arena *arena);
/* The condition of this type in status.conditions, or NULL. */
const json *read_condition(const json *tree, const char *type);
bool read_condition_true(const json *tree, const char *type);
/* An annotation's text, "" when absent. */
const char *read_annotation(const json *tree, const char *key);

#endif
