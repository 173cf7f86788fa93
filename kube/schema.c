#include "kube/schema.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Defines messages[], sorted by name in the order of strcmp(), so that it can be searched by halves. */
#include "schema.inc"

#define MESSAGE_COUNT (sizeof(messages) / sizeof(messages[0]))

static int message_cmp(const void *name, const void *message)
{
	return strcmp(name, ((const struct message *)message)->name);
}

const struct message *schema_message(const char *name)
{
	return bsearch(name, messages, MESSAGE_COUNT, sizeof(messages[0]), message_cmp);
}

const struct message *schema_of(const struct field *field)
{
	return field->type == FIELD_MESSAGE ? &messages[field->message] : NULL;
}

/* A group's first word is the name of its file; only other versions than v1 are said. */
const struct message *schema_kind(const char *api_version, const char *kind)
{
	const char *slash = strchr(api_version, '/'), *version = slash ? slash + 1 : api_version;
	const struct message *m = NULL;
	char name[160];

	if (slash && strcmp(version, "v1")) {
		snprintf(name, sizeof(name), "%.*s.%s.%s", (int)strcspn(api_version, "./"), api_version, version, kind);
		m = schema_message(name);
	}
	if (!m) {
		snprintf(name, sizeof(name), "%.*s.%s", slash ? (int)strcspn(api_version, "./") : 4,
		         slash ? api_version : "core", kind);
		m = schema_message(name);
	}
	if (!m && !slash) {
		snprintf(name, sizeof(name), "meta.%s", kind);
		m = schema_message(name);
	}
	return m && m->kind ? m : NULL;
}

/* Messages are short (PodSpec, the longest, has about forty fields), so a walk is as good as a search. */
const struct field *schema_field(const struct message *m, const char *json_name)
{
	for (int i = 0; i < m->count; i++) {
		const struct field *field = &m->fields[i];

		if (field->flags & FIELD_INLINE) {
			field = schema_field(schema_of(field), json_name);
			if (field)
				return field;
		} else if (*field->name == *json_name && !strcmp(field->name, json_name)) {
			return field;
		}
	}
	return NULL;
}

const struct field *schema_number(const struct message *m, int number)
{
	for (int i = 0; i < m->count; i++) {
		if (m->fields[i].number == number)
			return &m->fields[i];
	}
	return NULL;
}
