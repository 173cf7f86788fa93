/*
 * GET of a pod's log. Parameters are read and refused as kube-apiserver reads PodLogOptions; what a kubelet refuses
 * comes back as its 400 (sim/logs/source.h). A pod without a node has no kubelet to ask: 204 and no body.
 */
#include "sim/api/call.h"

#include "base/limits.h"
#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "sim/logs/logs.h"
#include "sim/logs/source.h"

#define READ_BYTES (1 << 20)

static int refuse_number(struct call *c, const char *text)
{
	return call_bad_request(c, "strconv.ParseInt: parsing \"%s\": invalid syntax", text);
}

/* An integer of the query; *ret is untouched where it is absent. */
static int read_number(struct call *c, const char *key, int64_t *ret)
{
	const char *text = call_param(c, key);
	char *end;

	if (!text || !*text)
		return 0;
	errno = 0;
	*ret = strtoll(text, &end, 10);
	return *end || errno || *text == ' ' ? refuse_number(c, text) : 0;
}

static void cause_number(struct call *c, const char *field, int64_t value, const char *least)
{
	status_cause(&c->status, "FieldValueInvalid", field, "Invalid value: %" PRId64 ": must be greater than %s",
	             value, least);
}

/* The message of a 422 is made of its causes. */
static int refuse_options(struct call *c)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	bool several = c->status.causes.len > 1;

	for (size_t i = 0; i < c->status.causes.len; i++)
		str_addf(&text, "%s%s: %s", i ? ", " : "", c->status.causes.items[i].field,
		         c->status.causes.items[i].message);
	c->status.code = 422;
	c->status.reason = xstrdup("Invalid");
	c->status.message = xasprintf("PodLogOptions \"%s\" is invalid: %s%s%s", c->req->name, several ? "[" : "",
	                              text.buf, several ? "]" : "");
	status_details(&c->status, "PodLogOptions", NULL, c->req->name);
	return -422;
}

static int read_since(struct call *c, struct logs_options *o)
{
	const char *time = call_param(c, "sinceTime");
	int64_t seconds = 0;
	int r = read_number(c, "sinceSeconds", &seconds);

	if (r < 0)
		return r;
	if (time && *time && !time_parse(time, &o->since_ms))
		return call_bad_request(c, "parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%s\" "
					"as \"2006\"", time, time);
	if (!call_param(c, "sinceSeconds"))
		return 0;
	if (o->since_ms)
		status_cause(&c->status, "FieldValueForbidden", "sinceSeconds",
		             "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
	else if (seconds < 1)
		cause_number(c, "sinceSeconds", seconds, "0");
	o->since_ms = world_now(c->world) - seconds * 1000;
	return 0;
}

static int read_options(struct call *c, struct logs_options *o)
{
	int r = read_number(c, "tailLines", &o->tail);

	if (r == 0)
		r = read_number(c, "limitBytes", &o->limit);
	if (r < 0)
		return r;
	if (call_param(c, "tailLines") && o->tail < 0)
		cause_number(c, "tailLines", o->tail, "or equal to 0");
	if (call_param(c, "limitBytes") && o->limit < 1)
		cause_number(c, "limitBytes", o->limit, "0");
	r = read_since(c, o);
	if (r < 0)
		return r;
	o->follow = call_flag(c, "follow");
	o->timestamps = call_flag(c, "timestamps");
	return c->status.causes.len ? refuse_options(c) : 0;
}

static int answer(struct call *c, const struct logs_options *o)
{
	struct logs *l;

	c->res->code = 200;
	c->res->content_type = "text/plain";
	if (o->follow && api_logs_count(c->api) >= LIMIT_WATCHERS)
		return status_set(&c->status, 429, "TooManyRequests", "there are %d logs followed already",
		                  LIMIT_WATCHERS);
	l = logs_new(c->world, o);
	if (o->follow) {
		c->res->logs = l;
		return 0;
	}
	while (logs_read(l, READ_BYTES, &c->res->body))
		;
	logs_free(l);
	return 0;
}

int api_log(struct call *c)
{
	struct logs_options o = { .tail = -1, .limit = -1 };
	_cleanup_(json_freep) json *tree = NULL;
	const struct object *pod;
	const char *container;
	struct run run;
	int r = read_options(c, &o);

	if (r == 0)
		r = call_object(c, &pod);
	if (r < 0)
		return r;
	tree = object_tree(pod);
	container = source_container(tree, call_param(c, "container"), &c->status);
	if (!container)
		return -400;
	if (!*pod_of(pod)->node) {
		c->res->code = 204;
		return 0;
	}
	r = source_run(tree, container, call_flag(c, "previous"), api_images(c->api), &run, &o.id, &c->status);
	if (r < 0)
		return r;
	o.run = &run;
	o.uid = pod->uid;
	return answer(c, &o);
}
