/* Many sets at once: created one after the other on one connection, and watched on another until the last is ready. */
#include "tests/tools/bench/bench.h"

#include <stdio.h>

#include "base/json.h"
#include "kube/kind.h"

struct progress {
	const struct sets *sets;
	struct str line;
	char ready_text[40];
	bool *ready; /* one a set */
	int left;
	struct exchange *watching;	/* NULL: it has ended */
	int fell_behind;		/* how often it ended, and was begun anew */
};

static void take_line(struct progress *p)
{
	const char *name = strstr(p->line.buf, "\"name\":\"set-");
	long number = name ? strtol(name + strlen("\"name\":\"set-"), NULL, 10) : -1;

	if (number < 0 || number >= p->sets->count || p->ready[number] || !strstr(p->line.buf, p->ready_text))
		return;
	p->ready[number] = true;
	p->left--;
}

static void on_head(void *arg UNUSED, const struct transport_head *head UNUSED)
{
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct progress *p = arg;

	while (len) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end ? (size_t)(end - bytes) : len;

		str_addn(&p->line, bytes, n);
		if (!end)
			return;
		take_line(p);
		str_reset(&p->line);
		bytes += n + 1;
		len -= n + 1;
	}
}

static void on_done(void *arg, const struct err *err UNUSED)
{
	((struct progress *)arg)->watching = NULL;
}

/* What there is comes first, so that nothing is missed where the one before had fallen behind and was ended. */
static void watch(struct caller *a, struct progress *p)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	struct request r;

	str_reset(&p->line);
	request_init(&r, VERB_WATCH, KIND(statefulset), "default", NULL);
	request_param(&r, "watch", "true");
	p->watching = a->transport->send(a->transport, &r, true, &sink, p);
	request_release(&r);
}

json *sets_tree(const struct sets *s, int number)
{
	_cleanup_(freep) char *name = xasprintf("set-%d", number);
	json *set = json_format(
	    "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':%q,'namespace':'default'},'spec':{"
	    "'serviceName':%q,'replicas':%d,'podManagementPolicy':'Parallel','selector':{'matchLabels':{'app':%q}},"
	    "'template':{'metadata':{'labels':{'app':%q}},'spec':{'containers':[{'name':'c','image':'nginx:1'}]}}}}",
	    name, name, s->replicas, name, name);
	json *templates = json_want_array(json_get(set, "spec"), "volumeClaimTemplates");

	for (int i = 0; i < s->claims; i++)
		json_push(templates,
		          json_format("{'metadata':{'name':'data%d'},'spec':{'accessModes':['ReadWriteOnce'],"
		                      "'resources':{'requests':{'storage':'1Gi'}}}}",
		                      i));
	return set;
}

static bool create_all(struct caller *a, const struct sets *s)
{
	for (int i = 0; i < s->count; i++) {
		_cleanup_(json_freep) json *set = sets_tree(s, i);
		_cleanup_(freep) char *text = json_text(set);
		_cleanup_(str_release) struct str answer = STR_INIT;
		struct request r;

		request_init(&r, VERB_CREATE, KIND(statefulset), "default", NULL);
		str_add(&r.body, text);
		if (caller_send(a, &r, &answer) != 201)
			return complain("set-%d was not created: %s", i, answer.buf);
	}
	return true;
}

static bool wait_ready(struct caller *a, struct progress *p)
{
	double deadline = now_ms() + PATIENCE_MS;

	while (p->left && now_ms() < deadline) {
		if (!p->watching) {
			p->fell_behind++;
			watch(a, p);
		}
		loop_turn(a->loop, 1000);
	}
	return p->left == 0 || complain("%d sets are not ready; the watch ended %d times", p->left, p->fell_behind);
}

bool sets_create(struct caller *a, const struct sets *s, double *ret_ms)
{
	struct progress p = { .sets = s, .left = s->count, .line = STR_INIT };
	double from;
	bool good;

	snprintf(p.ready_text, sizeof(p.ready_text), "\"readyReplicas\":%d,", s->replicas);
	p.ready = xcalloc((size_t)s->count, sizeof(*p.ready));
	watch(a, &p);
	caller_get(a, "/version", NULL); /* the connections are made and warm */
	from = now_ms();
	good = create_all(a, s) && wait_ready(a, &p);
	*ret_ms = now_ms() - from;
	if (p.watching)
		a->transport->cancel(a->transport, p.watching);
	str_release(&p.line);
	free(p.ready);
	return good;
}

int pods_ready(struct caller *a)
{
	_cleanup_(str_release) struct str body = STR_INIT;
	_cleanup_(json_freep) json *list = NULL;
	struct err err = ERR_INIT;
	int ready = 0;

	if (caller_get(a, "/api/v1/pods", &body) != 200 || !(list = json_parse(body.buf, body.len, &err)))
		return -1;
	for (const json *pod = json_first(json_get(list, "items")); pod; pod = json_next(pod)) {
		const json *conditions = json_get(json_get(pod, "status"), "conditions");

		for (const json *c = json_first(conditions); c; c = json_next(c))
			ready += streq(json_str_or(json_get(c, "type"), ""), "Ready") &&
			         streq(json_str_or(json_get(c, "status"), ""), "True");
	}
	return ready;
}
