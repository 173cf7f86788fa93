/* JSON text with holes: ' stands for ", so that templates are readable in C. */
#include "base/json_node.h"

struct holes {
	va_list args;
};

/* Fills the hole whose letter fmt points to; returns the letter's last place. */
static const char *fill(struct str *out, const char *fmt, struct holes *holes)
{
	const char *text;

	switch (*fmt) {
	case 'q':
		text = va_arg(holes->args, const char *);
		if (text)
			str_add_quoted(out, text, strlen(text));
		else
			str_add(out, "null");
		break;
	case 'j': json_print(va_arg(holes->args, const json *), JSON_PLAIN, out); break;
	case 'd': str_addf(out, "%d", va_arg(holes->args, int)); break;
	case 'l':
		assert(fmt[1] == 'd');
		str_addf(out, "%" PRId64, va_arg(holes->args, int64_t));
		return fmt + 1;
	case 'b': str_add(out, va_arg(holes->args, int) ? "true" : "false"); break;
	case 's':
		text = va_arg(holes->args, const char *);
		str_add(out, text ? text : "null");
		break;
	case '%': str_addc(out, '%'); break;
	default: assert(false && "a hole that base/json.h does not name");
	}
	return fmt;
}

static void add_template(struct str *out, const char *fmt, struct holes *holes)
{
	for (; *fmt; fmt++) {
		if (*fmt == '%')
			fmt = fill(out, fmt + 1, holes);
		else
			str_addc(out, *fmt == '\'' ? '"' : *fmt);
	}
}

void str_addjson(struct str *out, const char *fmt, ...)
{
	struct holes holes;

	va_start(holes.args, fmt);
	add_template(out, fmt, &holes);
	va_end(holes.args);
}

json *json_format(const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct holes holes;
	json *j;

	va_start(holes.args, fmt);
	add_template(&text, fmt, &holes);
	va_end(holes.args);
	j = json_parse(text.buf, text.len, NULL);
	assert(j && "a template that is not JSON");
	return j;
}
