/* The in-process port: a struct request straight to the API, its answer before submit returns, nothing printed or
 * parsed twice. */
#ifndef SIM_PORT_H
#define SIM_PORT_H

#include "sim/api/api.h"

struct sim_port;

struct sim_port *sim_port_new(struct api *api, const char *user);
void sim_port_free(struct sim_port *p);
struct port *sim_port_interface(struct sim_port *p);
const char *sim_port_user(const struct sim_port *p);

#endif
