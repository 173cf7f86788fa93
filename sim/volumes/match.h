/* Which volume would do for which claim: the binder and the scheduler ask the same question. */
#ifndef SIM_VOLUMES_MATCH_H
#define SIM_VOLUMES_MATCH_H

#include "kube/object.h"

/* Class, modes, volume mode, size and selector fit, and the volume is nobody's or is meant for this claim. */
bool volume_fits_claim(const struct object *volume, const struct object *claim);
/* Its claimRef names this claim: by uid, or without one. */
bool volume_is_for(const struct object *volume, const struct object *claim);
bool volume_is_smaller(const struct object *a, const struct object *b);

#endif
