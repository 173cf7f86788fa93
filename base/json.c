/* Reading and building trees. The nodes are cJSON's; where they lie, how they are linked and what numbers and keys are
 * is ours. */
#include "base/json_node.h"
#include "base/words.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

json *json_node(int kind)
{
	return json_place(NULL, kind, 0);
}

json *json_node_room(struct json_slabs *from, int kind, size_t len)
{
	json *j = json_place(from, kind | cJSON_IsReference, len + 1);

	j->valuestring = (char *)(j + 1);
	j->valuestring[len] = 0;
	return j;
}

static json *node_text(struct json_slabs *from, int kind, const char *text, size_t len)
{
	json *j = json_node_room(from, kind, len);

	memcpy(j->valuestring, text, len);
	return j;
}

void json_node_key(json *j, const char *key, size_t len)
{
	char *before = j->type & cJSON_StringIsConst ? NULL : j->string;
	const char *known = word_find(key, len);

	j->string = known ? (char *)known : xstrndup(key, len);
	j->type = known ? j->type | cJSON_StringIsConst : j->type & ~cJSON_StringIsConst;
	free(before);
}

void json_freep(json **j)
{
	json_free(*j);
}

/* --- read --- */

enum json_type json_type(const json *j)
{
	switch (j ? json_kind(j) : cJSON_Invalid) {
	case cJSON_NULL: return JSON_NULL;
	case cJSON_True:
	case cJSON_False: return JSON_BOOL;
	case cJSON_Number:
	case cJSON_Raw: return JSON_NUMBER;
	case cJSON_String: return JSON_STRING;
	case cJSON_Array: return JSON_ARRAY;
	case cJSON_Object: return JSON_OBJECT;
	default: return JSON_NONE;
	}
}

static json *get_n(const json *object, const char *key, size_t len)
{
	if (!object || json_kind(object) != cJSON_Object)
		return NULL;
	for (json *m = json_children(object); m; m = m->next)
		if (*m->string == *key && strncmp(m->string, key, len) == 0 && !m->string[len])
			return m;
	return NULL;
}

json *json_get(const json *object, const char *key)
{
	if (!object || json_kind(object) != cJSON_Object)
		return NULL;
	for (json *m = json_children(object); m; m = m->next)
		if (streq(m->string, key))
			return m;
	return NULL;
}

static json *step(const json *j, const char *name, size_t len)
{
	size_t index = 0;

	if (json_type(j) != JSON_ARRAY)
		return get_n(j, name, len);
	if (!len || len > 9)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(name[i] - '0');
	}
	return json_item(j, index);
}

json *json_at(const json *j, const char *path)
{
	json *found = (json *)j;

	while (found) {
		size_t len = strcspn(path, ".");

		found = step(found, path, len);
		if (!path[len])
			break;
		path += len + 1;
	}
	return found;
}

json *json_item(const json *array, size_t index)
{
	json *item = json_type(array) == JSON_ARRAY ? json_children(array) : NULL;

	while (item && index--)
		item = item->next;
	return item;
}

size_t json_len(const json *j)
{
	size_t len = 0;

	for (json *child = json_first(j); child; child = child->next)
		len++;
	return len;
}

json *json_first(const json *j)
{
	return j ? json_children(j) : NULL;
}

json *json_next(const json *j)
{
	return j->next;
}

const char *json_key(const json *member)
{
	return member ? member->string : NULL;
}

const char *json_str(const json *j)
{
	return j && json_kind(j) == cJSON_String ? j->valuestring : NULL;
}

const char *json_str_or(const json *j, const char *fallback)
{
	const char *s = json_str(j);

	return s ? s : fallback;
}

bool json_token_is_int(const char *token)
{
	return !strpbrk(token, ".eE");
}

bool json_int(const json *j, int64_t *ret)
{
	int64_t n;

	if (json_type(j) != JSON_NUMBER)
		return false;
	if (json_kind(j) == cJSON_Raw) {
		if (!json_token_is_int(j->valuestring))
			return false;
		errno = 0;
		n = strtoll(j->valuestring, NULL, 10);
		if (errno)
			return false;
	} else {
		/* 2^63 itself is a double and does not fit; everything below it that is a double does. */
		if (!(j->valuedouble >= -0x1p63 && j->valuedouble < 0x1p63))
			return false;
		n = (int64_t)j->valuedouble;
		if ((double)n != j->valuedouble)
			return false;
	}
	*ret = n;
	return true;
}

int64_t json_int_or(const json *j, int64_t fallback)
{
	json_int(j, &fallback);
	return fallback;
}

double json_double(const json *j)
{
	double d;

	if (json_type(j) != JSON_NUMBER)
		return 0;
	if (json_kind(j) == cJSON_Number)
		return j->valuedouble;
	d = strtod(j->valuestring, NULL);
	return isfinite(d) ? d : copysign(DBL_MAX, d);
}

bool json_true(const json *j)
{
	return j && json_kind(j) == cJSON_True;
}

bool json_is_null(const json *j)
{
	return !j || json_kind(j) == cJSON_NULL;
}

bool json_is_empty(const json *j)
{
	switch (json_type(j)) {
	case JSON_BOOL: return !json_true(j);
	case JSON_NUMBER: return json_double(j) == 0;
	case JSON_STRING: return !*j->valuestring;
	case JSON_ARRAY:
	case JSON_OBJECT: return !json_children(j);
	default: return true;
	}
}

const char *json_get_str(const json *object, const char *key)
{
	return json_str(json_get(object, key));
}

int64_t json_get_int(const json *object, const char *key, int64_t fallback)
{
	return json_int_or(json_get(object, key), fallback);
}

/* --- build --- */

json *json_null(void)
{
	return json_node(cJSON_NULL);
}

json *json_bool(bool b)
{
	return json_node(b ? cJSON_True : cJSON_False);
}

json *json_number(int64_t n)
{
	json *j;

	if (n >= -JSON_EXACT_INT && n <= JSON_EXACT_INT)
		return json_real((double)n);
	j = json_node_room(NULL, cJSON_Raw, 20);
	snprintf(j->valuestring, 21, "%" PRId64, n);
	return j;
}

json *json_real(double d)
{
	json *j;

	if (!isfinite(d))
		return json_null();
	j = json_node(cJSON_Number);
	j->valuedouble = d;
	return j;
}

json *json_string(const char *s)
{
	return s ? json_stringn(s, strlen(s)) : json_null();
}

json *json_stringn(const char *s, size_t len)
{
	return node_text(NULL, cJSON_String, s, strnlen(s, len));
}

json *json_raw_number(const char *token)
{
	return node_text(NULL, cJSON_Raw, token, strlen(token));
}

json *json_array(void)
{
	return json_node(cJSON_Array);
}

json *json_object(void)
{
	return json_node(cJSON_Object);
}

static json *copy(struct json_slabs *to, const json *j)
{
	json *c = j->valuestring ? node_text(to, j->type & JSON_KIND, j->valuestring, strlen(j->valuestring)) :
	                           json_place(to, json_kind(j), 0);

	c->valuedouble = j->valuedouble;
	c->type |= j->type & cJSON_StringIsConst;
	c->string = c->type & cJSON_StringIsConst || !j->string ? j->string : xstrdup(j->string);
	for (const json *child = j->child; child; child = child->next)
		json_link(c, copy(to, child));
	return c;
}

json *json_copy(const json *j)
{
	_cleanup_(json_slabs_release) struct json_slabs slabs = { 0 };

	return j ? copy(j->child ? &slabs : NULL, j) : NULL;
}
