/*
 * What a server does with one kind: one file in sim/kinds/ (pod.c defines `const struct resource pod_resource`),
 * registered by existing. Rows and small pure functions on JSON trees; the shared machinery (metadata, schema decoding,
 * generation, no-op writes, finalizers, tables) is in sim/api*.c. Every slot may be NULL/0.
 *
 * Order on create: typed_decode, defaults, prepare_create, admit, validate, warn, store. On update: typed_decode,
 * defaults, prepare_update, admit, validate + validate_update, warn, no-op check, store. Status writes: only `status`
 * (and what keep_from_status says) comes from the request, then validate_status.
 */
#ifndef SIM_RESOURCE_H
#define SIM_RESOURCE_H

#include "kube/status.h"
#include "sim/world.h"

enum resource_flag {
	RESOURCE_STATUS = 1,			/* has /status */
	RESOURCE_SCALE = 2,			/* has /scale: spec.replicas, status.replicas, spec.selector */
	RESOURCE_GENERATION = 4,		/* metadata.generation: 1 at creation, +1 when spec changes */
	RESOURCE_NEEDS_VERSION = 8,		/* an update must carry resourceVersion */
	RESOURCE_CREATE_ON_UPDATE = 16,		/* PUT of an absent object creates it */
	RESOURCE_GRACEFUL = 32,			/* deletion honours a grace period (pods) */
	RESOURCE_DELETE_ANSWERS_OBJECT = 64,	/* DELETE answers the object, not a Status */
	RESOURCE_NAME_LABEL = 128,		/* names are RFC 1123 labels, not subdomains */
	RESOURCE_NAME_ANY = 256,		/* names are hardly checked: any segment of a path */
	RESOURCE_STATUS_ON_CREATE = 512,	/* a status that is sent at creation is kept */
	RESOURCE_GENERATION_ANY = 1024,		/* the generation rises with any change but metadata's */
	RESOURCE_GENERATION_ANNOTATIONS = 2048,	/* ... and with changed annotations, besides the spec */
	RESOURCE_ORPHANS = 4096,		/* deletion leaves dependents behind unless it says otherwise */
	RESOURCE_NAME_SEGMENT = 1 << 13,	/* a name is any segment of a path, the rest of metadata is checked */
	RESOURCE_READ_ONLY = 1 << 14,		/* can be asked for only, and there are none */
};

/* Field errors, collected; each also becomes a cause of the 422. */
struct causes;
void cause_required(struct causes *c, const char *path, const char *detail);
void cause_invalid(struct causes *c, const char *path, const json *value, const char *fmt, ...) PRINTF_LIKE(4, 5);
void cause_unsupported(struct causes *c, const char *path, const json *value, const char *const *supported);
void cause_duplicate(struct causes *c, const char *path, const json *value, const char *detail);
void cause_forbidden(struct causes *c, const char *path, const char *fmt, ...) PRINTF_LIKE(3, 4);
void cause_not_found(struct causes *c, const char *path, const json *value);
void cause_too_long(struct causes *c, const char *path, size_t limit);
void cause_too_many(struct causes *c, const char *path, size_t count, size_t limit);
void cause_invalid_bare(struct causes *c, const char *path, const char *detail);	/* without the value */
size_t causes_count(const struct causes *c);

/* One more text to send as a Warning header. */
void warning_add(json *warnings, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* What the kind's functions may look at besides the object. */
struct resource_context {
	struct world *world;
	struct cache *cache;
	int64_t now_ms;				/* virtual */
	bool dry_run;
	json *warnings;				/* array of texts to send as Warning headers */
};

struct column {
	const char *name;			/* "Ready" */
	const char *type;			/* "string", "integer", "boolean"; NULL: string */
	const char *format;			/* "name" or NULL */
	int priority;				/* 1: only with -o wide */
	const char *description;
	/* Appends the cell to the JSON array of cells. now_s for ages. NULL: the member at path is the cell. */
	void (*cell)(const json *object, int64_t now_s, json *cells);
	const char *path;
	const char *absent;			/* shown where there is nothing at path; NULL: "", or 0 for integers */
};

struct selectable {
	const char *path;			/* "status.phase" */
	/* The value to compare, "" if absent; NULL: the member at path. */
	const char *(*value)(const struct object *o);
	const char *member;			/* where the value is, if not at path */
	const char *absent;			/* what an absent member counts as; NULL: "" */
};

/* What is said of a field that cannot be selected by. */
enum field_errors {
	FIELD_ERRORS_KNOWN,			/* "x" is not a known field selector: only ... */
	FIELD_ERRORS_LABEL,			/* field label not supported: x */
	FIELD_ERRORS_OF_KIND,			/* field label "x" not supported for Job */
};

struct resource {
	const struct kind *kind;
	int flags;
	void (*defaults)(json *o);
	/* What the server makes of fields that say the same twice; as defaults, it counts as the writer's own. For
	 * status writes too. */
	void (*convert)(json *o);
	void (*prepare_create)(const struct resource_context *x, json *o);
	void (*prepare_update)(const struct resource_context *x, json *o, const json *old);
	void (*prepare_status)(const struct resource_context *x, json *o, const json *old);
	/* Admission as 1.36 has it by default for this kind: fills in or refuses (returns a negative code, why
	 * filled in). */
	int (*admit)(const struct resource_context *x, json *o, const json *old, struct status *why);
	void (*validate)(const json *o, struct causes *causes);
	void (*validate_create)(const json *o, struct causes *causes);	/* besides, of new objects alone */
	void (*validate_update)(const json *o, const json *old, struct causes *causes);
	void (*validate_status)(const json *o, const json *old, struct causes *causes);
	/* What is warned about in an object that passed: texts for Warning headers. */
	void (*warn)(const json *o, json *warnings);
	const struct column *columns;		/* NULL: Name and Created At */
	size_t ncolumns;
	/* Conditions of a table row (pods that have ended), or NULL. */
	void (*row_conditions)(const json *object, json *conditions);
	const struct selectable *fields;	/* besides metadata.name and metadata.namespace */
	size_t nfields;
	enum field_errors field_errors;
	/* An annotation that is a field inside the server: tables and partial metadata do not show it. */
	const char *inner_annotation;
	const char *deprecated;			/* a warning with every answer; NULL: none */
	/* Of a kind that is another's form (stored_as): the tree from one form into the other. Tables show the stored
	 * one. */
	void (*from_stored)(json *o);
	void (*to_stored)(json *o);
};

const struct resource *resource_of(const struct kind *k);	/* NULL: not served */

#define X(file) extern const struct resource file##_resource;
#include "resources.inc"
#undef X

#endif
