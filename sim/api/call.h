/*
 * struct call: one request under way inside the API: what was asked, what was read out of the query and the headers,
 * and what went wrong. The verbs (api_get.c, api_create.c ...) are functions on it: 0 with the response filled, or a
 * negative code with `status` filled, which api.c prints.
 */
#ifndef SIM_API_CALL_H
#define SIM_API_CALL_H

#include "sim/access/identity.h"
#include "sim/api/api.h"
#include "sim/api/negotiate.h"

enum field_validation { VALIDATION_WARN, VALIDATION_STRICT, VALIDATION_IGNORE };

struct param {
	char *key, *value;
};
typedef VEC(struct param) param_vec;

struct call {
	struct api *api;
	struct world *world;
	struct storage *storage;
	struct api_request *req;
	struct api_response *res;
	const struct kind *kind;		/* NULL for paths that are no objects */
	const struct resource *resource;
	param_vec params;
	struct identity who;			/* empty while the request is trusted */
	struct form form;			/* what the client wants back */
	bool negotiated;			/* form is what was asked for, or in which its refusal is said */
	bool dry_run;
	enum field_validation validation;
	bool managed;				/* managedFields of the new state are as they must be */
	bool kept;				/* the tree has empty lists yet that the storage loses */
	struct status status;			/* moved into the response on failure */
};

/* --- call.c --- */
void params_parse(const char *query, param_vec *ret);
void params_release(param_vec *params);
const char *call_param(const struct call *c, const char *key);		/* the first one; NULL: absent */
bool call_flag(const struct call *c, const char *key); /* as Go reads booleans in queries: any but false and 0 */
int call_write_options(struct call *c);		/* dryRun, fieldValidation, fieldManager; 422 */
/* 422: an option that may not be, or not be so. reason as in causes, "FieldValueInvalid". */
int call_invalid_option(struct call *c, const char *field, const char *reason, const char *text);
void call_warn(struct call *c, const char *text);
int64_t call_now_s(const struct call *c);
struct resource_context call_context(struct call *c);
int call_bad_request(struct call *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* 406, said in indented JSON whatever was asked for: the answer is no such thing. */
int call_refuse_form(struct call *c, const char *asked, const char *what, const char *suffix);
int call_not_found(struct call *c, const char *name);
/* The object the request names: 0 or 404. */
int call_object(struct call *c, const struct object **ret);

/* --- decode.c --- */
/* The request's body as a tree of the given schema type: content type, syntax, apiVersion and kind, unknown fields.
 * An empty body gives NULL. type_name "meta.DeleteOptions"; kind may be NULL (no check of apiVersion and kind). */
int call_decode(struct call *c, const char *type_name, const struct kind *kind, json **ret);
/* True if upstream has such a kind, served here or not: the schema knows the names of all. */
bool decode_kind_exists(const char *api_version, const char *name);
/* Reports unknown and duplicate fields of a decoded body according to fieldValidation. */
int call_typed(struct call *c, json *tree, const char *type_name, const char *kind_name, json *duplicates);

/* --- respond.c --- */
void respond_object(struct call *c, int code, const struct object *o);
void respond_tree(struct call *c, int code, const json *tree); /* an object that is not stored: dry run, Scale */
void respond_text(struct call *c, int code, const char *content_type, const char *text);
void respond_status(struct call *c, int code, const char *name, const char *uid);	/* Success with details */
void respond_created(struct call *c);			/* Success 201 of binding and eviction */
void respond_failure(struct call *c);			/* from c->status */

/* --- write.c: what create, update, patch and delete share --- */
struct draft {
	json *tree;			/* the new state; owned */
	json *old_tree;			/* owned; NULL on create */
	const struct object *old;
};
void draft_release(struct draft *d);
/* The kind's admission, which fills in or refuses. */
int draft_admit(struct call *c, struct draft *d);
/* Runs validation (metadata and the kind's) on the draft; what passes may still be warned about. */
int draft_validate(struct call *c, struct draft *d, bool status_only);
/* Stores the draft, or does as if; *ret: a reference to the new object (or to old if nothing changed). */
int draft_store(struct call *c, struct draft *d, const struct object **ret);
/* Stores or removes: an object whose last finalizer went away while it is being deleted is removed. */
int draft_finish(struct call *c, struct draft *d, const struct object **ret);
/* Takes the object out of the storage with the given last state (its tree gets the deletion's version): a reference
 * to that. */
const struct object *write_remove(struct call *c, const struct object *old, json *last);

/* --- the verbs --- */
int api_get(struct call *c);
int api_list(struct call *c);
int api_watch(struct call *c);
int api_create(struct call *c);
int api_update(struct call *c);
int api_update_status(struct call *c);
int api_patch(struct call *c);
int api_patch_status(struct call *c);
int api_delete(struct call *c);
int api_delete_collection(struct call *c);
int api_get_scale(struct call *c);
int api_update_scale(struct call *c);
int api_patch_scale(struct call *c);
int api_bind(struct call *c);
int api_bind_any(struct call *c);		/* POST bindings: the body names the pod */
int api_evict(struct call *c);
int api_finalize(struct call *c);
int api_log(struct call *c);
int api_token(struct call *c);
/* Everything that is not an object of a kind (sim/api/path.c): version, health, discovery, OpenAPI, reviews. */
int api_path(struct call *c);

/* --- refusals that have no object --- */
int refuse_method(struct call *c);		/* 405 */
int refuse_path(struct call *c);		/* 404 inside the API */
int call_negotiate(struct call *c, int allowed);
/* For refusals that come before that, and for those of it: the form in which they are said. */
void call_negotiate_refusal(struct call *c);
/* Finds out who asks, and as whom; 0 if he may do this, else 403 (sim/api/access.c). */
int access_check(struct call *c);

#endif
