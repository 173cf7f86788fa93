/* Changing trees in place, linked as cJSON links them. A value put into a tree belongs to it from then on. */
#include "base/json_node.h"

static void set_key(json *j, const char *key)
{
	if (key != j->string)
		json_node_key(j, key, strlen(key));
}

static void drop_key(json *j)
{
	if (!(j->type & cJSON_StringIsConst))
		free(j->string);
	j->string = NULL;
	j->type &= ~cJSON_StringIsConst;
}

/* Value takes the place of old, which is freed. */
static void swap(json *parent, json *old, json *value)
{
	value->next = old->next;
	value->prev = old->prev == old ? value : old->prev;
	if (parent->child == old)
		parent->child = value;
	else
		value->prev->next = value;
	if (value->next)
		value->next->prev = value;
	else
		parent->child->prev = value;
	old->next = NULL;
	json_free(old);
}

json *json_set(json *object, const char *key, json *value)
{
	json *old = json_get(object, key);

	assert(value && json_type(object) == JSON_OBJECT);
	assert(old != value);
	set_key(value, key);
	if (old)
		swap(object, old, value);
	else
		json_link(object, value);
	return value;
}

json *json_add(json *object, const char *key, json *value)
{
	assert(value && json_type(object) == JSON_OBJECT);
	set_key(value, key);
	json_link(object, value);
	return value;
}

void json_replace(json *parent, json *child, json *value)
{
	assert(value && child != value);
	if (child->string)
		set_key(value, child->string);
	else
		drop_key(value);
	swap(parent, child, value);
}

json *json_set_str(json *object, const char *key, const char *s)
{
	return json_set(object, key, json_string(s));
}

json *json_set_int(json *object, const char *key, int64_t n)
{
	return json_set(object, key, json_number(n));
}

json *json_set_at(json *object, const char *path, json *value)
{
	const char *dot = strchr(path, '.');

	while (dot) {
		_cleanup_(freep) char *key = xstrndup(path, (size_t)(dot - path));

		object = json_want(object, key);
		path = dot + 1;
		dot = strchr(path, '.');
	}
	return json_set(object, path, value);
}

json *json_push(json *array, json *value)
{
	assert(value && json_type(array) == JSON_ARRAY);
	drop_key(value);
	json_link(array, value);
	return value;
}

void json_insert(json *array, size_t index, json *value)
{
	json *after = json_item(array, index);

	assert(value && json_type(array) == JSON_ARRAY);
	if (!after) {
		json_push(array, value);
		return;
	}
	drop_key(value);
	value->next = after;
	value->prev = after->prev;
	if (array->child == after)
		array->child = value;
	else
		after->prev->next = value;
	after->prev = value;
}

json *json_detach(json *parent, json *child)
{
	return cJSON_DetachItemViaPointer(parent, child);
}

void json_del(json *object, const char *key)
{
	json *member = json_get(object, key);

	if (member)
		json_drop(object, member);
}

void json_drop(json *parent, json *child)
{
	json_free(json_detach(parent, child));
}

static json *want(json *object, const char *key, int kind)
{
	json *member = json_get(object, key);

	if (member && json_kind(member) == kind)
		return member;
	return json_set(object, key, json_node(kind));
}

json *json_want(json *object, const char *key)
{
	return want(object, key, cJSON_Object);
}

json *json_want_array(json *object, const char *key)
{
	return want(object, key, cJSON_Array);
}
