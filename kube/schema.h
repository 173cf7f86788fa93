/*
 * What the Kubernetes API types look like: for every message its fields, with their protobuf number, JSON name, type
 * and rules of merging. The tables are made by schema.awk from the texts in kube/schema/, of which
 * meta.v1.schema says what each type and flag means. Everything here is constant and lives as long as the program:
 * nothing is to be freed.
 */
#ifndef KUBE_SCHEMA_H
#define KUBE_SCHEMA_H

#include <stdbool.h>

/* The type of one value: of a list's item and of a map's value where the field is a list or a map. */
enum field_type {
	FIELD_STRING,
	FIELD_INT32,
	FIELD_INT64,
	FIELD_BOOL,
	FIELD_DOUBLE,
	FIELD_BYTES,
	FIELD_QUANTITY,
	FIELD_INTORSTRING,
	FIELD_TIME,
	FIELD_MICROTIME,
	FIELD_RAW,
	FIELD_MESSAGE
};

/*
 * FIELD_MAP with FIELD_REPEATED is a map of lists. FIELD_ATOMIC means the whole list where the field is a list without
 * FIELD_LISTMAP and FIELD_LISTSET, else the map or message, or each item of the list.
 */
enum field_flag {
	FIELD_REPEATED = 1,
	FIELD_MAP = 2,
	FIELD_POINTER = 4,
	FIELD_ALWAYS = 8,
	FIELD_INLINE = 16,
	FIELD_MERGE = 32,
	FIELD_RETAINKEYS = 64,
	FIELD_REPLACE = 128,
	FIELD_WRAPPED = 256,
	FIELD_LISTMAP = 512,
	FIELD_LISTSET = 1024,
	FIELD_ATOMIC = 2048,
	FIELD_OMITZERO = 4096
};

/*
 * One field. merge_key is the key of a strategic merge, NULL without FIELD_MERGE and where a list of scalars is
 * merged. list_keys are the keys of server-side apply, with commas between them, NULL without FIELD_LISTMAP. message
 * is for schema_of() alone.
 */
struct field {
	const char *name;
	const char *merge_key;
	const char *list_keys;
	short number;
	unsigned char type;
	unsigned short flags;
	short message;
};

/* One message, its fields in the order in which a server prints them. A kind has apiVersion and kind before these. */
struct message {
	const char *name;
	const struct field *fields;
	const unsigned char *order;	/* indexes of fields by their number, lowest first */
	short count;
	bool kind;
};

/* The message of this name ("apps.StatefulSet", "autoscaling.v2.MetricSpec"), NULL if unknown. Static. */
const struct message *schema_message(const char *name);

/* The message of a kind ("apps/v1", "StatefulSet"), of those in which every group speaks (Status) too; NULL if unknown.
 * Static. */
const struct message *schema_kind(const char *api_version, const char *kind);

/* The message that the field's values are, NULL if they are none. Static. */
const struct message *schema_of(const struct field *field);

/*
 * The field with this JSON name, NULL if unknown. Looks through inline fields, which have no JSON name of their own;
 * knows nothing of the apiVersion and kind of a kind. Static.
 */
const struct field *schema_field(const struct message *m, const char *json_name);

/* The field with this protobuf number, inline ones too, NULL if unknown. Static. */
const struct field *schema_number(const struct message *m, int number);

#endif
