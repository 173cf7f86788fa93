#include "kube/apply/shape.h"

static const struct field type_meta = { .name = "kind", .type = FIELD_STRING };

static struct shape of_value(const struct field *f, bool item)
{
	struct shape s = { .type = SHAPE_SCALAR, .field = f, .item = item };

	if (f->type == FIELD_RAW)
		s.type = SHAPE_ANY;
	if (f->type != FIELD_MESSAGE)
		return s;
	s.type = SHAPE_STRUCT;
	s.message = schema_of(f);
	s.atomic = f->flags & FIELD_ATOMIC;
	return s;
}

static struct shape of_field(const struct field *f)
{
	struct shape s = { .type = SHAPE_LIST, .field = f };

	if (f->flags & FIELD_MAP) {
		s.type = SHAPE_MAP;
		s.atomic = f->flags & FIELD_ATOMIC;
		return s;
	}
	if (!(f->flags & FIELD_REPEATED))
		return of_value(f, false);
	s.atomic = !(f->flags & (FIELD_LISTMAP | FIELD_LISTSET));
	return s;
}

struct shape shape_root(const struct message *m)
{
	return (struct shape){ .type = SHAPE_STRUCT, .message = m };
}

static const struct field *find_field(const struct message *m, const char *key)
{
	if (m->kind && (streq(key, "kind") || streq(key, "apiVersion")))
		return &type_meta;
	return schema_field(m, key);
}

struct shape shape_item(const struct shape *s)
{
	struct shape item = of_value(s->field, true);

	/* A flag that the list itself used up says nothing about its items. */
	if (!(s->field->flags & (FIELD_LISTMAP | FIELD_LISTSET)))
		item.atomic = false;
	return item;
}

bool shape_field(const struct shape *s, const char *key, struct shape *ret)
{
	const struct field *f;

	if (s->type == SHAPE_MAP) {
		*ret = of_value(s->field, true);
		if (s->field->flags & FIELD_REPEATED)
			*ret = (struct shape){ .type = SHAPE_LIST, .field = s->field, .atomic = true };
		return true;
	}
	f = s->type == SHAPE_STRUCT ? find_field(s->message, key) : NULL;
	if (f)
		*ret = of_field(f);
	return f;
}

bool shape_is_named(const struct shape *s, const struct element *e)
{
	return e->type == 'f' && s->type == SHAPE_STRUCT && find_field(s->message, e->text);
}

bool shape_below(const struct shape *s, const struct element *e, struct shape *ret)
{
	if (e->type == 'f')
		return shape_field(s, e->text, ret);
	if (s->type != SHAPE_LIST)
		return false;
	*ret = shape_item(s);
	return true;
}

/* --- the elements of lists --- */

/* Two keys have a value where an item leaves them out (see meta.v1.schema). */
static const char *key_default(const struct message *m, const char *key)
{
	static const char *const owners[] = { "core.ContainerPort", "core.ServicePort" };

	for (size_t i = 0; i < COUNT(owners); i++)
		if (streq(m->name, owners[i]) && streq(key, "protocol"))
			return "TCP";
	return NULL;
}

const char *shape_next_key(const char *keys, char key[SHAPE_KEY])
{
	size_t len = strcspn(keys, ",");

	assert(len < SHAPE_KEY);
	memcpy(key, keys, len);
	key[len] = 0;
	return keys + len + (keys[len] == ',');
}

static const char *element_by_keys(struct pool *p, const struct shape *list, const json *item, struct element *ret)
{
	_cleanup_(json_freep) json *keys = json_object();
	_cleanup_(str_release) struct str names = STR_INIT, why = STR_INIT;
	char key[SHAPE_KEY];

	if (json_type(item) == JSON_NULL)
		return "associative list with keys may not have a null element";
	if (json_type(item) != JSON_OBJECT)
		return "associative list with keys may not have non-map elements";
	for (const char *k = list->field->list_keys; *k;) {
		const json *value;
		const char *fallback;

		k = shape_next_key(k, key);
		value = json_get(item, key);
		fallback = key_default(schema_of(list->field), key);
		if (value || fallback)
			json_set(keys, key, value ? json_copy(value) : json_string(fallback));
		str_addf(&names, "%s\"%s\"", names.len > 0 ? " " : "", key);
	}
	if (json_len(keys) > 0) {
		*ret = element_of_keys(p, keys);
		return NULL;
	}
	str_addf(&why, "associative list with keys has an element that omits all key fields [%s] (and doesn't have "
		       "default values for any key fields)", names.buf);
	return pool_text(p, why.buf, why.len);
}

static const char *element_by_value(struct pool *p, const json *item, struct element *ret)
{
	switch (json_type(item)) {
	case JSON_OBJECT: return "associative list without keys has an element that's a map type";
	case JSON_ARRAY: return "not supported: associative list with lists as elements";
	case JSON_NULL:
	case JSON_NONE: return "associative list without keys has an element that's an explicit null";
	default: *ret = element_of_value(p, item); return NULL;
	}
}

const char *shape_element(struct pool *p, const struct shape *list, const json *item, struct element *ret)
{
	if (list->field->flags & FIELD_LISTMAP)
		return element_by_keys(p, list, item, ret);
	return element_by_value(p, item, ret);
}
