/*
 * struct request: one call of the Kubernetes API as data. Built by pure functions (object and argument in, request
 * out), sent by a port (kube/port.h): over HTTP by client/, on the store by sim/. Owns its strings and its body.
 */
#ifndef KUBE_REQUEST_H
#define KUBE_REQUEST_H

#include "base/str.h"
#include "kube/object.h"

enum verb { VERB_GET, VERB_LIST, VERB_WATCH, VERB_CREATE, VERB_UPDATE, VERB_PATCH, VERB_DELETE, VERB_DELETECOLLECTION };

#define TYPE_JSON "application/json"
#define TYPE_JSON_PATCH "application/json-patch+json"
#define TYPE_MERGE_PATCH "application/merge-patch+json"
#define TYPE_STRATEGIC_PATCH "application/strategic-merge-patch+json"
#define TYPE_APPLY_PATCH "application/apply-patch+yaml"
#define ACCEPT_TABLE "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

struct request {
	enum verb verb;
	const struct kind *kind;	/* NULL: a raw path (discovery, /version, /livez) given in `path` */
	char *namespace;		/* NULL: cluster-scoped or all namespaces */
	char *name;			/* NULL: the collection */
	char *subresource;		/* "status", "scale", "eviction", "binding"; NULL: none */
	char *path;			/* raw requests only */
	char *query;			/* encoded, without '?'; NULL: none */
	const char *content_type;	/* static text; NULL with a body means JSON */
	const char *accept;		/* static text; NULL means JSON */
	struct str body;
	json *tree;			/* owned; stands for `body`: ports that need text print it */
};

#define REQUEST_INIT { .body = STR_INIT }

void request_release(struct request *r);
void request_move(struct request *to, struct request *from);	/* to takes all, from is left as REQUEST_INIT */
void request_copy(struct request *to, const struct request *from);	/* one that may be sent besides */
/* Fills verb, kind and names (copied). Outputs are overwritten, not released. */
void request_init(struct request *r, enum verb verb, const struct kind *kind, const char *namespace, const char *name);
void request_sub(struct request *r, const char *subresource);
/* Appends key=value to the query, percent-encoded. */
void request_param(struct request *r, const char *key, const char *value);
/* "/apis/apps/v1/namespaces/N/statefulsets/X/scale?..." */
void request_url(const struct request *r, struct str *out);
const char *request_method(const struct request *r);		/* "GET", "POST", ... */
/* True unless it changes nothing: GETs, SelfSubject reviews, and writes whose query is exactly dryRun=All (a DELETE
 * with a body must say so there too, because a server then ignores the query). exec, attach, port-forward and proxy
 * count as writes though they are GETs. */
bool request_writes(const struct request *r);

/* The uid that the write insists on, as a precondition in its body; "" if it does not. Borrowed. */
const char *request_uid(const struct request *r);

/* Percent-decodes len bytes of a query value or path segment ('+' is a blank in queries only) onto out. */
void url_decode(const char *s, size_t len, bool plus, struct str *out);
void url_encode(const char *s, struct str *out);

#endif
