/*
 * Nobody gives what he does not have: who writes a role or a binding must have all its rules, or may "escalate" or
 * "bind" it. Asked before the object is validated, as upstream does.
 */
#ifndef SIM_ACCESS_ESCALATION_H
#define SIM_ACCESS_ESCALATION_H

#include "sim/api/call.h"

/* 0, or 403 (404: the role of a binding is not there). tree: the role or binding as it is to be; old: as it was, NULL
 * on creation; a change that leaves rules, role and subjects alone passes. Other kinds pass. */
int escalation_check(struct call *c, const json *tree, const json *old);

#endif
