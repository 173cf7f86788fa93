#include "reconciler/reason.h"

struct reason reason_make(enum reason_code code, const char *subject, const char *fmt, ...)
{
	struct reason r = { .code = code, .subject = xstrdup(subject), .detail = xstrdup(""), .kubectl = xstrdup("") };
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	r.text = str_take(&text);
	return r;
}

void reason_release(struct reason *r)
{
	free(r->subject);
	free(r->text);
	free(r->detail);
	free(r->kubectl);
	*r = (struct reason){ 0 };
}
