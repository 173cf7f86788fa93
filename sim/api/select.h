/* labelSelector and fieldSelector of one request, parsed against what the kind can be selected by. */
#ifndef SIM_API_SELECT_H
#define SIM_API_SELECT_H

#include "kube/selector.h"
#include "sim/api/call.h"

struct selection {
	const struct resource *resource;
	struct selector *labels;	/* NULL: all */
	field_selector fields;
};

/* Reads the query; 400 on bad syntax and unknown fields. */
int selection_read(struct call *c, struct selection *ret);
void selection_release(struct selection *s);
bool selection_matches(const struct selection *s, const struct object *o);
bool selection_is_everything(const struct selection *s);
/* The one name that metadata.name= asks for, or NULL. */
const char *selection_name(const struct selection *s);

#endif
