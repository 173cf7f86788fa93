/* What PersistentVolumeClaims, claim templates and PersistentVolumes have in common. */
#ifndef SIM_VALIDATE_CLAIM_H
#define SIM_VALIDATE_CLAIM_H

#include "sim/validate/check.h"

/* Where the class stood before it was a field. */
#define CLASS_ANNOTATION "volume.beta.kubernetes.io/storage-class"

void validate_claim_spec(const struct node *spec);
/* accessModes: known ones, and ReadWriteOncePod alone. required: what is said when there is none. */
void validate_access_modes(const struct node *modes, const char *required);
void validate_volume_mode(const struct node *mode);

void warn_class_annotation(const json *o, json *warnings);
/* Adds the finalizer that keeps an object while it is in use, unless it is there. */
void protect_in_use(json *o, const char *finalizer);

#endif
