/* See gate.h. */
#include "client/gate.h"
#include "kube/status.h"

struct gate {
	struct transport base;
	struct transport *inner;
	struct loop *loop;
	bool read_only;
	void (*on_date)(void *arg, int64_t wall_ms);
	void *arg;
	VEC(struct exchange *) under_way;
};

struct exchange {
	struct gate *gate;
	struct exchange *inner;		/* NULL: refused here */
	struct loop_timer *refusal;
	char *refused;			/* what was not sent, for the message */
	struct transport_sink sink;
	void *arg;
};

static void exchange_free(struct exchange *x)
{
	struct gate *g = x->gate;

	for (size_t i = 0; i < g->under_way.len; i++)
		if (g->under_way.items[i] == x) {
			vec_remove(&g->under_way, i);
			break;
		}
	loop_timer_del(x->refusal);
	free(x->refused);
	free(x);
}

/* --- passing through --- */

static void on_head(void *arg, const struct transport_head *head)
{
	struct exchange *x = arg;

	if (head->date_ms && x->gate->on_date)
		x->gate->on_date(x->gate->arg, head->date_ms);
	x->sink.head(x->arg, head);
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct exchange *x = arg;

	x->sink.data(x->arg, bytes, len);
}

static void on_done(void *arg, const struct err *err)
{
	struct exchange *x = arg;
	struct transport_sink sink = x->sink;
	void *sink_arg = x->arg;

	exchange_free(x);
	sink.done(sink_arg, err);
}

/* --- refusing --- */

static bool is_under_way(const struct gate *g, const struct exchange *x)
{
	for (size_t i = 0; i < g->under_way.len; i++)
		if (g->under_way.items[i] == x)
			return true;
	return false;
}

static int64_t refuse(void *arg)
{
	struct exchange *x = arg;
	struct gate *g = x->gate;
	struct transport_head head = { .code = 403, .retry_after_s = -1 };
	_cleanup_(status_release) struct status s = STATUS_INIT;
	_cleanup_(str_release) struct str body = STR_INIT;

	x->refusal = NULL;
	status_set(&s, 403, "Forbidden", "read-only: %s was not sent; start without --read-only to change anything",
	           x->refused);
	status_print(&s, &body);
	on_head(x, &head);
	if (is_under_way(g, x))
		on_data(x, body.buf, body.len);
	if (is_under_way(g, x))
		on_done(x, NULL);
	return LOOP_NOMORE;
}

static char *describe(const struct request *r)
{
	struct str text = STR_INIT;

	str_addf(&text, "%s ", request_method(r));
	request_url(r, &text);
	return str_take(&text);
}

/* --- the transport --- */

static struct exchange *gate_send(struct transport *t, const struct request *r, bool stream,
                                  const struct transport_sink *sink, void *arg)
{
	static const struct transport_sink through = { on_head, on_data, on_done };
	struct gate *g = CONTAINER_OF(t, struct gate, base);
	struct exchange *x = xcalloc(1, sizeof(*x));

	*x = (struct exchange){ .gate = g, .sink = *sink, .arg = arg };
	vec_push(&g->under_way, x);
	if (g->read_only && request_writes(r)) {
		x->refused = describe(r);
		x->refusal = loop_timer_add(g->loop, 0, refuse, x);
	} else {
		x->inner = g->inner->send(g->inner, r, stream, &through, x);
	}
	return x;
}

static void gate_cancel(struct transport *t UNUSED, struct exchange *x)
{
	struct transport *inner = x->gate->inner;

	if (x->inner)
		inner->cancel(inner, x->inner);
	exchange_free(x);
}

static void gate_drop(struct transport *t, struct exchange *x)
{
	struct transport *inner = x->gate->inner;

	if (!x->inner || !inner->drop) {
		gate_cancel(t, x);
		return;
	}
	inner->drop(inner, x->inner);
	exchange_free(x);
}

static void gate_free(struct transport *t)
{
	struct gate *g = CONTAINER_OF(t, struct gate, base);

	while (g->under_way.len)
		gate_cancel(t, vec_last(&g->under_way));
	vec_release(&g->under_way);
	g->inner->free(g->inner);
	free(g);
}

struct transport *gate_new(struct transport *inner, struct loop *loop, bool read_only,
                           void (*on_date)(void *arg, int64_t wall_ms), void *arg)
{
	struct gate *g = xcalloc(1, sizeof(*g));

	*g = (struct gate){ .inner = inner, .loop = loop, .read_only = read_only, .on_date = on_date, .arg = arg };
	g->base = (struct transport){ .send = gate_send, .cancel = gate_cancel, .drop = gate_drop, .free = gate_free };
	return &g->base;
}
