/* Names of resources in limits, requests, quotas and ranges: what sim/validate/resources.c knows of them. */
#ifndef SIM_VALIDATE_AMOUNTS_H
#define SIM_VALIDATE_AMOUNTS_H

#include "sim/validate/check.h"

bool amount_is_standard(const char *name);	/* without a domain, it must be one of these */
bool amount_is_whole(const char *name);		/* counted, not measured */
bool amount_overcommits(const char *name);	/* a node may promise more of it than it has */

/* Both complain about the key of a map's member; the first is true for a known name without a domain. */
bool check_amount_name(const struct node *amount);
void check_container_amount_name(const struct node *amount);

#endif
