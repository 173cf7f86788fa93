/* See gotext.h. */
#include "sim/gotext.h"

void gotext_json_error(const char *text, size_t len, struct err *err)
{
	size_t at = 0;

	while (at < len && text[at] && strchr(" \t\r\n", text[at]))
		at++;
	if (at < len && text[at] > ' ' && text[at] < 0x7f && !strchr("{[\"-0123456789tfn", text[at]))
		err_set(err, -EINVAL, "invalid character '%c' looking for beginning of value", text[at]);
	else if (at == len || strstr(err->text, "ends too early"))
		err_set(err, -EINVAL, "unexpected end of JSON input");
}
