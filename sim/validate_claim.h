/* Validation of what PersistentVolumeClaims, claim templates and PersistentVolumes have in common. */
#ifndef SIM_VALIDATE_CLAIM_H
#define SIM_VALIDATE_CLAIM_H

#include "sim/check.h"

void validate_claim_spec(const struct node *spec);
/* accessModes: known ones, and ReadWriteOncePod alone. required: what is said when there is none. */
void validate_access_modes(const struct node *modes, const char *required);
void validate_volume_mode(const struct node *mode);

#endif
