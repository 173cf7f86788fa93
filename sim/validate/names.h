/* Names, labels and finalizers as Kubernetes spells them, with the texts of its validation. */
#ifndef SIM_VALIDATE_NAMES_H
#define SIM_VALIDATE_NAMES_H

#include "sim/resource.h"

/* An object's name: an RFC 1123 label or subdomain. */
void name_check(struct causes *causes, const char *path, const json *name, bool label);
/* A generateName: what comes before the random letters, which may end in '-'. */
void name_check_prefix(struct causes *causes, const char *path, const json *prefix, bool label);
/* An object of labels: keys and values. */
void labels_check(struct causes *causes, const char *path, const json *labels);
void label_check_key(struct causes *causes, const char *path, const char *key);
/* The same form, called otherwise: annotations, finalizers, resources. */
void qualified_name_check(struct causes *causes, const char *path, const char *key);
bool finalizer_is_standard(const char *text);		/* or has a prefix; the form apart */

bool name_is_label(const char *text, size_t len);		/* RFC 1123 label, length apart */
bool name_is_subdomain(const char *text, size_t len);

#endif
