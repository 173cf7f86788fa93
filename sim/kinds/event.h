/* What both forms of events share: sim/kinds/event.c and sim/kinds/newevent.c. */
#ifndef SIM_KINDS_EVENT_H
#define SIM_KINDS_EVENT_H

#include "sim/validate/node.h"

extern const struct column event_columns[];
#define EVENT_COLUMNS 10

/* The old form's rules; the new form's names are used in complaints. regarding: the member that the event is about. */
void event_check(const struct node *root, const struct node *regarding, const char *reporter);

#endif
