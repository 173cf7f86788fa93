/* GET of one object. */
#include "sim/api/call.h"

#include "sim/api/version.h"

int api_get(struct call *c)
{
	const struct object *o;
	uint64_t rv;
	int r = version_read(c, call_param(c, "resourceVersion"), false, &rv);

	if (r == 0)
		r = version_reached(c, rv);
	if (r == 0)
		r = call_object(c, &o);
	if (r < 0)
		return r;
	if (c->form.as == FORM_PARTIAL_LIST)
		return call_refuse_form(c, "PartialObjectMetadataList", "is not a list", "");
	respond_object(c, 200, o);
	return 0;
}
