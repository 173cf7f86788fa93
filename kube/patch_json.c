/*
 * JSON patch (RFC 6902) as the library that kube-apiserver uses applies it, with its liberties: a path needs no slash
 * at its head, -1 counts from the end, replace of an absent member adds it, and a test for null passes where nothing
 * is.
 */
#include "kube/patch.h"

#define OPERATIONS_MOST 10000

struct place {
	json *parent;		/* NULL: the path leads nowhere */
	char *key;		/* decoded */
};

static void place_release(struct place *p)
{
	free(p->key);
}

/* "~1" is a slash, "~0" a tilde. */
static char *decode_key(const char *s, size_t len)
{
	char *key = xstrndup(s, len), *to = key;

	for (const char *from = key; *from; from++) {
		if (from[0] == '~' && (from[1] == '0' || from[1] == '1'))
			*to++ = *++from == '0' ? '~' : '/';
		else
			*to++ = *from;
	}
	*to = '\0';
	return key;
}

/* An index of an existing item, or -1; negative ones count from the end. */
static long item_index(const json *array, const char *key)
{
	long len = (long)json_len(array), i;
	char *end;

	i = strtol(key, &end, 10);
	if (end == key || *end)
		return -1;
	if (i < 0)
		i += len;
	return i >= 0 && i < len ? i : -1;
}

static json *child(const json *parent, const char *key)
{
	if (json_type(parent) != JSON_ARRAY)
		return json_get(parent, key);
	return item_index(parent, key) < 0 ? NULL : json_item(parent, (size_t)item_index(parent, key));
}

static struct place find(json *root, const char *path)
{
	struct place p = { NULL, NULL };
	const char *at = strchr(path, '/'), *slash;
	json *parent = root;

	if (!at)
		return p;
	for (at++; (slash = strchr(at, '/')); at = slash + 1) {
		_cleanup_(freep) char *key = decode_key(at, (size_t)(slash - at));

		parent = child(parent, key);
		if (json_type(parent) != JSON_OBJECT && json_type(parent) != JSON_ARRAY)
			return p;
	}
	p.parent = parent;
	p.key = decode_key(at, strlen(at));
	return p;
}

/* value is taken. */
static bool add(json *root, const char *path, json *value)
{
	_cleanup_(place_release) struct place p = find(root, path);
	long len, i;
	char *end;

	if (json_type(p.parent) == JSON_OBJECT) {
		json_set(p.parent, p.key, value);
		return true;
	}
	if (json_type(p.parent) == JSON_ARRAY) {
		len = (long)json_len(p.parent);
		i = streq(p.key, "-") ? len : strtol(p.key, &end, 10);
		if (!streq(p.key, "-") && (end == p.key || *end))
			i = len + 1;
		if (i < 0)
			i += len + 1;
		if (i >= 0 && i <= len) {
			json_insert(p.parent, (size_t)i, value);
			return true;
		}
	}
	json_free(value);
	return false;
}

static bool remove_at(json *root, const char *path)
{
	_cleanup_(place_release) struct place p = find(root, path);
	json *old = p.parent ? child(p.parent, p.key) : NULL;

	if (old)
		json_drop(p.parent, old);
	return old != NULL;
}

static json *value_of(const json *operation)
{
	const json *value = json_get(operation, "value");

	return value ? json_copy(value) : json_null();
}

static const char *path_of(const json *operation)
{
	return json_get_str(operation, "path");
}

static bool replace_root(json **target, const json *operation)
{
	json *value = value_of(operation);

	if (json_type(value) != JSON_OBJECT && json_type(value) != JSON_ARRAY) {
		json_free(value);
		return false;
	}
	json_free(*target);
	*target = value;
	return true;
}

static bool replace(json **target, const json *operation)
{
	_cleanup_(place_release) struct place p = find(*target, path_of(operation));
	json *old;

	if (!*path_of(operation))
		return replace_root(target, operation);
	if (json_type(p.parent) == JSON_OBJECT) {
		json_set(p.parent, p.key, value_of(operation));
		return true;
	}
	old = p.parent ? child(p.parent, p.key) : NULL;
	if (!old)
		return false;
	json_insert(p.parent, (size_t)item_index(p.parent, p.key), value_of(operation));
	json_drop(p.parent, old);
	return true;
}

static bool test(json **target, const json *operation)
{
	_cleanup_(place_release) struct place p = find(*target, path_of(operation));
	const json *wanted = json_get(operation, "value"), *found;

	if (!*path_of(operation))
		return json_equal(*target, wanted);
	if (!p.parent || (json_type(p.parent) == JSON_ARRAY && item_index(p.parent, p.key) < 0))
		return false;
	found = child(p.parent, p.key);
	if (json_is_null(found) || json_is_null(wanted))
		return json_is_null(found) && json_is_null(wanted);
	return json_equal(found, wanted);
}

/* move and copy: both read from `from`, an absent member of an object being null for copy. */
static bool transfer(json **target, const json *operation, bool move)
{
	const char *from = json_get_str(operation, "from");
	_cleanup_(place_release) struct place p = find(*target, from ? from : "");
	json *found = p.parent ? child(p.parent, p.key) : NULL, *value;

	if (!p.parent || (!found && (move || json_type(p.parent) == JSON_ARRAY)))
		return false;
	value = found ? json_copy(found) : json_null();
	if (move)
		json_drop(p.parent, found);
	return add(*target, path_of(operation), value);
}

static bool apply(json **target, const json *operation)
{
	const char *op = json_str_or(json_get(operation, "op"), "");

	if (!path_of(operation))
		return false;
	if (streq(op, "add"))
		return add(*target, path_of(operation), value_of(operation));
	if (streq(op, "remove"))
		return remove_at(*target, path_of(operation));
	if (streq(op, "replace"))
		return replace(target, operation);
	if (streq(op, "test"))
		return test(target, operation);
	return (streq(op, "move") || streq(op, "copy")) && transfer(target, operation, streq(op, "move"));
}

static const char *type_word(const json *j)
{
	static const char *const words[] = { [JSON_NONE] = "null", [JSON_NULL] = "null", [JSON_BOOL] = "bool",
					     [JSON_NUMBER] = "number", [JSON_STRING] = "string", [JSON_ARRAY] = "array",
					     [JSON_OBJECT] = "object" };

	return words[json_type(j)];
}

/* What the server's own reading of the list says before the patch is tried. */
static int check_form(const json *patch, struct status *why)
{
	static const char *const texts[] = { "op", "path", "from" };

	if (json_type(patch) != JSON_ARRAY)
		return status_set(
			why, 400, "BadRequest",
			"error decoding patch: json: cannot unmarshal %s into Go value of type []handlers.jsonPatchOp",
			type_word(patch));
	for (const json *o = json_first(patch); o; o = json_next(o)) {
		if (json_type(o) != JSON_OBJECT && json_type(o) != JSON_NULL)
			return status_set(why, 400, "BadRequest",
					  "error decoding patch: json: cannot unmarshal %s into Go value of type "
					  "handlers.jsonPatchOp",
					  type_word(o));
		for (size_t i = 0; i < COUNT(texts); i++) {
			const json *v = json_get(o, texts[i]);

			if (!json_is_null(v) && !json_str(v))
				return status_set(why, 400, "BadRequest",
						  "error decoding patch: json: cannot unmarshal %s into Go "
						  "struct field jsonPatchOp.%s of type string",
						  type_word(v), texts[i]);
		}
	}
	return 0;
}

int patch_json(json **target, const json *patch, struct status *why)
{
	int r;

	if (json_is_null(patch))
		return 0;
	r = check_form(patch, why);
	if (r < 0)
		return r;
	if (json_len(patch) > OPERATIONS_MOST)
		return status_set(
			why, 413, "RequestEntityTooLarge",
			"Request entity too large: The allowed maximum operations in a JSON patch is %d, got %zu",
			OPERATIONS_MOST, json_len(patch));
	for (const json *o = json_first(patch); o; o = json_next(o)) {
		if (apply(target, o))
			continue;
		r = status_set(why, 422, "Invalid", "the server rejected our request due to an error in our request");
		status_details(why, "", NULL, NULL);
		return r;
	}
	return 0;
}
