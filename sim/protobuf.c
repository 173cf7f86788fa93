/* See protobuf.h. */
#include "sim/protobuf.h"

json *protobuf_decode(const char *bytes, size_t len, const char *type_name, struct err *err)
{
	(void)bytes, (void)len, (void)type_name;
	err_set(err, -EINVAL, "not yet");
	return NULL;
}
