/*
 * struct api: what a request does to the storage and what it answers. A function of the world and the request alone: no
 * sockets, no wall clock. The server hands in what came over HTTP (sim/route.h makes a request of a method and a URL),
 * the in-process ports what a struct request says.
 */
#ifndef SIM_API_API_H
#define SIM_API_API_H

#include "sim/logs/logs.h"
#include "sim/resource.h"
#include "sim/watch.h"

struct identity;
struct frames;
struct impersonation;
struct managed_memo;
struct tokens;

struct api_request {
	enum verb verb;
	const char *method;		/* as it came: "GET"; for 405 */
	const struct kind *kind;	/* NULL: not an object of a kind; see path */
	const char *namespace;		/* NULL: cluster-scoped, or all namespaces */
	const char *name;		/* NULL: the collection */
	const char *subresource;	/* NULL: none */
	const char *path;		/* decoded, without the query; for discovery, reviews and errors */
	const char *query;		/* encoded; NULL: none */
	const char *content_type;	/* NULL: none given */
	const char *accept;		/* NULL: none given */
	const char *if_none_match;
	const char *user_agent;		/* NULL: none given */
	const char *user;		/* who asks: "admin", or a controller's name; "" for anonymous */
	const struct identity *who;	/* the same with groups, as a token says; NULL: what follows from the name */
	const struct impersonation *as;	/* who he wants to be; NULL: himself */
	const char *body;
	size_t len;
	json *tree;			/* the body as a tree, in place of bytes; owned by the request */
	bool trusted;			/* from within this process: types are right, fields are known */
	bool built;			/* a controller put its body together: nothing in it is to be left out */
	bool bad_method;		/* no verb of ours on such a path: 405 */
	bool silent;			/* the answer's object is wanted, not its bytes */
};

/* One answer. Exactly one of body, object, watch and logs is what goes out. */
struct api_response {
	int code;
	const char *content_type;	/* static; NULL with an empty body: none */
	struct str body;		/* complete, with the newline where there is one */
	const struct object *object; /* an object as it is stored (a reference): its bytes and a newline are the body */
	struct watch *watch;		/* to be streamed; owned by the response until taken */
	struct logs *logs;		/* a log that is followed, the same */
	int watch_s;			/* the stream's timeoutSeconds; 0: none was asked for */
	json *warnings;			/* texts for Warning headers; NULL: none */
	int retry_after_s;
	char etag[40];			/* "" none; with it Vary and Cache-Control */
	struct status status;		/* filled when code >= 400 */
};

#define API_RESPONSE_INIT { .body = STR_INIT, .status = STATUS_INIT }

struct api;

struct api *api_new(struct world *w);
void api_free(struct api *api);

/* Answers. Takes req->tree. The response is overwritten, to be released by the caller. */
void api_handle(struct api *api, struct api_request *req, struct api_response *res);
void api_response_release(struct api_response *res);

/* A watch has something to read whenever this was called for it; called by the world after each change. */
void api_changed(struct api *api, const struct change *c);

/* Registers and forgets an open watch (sim/watch.c does both). */
void api_watch_add(struct api *api, struct watch *w);
void api_watch_del(struct api *api, struct watch *w);
size_t api_watch_count(const struct api *api);
/* The same for logs that are followed (sim/logs/logs.c). */
void api_logs_add(struct api *api, struct logs *l);
void api_logs_del(struct api *api, struct logs *l);
size_t api_logs_count(const struct api *api);
/* Whose bearer tokens there are (sim/access/tokens.h). */
struct tokens *api_tokens(struct api *api);
/* Events in protobuf that were sent lately (sim/frames.h). */
struct frames *api_frames(struct api *api);
/* Who came to own what in earlier writes (kube/apply/memo.h). */
struct managed_memo *api_memo(struct api *api);
/* How images behave; read when they are first asked for. */
struct images;
const struct images *api_images(struct api *api);

#endif
