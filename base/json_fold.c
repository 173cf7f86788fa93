/*
 * Folded objects: a node whose members are still text. Half of a pod in a server is the list of who owns which of its
 * fields, and hardly anybody looks there; so it is not taken apart for everybody.
 */
#include "base/json_node.h"
#include "base/scan.h"

const char *json_folded(const json *j)
{
	return j && j->type & JSON_FOLDED ? j->valuestring : NULL;
}

json *json_fold(const char *text, size_t len)
{
	return json_node_folded(NULL, text, len);
}

json *json_node_folded(struct json_slabs *from, const char *text, size_t len)
{
	json *j = json_node_room(from, cJSON_Object | JSON_FOLDED, len);

	memcpy(j->valuestring, text, len);
	return j;
}

json *json_unfold(json *j)
{
	json *whole = json_parse(j->valuestring, strlen(j->valuestring), NULL);

	assert(whole);
	j->type &= ~(JSON_FOLDED | cJSON_IsReference);
	j->valuestring = NULL;
	j->child = take(whole->child);
	json_free(whole);
	return j->child;
}

/* Where the string that begins at text ends; NULL if it does not. */
static const char *string_end(const char *text, const char *end)
{
	for (const char *at = text + 1; at < end; at++) {
		while (end - at > SCAN_BYTES && !scan_odd(scan_load(at)))
			at += SCAN_BYTES;
		if (*at == '"')
			return at;
		at += *at == '\\';
	}
	return NULL;
}

size_t json_folded_len(const char *text, size_t len)
{
	const char *end = text + len;
	size_t depth = 0;

	if (!len || *text != '{')
		return 0;
	for (const char *at = text; at < end; at++) {
		switch (*at) {
		case '"':
			at = string_end(at, end);
			if (!at)
				return 0;
			break;
		case '{':
		case '[': depth++; break;
		case '}':
		case ']':
			if (--depth == 0)
				return (size_t)(at + 1 - text);
			break;
		case ' ':
		case '\t':
		case '\n':
		case '\r': return 0;
		}
	}
	return 0;
}
