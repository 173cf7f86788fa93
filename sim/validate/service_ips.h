/*
 * What the server gives to Services: cluster addresses out of 10.0.0.0/16 and node ports out of 30000-32767. Nothing is
 * booked: what the stored Services have is taken. Chance comes from the world.
 */
#ifndef SIM_VALIDATE_SERVICE_IPS_H
#define SIM_VALIDATE_SERVICE_IPS_H

#include "sim/resource.h"

/* Fills in addresses, families and ports that the type needs and the object lacks; old: the state before, or NULL.
 * 0, or a negative code with why filled in if something asked for is not to be had. */
int service_allocate(const struct resource_context *x, json *o, const json *old, struct status *why);
/* Keeps what was given before and takes back what another type does not need. */
void service_carry_over(json *o, const json *old);

bool service_is_headless(const json *spec);

#endif
