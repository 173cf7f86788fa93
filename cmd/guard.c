#include "cmd/guard.h"

#include "kube/sanitize.h"

struct guarded {
	struct guard *guard;
	answer_fn done;
	void *arg;
	char *what;			/* "create pod default/web-0"; NULL: nobody wants to hear of it */
	bool status;
};

bool guard_wrote(const struct guard *g, uint64_t version)
{
	if (g->statuses > 0)
		return true;
	for (size_t i = 0; i < MIN(g->nrecent, GUARD_RECENT); i++) {
		if (g->recent[i] == version)
			return true;
	}
	return false;
}

static char *describe(const struct request *r)
{
	static const char *const verbs[] = { [VERB_CREATE] = "create", [VERB_UPDATE] = "update",
					     [VERB_PATCH] = "patch",   [VERB_DELETE] = "delete",
					     [VERB_DELETECOLLECTION] = "delete all" };
	_cleanup_(json_freep) json *body = NULL;
	const char *name = r->name;
	struct str text = STR_INIT;

	if (!r->kind || r->kind == KIND(event))
		return NULL;
	if (!name) {
		body = r->tree ? json_copy(r->tree) : json_parse(r->body.buf, r->body.len, NULL);
		name = json_get_str(json_get(body, "metadata"), "name");
	}
	str_addf(&text, "%s %s%s%s ", verbs[r->verb], r->kind->singular, r->subresource ? " " : "",
		 r->subresource ? r->subresource : "");
	str_addf(&text, "%s/", r->namespace ? r->namespace : "");
	sanitize(name ? name : "", name ? strlen(name) : 0, 0, &text);
	return str_take(&text);
}

static void tell(const struct guarded *w, const struct answer *a)
{
	_cleanup_(str_release) struct str why = STR_INIT;
	const char *message = a->status.message ? a->status.message : "no answer came";

	if (!w->what || answer_ok(a))
		return;
	sanitize(message, strlen(message), 0, &why);
	log_write(w->guard->log, LOG_WARN, "%s: refused: %s", w->what, why.buf);
}

static void answered(void *arg, const struct answer *a)
{
	struct guarded *w = arg;
	struct guard *g = w->guard;

	--*g->under_way;
	if (w->status) {
		g->statuses--;
		if (answer_ok(a) && a->object)
			g->recent[g->nrecent++ % GUARD_RECENT] = a->object->rv;
	}
	tell(w, a);
	w->done(w->arg, a);
	free(w->what);
	free(w);
}

static void refuse(answer_fn done, void *arg)
{
	struct answer a = { .status = { .message = (char *)"the lease is not ours, so nothing is written" } };

	done(arg, &a);
}

static void submit(struct port *p, struct request *r, answer_fn done, void *arg)
{
	struct guard *g = CONTAINER_OF(p, struct guard, port);
	struct guarded *w;

	if (!request_writes(r)) {
		port_submit(g->inner, r, done, arg);
		return;
	}
	if (!lease_lock_may_write(g->lock, loop_clock(g->loop))) {
		request_release(r);
		refuse(done, arg);
		return;
	}
	w = xcalloc(1, sizeof(*w));
	*w = (struct guarded){ .guard = g, .done = done, .arg = arg, .what = describe(r) };
	w->status = r->kind == KIND(statefulset) && streq0(r->subresource, "status");
	++*g->under_way;
	g->statuses += w->status;
	if (w->what)
		log_write(g->log, LOG_INFO, "%s", w->what);
	port_submit(g->inner, r, answered, w);
}

void guard_init(struct guard *g, struct port *inner, const struct loop *loop, struct log *log,
                const struct lease_lock *lock, int *under_way)
{
	*g = (struct guard){
		.port = { submit }, .inner = inner, .loop = loop, .log = log, .lock = lock, .under_way = under_way
	};
}
