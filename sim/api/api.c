/*
 * The door: which function answers which verb on which subresource, and what happens around it (negotiation before, the
 * failure's Status after). One table says what exists; discovery and OpenAPI read it too (sim/api/verbs.h).
 */
#include "sim/api/api.h"

#include "base/log.h"
#include "kube/apply/memo.h"
#include "kube/time.h"
#include "sim/access/tokens.h"
#include "sim/api/call.h"
#include "sim/api/verbs.h"
#include "sim/frames.h"
#include "sim/kubelet/images.h"

struct api {
	struct world *world;
	VEC(struct watch *) *watches;		/* by kind_index */
	VEC(struct logs *) logs;		/* that are followed */
	struct images *images;			/* NULL: nobody asked yet */
	struct tokens *tokens;			/* NULL: the same */
	struct frames *frames;			/* NULL: the same */
	struct managed_memo *memo;		/* NULL: the same */
};

struct api *api_new(struct world *w)
{
	struct api *a = xcalloc(1, sizeof(*a));

	a->world = w;
	a->watches = xcalloc(kind_count(), sizeof(*a->watches));
	return a;
}

void api_free(struct api *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < kind_count(); i++)
		vec_release(&a->watches[i]);
	free(a->watches);
	vec_release(&a->logs);
	images_free(a->images);
	tokens_free(a->tokens);
	frames_free(a->frames);
	managed_memo_free(a->memo);
	free(a);
}

void api_watch_add(struct api *a, struct watch *w)
{
	vec_push(&a->watches[kind_index(watch_kind(w))], w);
}

void api_watch_del(struct api *a, struct watch *w)
{
	__typeof__(a->watches) list = &a->watches[kind_index(watch_kind(w))];

	for (size_t i = 0; i < list->len; i++)
		if (list->items[i] == w) {
			vec_remove(list, i);
			return;
		}
}

size_t api_watch_count(const struct api *a)
{
	size_t n = 0;

	for (size_t i = 0; i < kind_count(); i++)
		n += a->watches[i].len;
	return n;
}

void api_changed(struct api *a, const struct change *c)
{
	vec_each(&a->watches[kind_index(c->now->kind)], w)
		watch_wake(*w);
	if (c->now->kind != KIND(pod))
		return;
	vec_each(&a->logs, l)
		logs_changed(*l, c->now, c->type == CHANGE_DELETED);
}

/* --- logs that are followed --- */

void api_logs_add(struct api *a, struct logs *l)
{
	vec_push(&a->logs, l);
}

void api_logs_del(struct api *a, struct logs *l)
{
	for (size_t i = 0; i < a->logs.len; i++)
		if (a->logs.items[i] == l) {
			vec_remove(&a->logs, i);
			return;
		}
}

size_t api_logs_count(const struct api *a)
{
	return a->logs.len;
}

const struct images *api_images(struct api *a)
{
	struct err err = ERR_INIT;

	if (!a->images)
		a->images = images_new(&err);
	if (!a->images)
		die("%s", err.text);
	return a->images;
}

struct tokens *api_tokens(struct api *a)
{
	if (!a->tokens)
		a->tokens = tokens_new();
	return a->tokens;
}

struct frames *api_frames(struct api *a)
{
	if (!a->frames)
		a->frames = frames_new();
	return a->frames;
}

struct managed_memo *api_memo(struct api *a)
{
	if (!a->memo)
		a->memo = managed_memo_new();
	return a->memo;
}

/* --- one request --- */

int refuse_method(struct call *c)
{
	status_set(&c->status, 405, "MethodNotAllowed",
	           "the server does not allow this method on the requested resource");
	status_details(&c->status, "", NULL, NULL);
	return -405;
}

int refuse_path(struct call *c)
{
	status_set(&c->status, 404, "NotFound", "the server could not find the requested resource");
	status_details(&c->status, "", NULL, NULL);
	return -404;
}

static int read_include(struct call *c, const char *include)
{
	if (streq(include, "Object"))
		c->form.include = INCLUDE_OBJECT;
	else if (streq(include, "None"))
		c->form.include = INCLUDE_NONE;
	else if (*include && !streq(include, "Metadata"))
		return call_bad_request(c,
		                        "Unable to convert to Table as requested: includeObject: Invalid value: "
		                        "\"%s\": must be 'Metadata', "
		                        "'Object', 'None', or empty",
		                        include);
	return 0;
}

void call_negotiate_refusal(struct call *c)
{
	_cleanup_(status_release) struct status ignored = STATUS_INIT;
	struct form form;

	if (c->req->silent || negotiate(c->req->accept, 0, &form, &ignored) < 0)
		return;
	c->form = form;
	c->negotiated = true;
}

int call_negotiate(struct call *c, int allowed)
{
	const char *include = call_param(c, "includeObject");
	const char *pretty = call_param(c, "pretty");

	c->negotiated = true;
	if (c->req->silent && !c->req->accept) {
		c->form = (struct form){ .version = "v1" };
		return 0;
	}
	if (negotiate(c->req->accept, allowed, &c->form, &c->status) < 0) {
		call_negotiate_refusal(c);
		return -406;
	}
	if (pretty ? streq(pretty, "1") || streq(pretty, "true") : negotiate_pretty_agent(c->req->user_agent))
		c->form.pretty = true;
	return c->form.as == FORM_TABLE ? read_include(c, include ? include : "") : 0;
}

static int handle_kind(struct call *c)
{
	const struct verb_row *row = NULL;
	int r;

	if (!c->resource)
		return refuse_path(c);
	if (c->req->bad_method)
		return refuse_method(c);
	r = verbs_find(c->resource, c->req, &row);
	if (r == -ENOENT)
		return refuse_path(c);
	if (r < 0)
		return refuse_method(c);
	if (c->kind->stored_as && (c->req->verb == VERB_DELETE || c->req->verb == VERB_DELETECOLLECTION)) {
		c->kind = c->kind->stored_as;
		c->resource = resource_of(c->kind);
	}
	if (c->resource->deprecated && !c->req->trusted)
		call_warn(c, c->resource->deprecated);
	r = call_negotiate(c, ALLOW_TRANSFORMS | (c->req->verb == VERB_WATCH ? ALLOW_STREAM : 0));
	return r < 0 ? r : row->fn(c);
}

/* timeout= means nothing here, but must be a Go duration where it is given. */
static int check_timeout(struct call *c)
{
	const char *text = call_param(c, "timeout");
	int64_t ms;

	if (!text || !*text || duration_parse(text, &ms))
		return 0;
	if (strspn(text, "0123456789.") == strlen(text))
		return call_bad_request(
		    c, "invalid timeout specified in the request URL - time: missing unit in duration \"%s\"", text);
	return call_bad_request(c, "invalid timeout specified in the request URL - time: invalid duration \"%s\"",
	                        text);
}

static int handle(struct call *c)
{
	int r = access_check(c);

	if (r == 0)
		r = check_timeout(c);
	if (r < 0)
		return r;
	return c->kind ? handle_kind(c) : api_path(c);
}

void api_handle(struct api *a, struct api_request *req, struct api_response *res)
{
	struct call c = {
		.api = a,
		.world = a->world,
		.storage = world_storage(a->world),
		.req = req,
		.res = res,
		.kind = req->kind,
		.resource = req->kind ? resource_of(req->kind) : NULL,
		.status = STATUS_INIT,
		.form = { .version = "v1" },
	};

	*res = (struct api_response)API_RESPONSE_INIT;
	params_parse(req->query, &c.params);
	if (handle(&c) < 0)
		respond_failure(&c);
	params_release(&c.params);
	identity_release(&c.who);
	status_release(&c.status);
	json_free(take(req->tree));
}

void api_response_release(struct api_response *res)
{
	str_release(&res->body);
	object_unref(res->object);
	watch_free(res->watch);
	logs_free(res->logs);
	json_free(res->warnings);
	status_release(&res->status);
	*res = (struct api_response)API_RESPONSE_INIT;
}
