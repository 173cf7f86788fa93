/* What the writers of answers share (respond.c, respond_list.c); verbs use the functions in call.h. */
#ifndef SIM_API_RESPOND_H
#define SIM_API_RESPOND_H

#include "sim/api/call.h"
#include "sim/table.h"

/* Sends JSON text (taken) in the client's layout: as it is, indented, or as YAML. */
void respond_json(struct call *c, int code, struct str *text);
struct table_options respond_table_options(struct call *c);

#endif
