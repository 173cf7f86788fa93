/* GET of a collection with watch=true: checks what was asked and opens the stream. */
#include "sim/api/call.h"

#include "base/limits.h"
#include "sim/api/select.h"
#include "sim/api/version.h"
#include "sim/protobuf.h"

/* A watch-list from a version that is still to come: upstream says so inside the stream. */
static char *version_error(struct call *c, uint64_t rv)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (version_reached(c, rv) == 0)
		return NULL;
	status_print(&c->status, &text);
	status_release(&c->status);
	return str_take(&text);
}

static void fill_options(struct call *c, uint64_t rv, struct watch_options *o)
{
	const char *version = call_param(c, "resourceVersion"), *send = call_param(c, "sendInitialEvents");
	bool none = !version || !*version;

	o->resource = c->resource;
	o->namespace = c->kind->namespaced ? c->req->namespace : NULL;
	o->as = c->form.as == FORM_PARTIAL_LIST ? FORM_PARTIAL : c->form.as;
	o->mute = c->form.as == FORM_PARTIAL_LIST;
	o->version = c->form.version;
	o->include = c->form.include;
	o->protobuf = c->form.media == MEDIA_PROTOBUF;
	o->bookmarks = call_flag(c, "allowWatchBookmarks");
	o->initial = send ? call_flag(c, "sendInitialEvents") : rv == 0;
	o->mark_end = o->bookmarks && o->initial && (send || !none);
	o->rv = !o->initial && none ? storage_revision(c->storage) : rv;
	if (send && o->initial)
		o->error = version_error(c, rv);
}

int api_watch(struct call *c)
{
	struct watch_options o = { 0 };
	_cleanup_(selection_release) struct selection selection = { 0 };
	const char *timeout = call_param(c, "timeoutSeconds");
	uint64_t rv = 0;
	int r = version_check(c, true);

	if (r == 0)
		r = selection_read(c, &selection);
	if (r == 0)
		r = version_read(c, call_param(c, "resourceVersion"), false, &rv);
	if (r < 0)
		return r;
	if (api_watch_count(c->api) >= LIMIT_WATCHERS)
		return status_set(&c->status, 429, "TooManyRequests", "there are %d watches already", LIMIT_WATCHERS);
	fill_options(c, rv, &o);
	o.selection = &selection;
	o.over = timeout && *timeout == '-';
	c->res->code = 200;
	c->res->content_type = o.protobuf ? TYPE_PROTOBUF_WATCH : TYPE_JSON;
	c->res->watch = watch_new(c->world, &o);
	c->res->watch_s = timeout ? (int)MIN(strtol(timeout, NULL, 10), 86400L) : 0;
	return 0;
}
