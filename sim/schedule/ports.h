/* Host ports, for the node-ports filter: each as one number of port and protocol. Addresses are not told apart. */
#ifndef SIM_SCHEDULE_PORTS_H
#define SIM_SCHEDULE_PORTS_H

#include "base/json.h"
#include "base/vec.h"

typedef VEC(int64_t) port_vec;

/* Appends those of a pod's spec. */
void host_ports(const json *spec, port_vec *ret);
bool ports_clash(const port_vec *a, const port_vec *b);

#endif
