/*
 * Node selector terms, as node affinity and the node affinity of volumes have them: terms are alternatives, what stands
 * in one term must all hold. An absent list selects every node, an empty one none.
 */
#ifndef SIM_SCHEDULE_NODE_TERMS_H
#define SIM_SCHEDULE_NODE_TERMS_H

#include "kube/object.h"

bool node_terms_match(const json *node_selector_terms, const struct object *node);
bool node_term_matches(const json *term, const struct object *node);

#endif
