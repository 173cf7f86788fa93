/* Field errors as apimachinery's field package words them: "TYPE: VALUE: DETAIL". */
#include "sim/validate/causes.h"

/* Strings as Go quotes them, everything else as JSON. */
static void value_add(struct str *out, const json *value)
{
	if (json_str(value))
		str_add_quoted(out, json_str(value), strlen(json_str(value)));
	else if (!value)
		str_add(out, "null");
	else
		json_print(value, JSON_PLAIN, out);
}

void cause_required(struct causes *c, const char *path, const char *detail)
{
	status_cause(c->status, "FieldValueRequired", path, "Required value%s%s", detail && *detail ? ": " : "",
	             detail ? detail : "");
}

void cause_invalid(struct causes *c, const char *path, const json *value, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT, detail = STR_INIT;
	va_list args;

	str_add(&text, "Invalid value: ");
	value_add(&text, value);
	va_start(args, fmt);
	str_vaddf(&detail, fmt, args);
	va_end(args);
	if (detail.len > 0)
		str_addf(&text, ": %s", detail.buf);
	status_cause(c->status, "FieldValueInvalid", path, "%s", text.buf);
}

void cause_unsupported(struct causes *c, const char *path, const json *value, const char *const *supported)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "Unsupported value: ");
	value_add(&text, value);
	for (size_t i = 0; supported && supported[i]; i++) {
		str_add(&text, i == 0 ? ": supported values: " : ", ");
		str_add_quoted(&text, supported[i], strlen(supported[i]));
	}
	status_cause(c->status, "FieldValueNotSupported", path, "%s", text.buf);
}

void cause_duplicate(struct causes *c, const char *path, const json *value, const char *detail)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "Duplicate value: ");
	value_add(&text, value);
	status_cause(c->status, "FieldValueDuplicate", path, "%s%s%s", text.buf, detail ? ": " : "",
	             detail ? detail : "");
}

void cause_forbidden(struct causes *c, const char *path, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	status_cause(c->status, "FieldValueForbidden", path, "Forbidden: %s", text.buf);
}

void cause_not_found(struct causes *c, const char *path, const json *value)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "Not found: ");
	value_add(&text, value);
	status_cause(c->status, "FieldValueNotFound", path, "%s", text.buf);
}

void cause_too_long(struct causes *c, const char *path, size_t limit)
{
	status_cause(c->status, "FieldValueTooLong", path, "Too long: may not be more than %zu bytes", limit);
}

void cause_too_many(struct causes *c, const char *path, size_t count, size_t limit)
{
	status_cause(c->status, "FieldValueTooMany", path, "Too many: %zu: must have at most %zu items", count, limit);
}

void cause_invalid_bare(struct causes *c, const char *path, const char *detail)
{
	status_cause(c->status, "FieldValueInvalid", path, "Invalid value: %s", detail);
}

size_t causes_count(const struct causes *c)
{
	return c->status->causes.len;
}

void warning_add(json *warnings, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	json_push(warnings, json_string(text.buf));
}
