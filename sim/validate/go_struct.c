#include "sim/validate/go_struct.h"

#include <ctype.h>

/* Go's "SELinuxOptions" is JSON's "seLinuxOptions": of several capitals at the head the last begins a word. A name that
 * is all capitals is one word. */
static char *json_name(const char *go_name)
{
	char *name = xstrdup(go_name);
	size_t capitals = 0, lowered;

	while (isupper((unsigned char)name[capitals]))
		capitals++;
	lowered = name[capitals] ? MAX(capitals, (size_t)2) - 1 : capitals;
	for (size_t i = 0; i < lowered; i++)
		name[i] = (char)tolower((unsigned char)name[i]);
	return name;
}

static json *shown(const json *v, const struct go_field *f)
{
	json *list;

	if (json_is_null(v))
		return f->zero ? json_parse(f->zero, strlen(f->zero), NULL) : json_null();
	if (!f->inner)
		return json_copy(v);
	if (json_type(v) != JSON_ARRAY)
		return go_struct(v, f->inner);
	list = json_array();
	for (const json *i = json_first(v); i; i = json_next(i))
		json_push(list, go_struct(i, f->inner));
	return list;
}

json *go_struct(const json *object, const struct go_field *fields)
{
	json *out = json_object();

	for (const struct go_field *f = fields; f->name; f++) {
		_cleanup_(freep) char *key = json_name(f->name);

		json_set(out, f->name, shown(json_get(object, key), f));
	}
	return out;
}
