/*
 * YAML to and from JSON trees: kubeconfigs, themes, worlds, lessons and manifests all read alike. Event API with its
 * own limits (size, depth, expanded aliases), core schema as Kubernetes reads it (YAML 1.1 booleans only where
 * sigs.k8s.io/yaml takes them: true/false/yes/no/on/off/y/n unquoted are booleans; 0644 is octal).
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/json.h"

/* The first document, or NULL with err ("line 4, column 2: ..."). An empty text gives JSON null. */
json *yaml_parse(const char *text, size_t len, struct err *err);
/* All documents as a JSON array; empty ones are left out. */
json *yaml_parse_all(const char *text, size_t len, struct err *err);
/* As yaml_parse; duplicate keys (last wins) are reported as a JSON array of texts `line 7: key "k" already set in
 * map`. */
json *yaml_parse_dup(const char *text, size_t len, json **ret_dups, struct err *err);
/* As yaml_parse, and where each value stands, for who reads strictly: a tree of the same shape in which a scalar is the
 * number of its line, and a mapping or a list an object of its members' places (a list's by index, "0"), whose own line
 * is its member "". A member's line is that of its name. */
json *yaml_parse_places(const char *text, size_t len, json **ret_places, struct err *err);
/* What Kubernetes says of a text that is no YAML: "line 1: did not find expected node content"; NULL if its first
 * document is well formed. Owned by the caller. */
char *yaml_problem(const char *text, size_t len);
int yaml_line(const json *place);			/* 0 for NULL */
/* Appends block-style YAML the way `kubectl -o yaml` prints it: keys in go-yaml's order, two spaces, lists not
 * indented under their key, literal blocks for multi-line text, other text folded at spaces beyond column 80, quotes
 * only where a plain scalar would be read as something else. */
void yaml_print(const json *j, struct str *out);

#endif
