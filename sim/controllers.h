/* Starting and stopping the controllers of sim/controllers/, in the fixed order of their names. */
#ifndef SIM_CONTROLLERS_H
#define SIM_CONTROLLERS_H

#include "sim/controller.h"

struct controllers;

/* list: "*", names, and names with "-" in front that are left out ("*,-statefulset"). NULL with err on an unknown
 * name. */
struct controllers *controllers_start(struct world *w, const char *list, struct err *err);
void controllers_stop(struct controllers *c);			/* NULL is fine */
size_t controllers_count(void);
bool controllers_has_user(const char *user);	/* whether one of them, running or not, asks under this name */

#endif
