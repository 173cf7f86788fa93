/* The rules that `ordinal reconcile` needs, as YAML for kubectl apply. */
#ifndef CMD_RBAC_H
#define CMD_RBAC_H

#include "base/base.h"

/* act: what --act needs, else what observing needs. Static text. */
const char *rbac_rules(bool act);

#endif
