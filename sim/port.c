/* See port.h. Lists and raw paths answer bytes, single objects answer the stored object itself. */
#include "sim/port.h"

#include "sim/controllers.h"

struct sim_port {
	struct port base;
	struct api *api;
	char *user;
	bool controller;
};

static void fill_answer(struct answer *a, struct api_response *res)
{
	a->code = res->code;
	a->object = res->object;
	if (res->object) {
		a->body = res->object->bytes;
		a->len = res->object->len;
	} else if (res->body.len > 0) {
		a->body = res->body.buf;
		a->len = res->body.len;
	}
	a->status = res->status;
}

static void call_done(answer_fn done, void *arg, struct api_response *res)
{
	struct answer a = { 0 };
	size_t n = json_len(res->warnings);
	const char **warnings = n > 0 ? xcalloc(n + 1, sizeof(*warnings)) : NULL;

	for (size_t i = 0; i < n; i++)
		warnings[i] = json_str_or(json_item(res->warnings, i), "");
	a.warnings = warnings;
	fill_answer(&a, res);
	if (done)
		done(arg, &a);
	free(warnings);
}

static void sim_port_submit(struct port *port, struct request *r, answer_fn done, void *arg)
{
	struct sim_port *p = CONTAINER_OF(port, struct sim_port, base);
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = {
		.verb = r->verb,
		.method = request_method(r),
		.kind = r->kind,
		.namespace = r->namespace,
		.name = r->name,
		.subresource = r->subresource,
		.path = r->path,
		.query = r->query,
		.content_type = r->content_type,
		.accept = r->accept,
		.user_agent = p->user,
		.user = p->user,
		.body = r->body.buf,
		.len = r->body.len,
		.tree = take(r->tree),
		.trusted = true,
		.built = p->controller,
		.silent = true,
	};

	api_handle(p->api, &req, &res);
	request_release(r);
	call_done(done, arg, &res);
	api_response_release(&res);
}

struct sim_port *sim_port_new(struct api *api, const char *user)
{
	struct sim_port *p = xcalloc(1, sizeof(*p));

	p->base.submit = sim_port_submit;
	p->api = api;
	p->user = xstrdup(user);
	p->controller = controllers_has_user(user);
	return p;
}

void sim_port_free(struct sim_port *p)
{
	if (!p)
		return;
	free(p->user);
	free(p);
}

struct port *sim_port_interface(struct sim_port *p)
{
	return &p->base;
}

const char *sim_port_user(const struct sim_port *p)
{
	return p->user;
}
