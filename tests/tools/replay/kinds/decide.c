/* Recorded syncs of upstream's StatefulSet controller: our step against the recording's server model. */
#include "tests/tools/replay/replay.h"
#include "tests/tools/replay/server.h"

#include "reconciler/step.h"

#define NS_PER_MS 1000000

/* One line of our log: a request with its answer, or an event. */
struct entry {
	enum phase phase;
	int32_t unit;
	uint32_t serial;
	json *request, *event;		/* one of them, owned */
};

struct session {
	struct stand_in model;
	struct sync *sync;
	VEC(struct entry) log;
	json *written;			/* status of the last accepted PUT */
};

static json *request_json(const struct outgoing *o, const char *name, const json *body, const struct stand_in_answer *a)
{
	const struct request *r = &o->request;
	static const char *const verbs[] = { [VERB_GET] = "get", [VERB_CREATE] = "create", [VERB_UPDATE] = "update",
					     [VERB_PATCH] = "patch", [VERB_DELETE] = "delete" };
	json *j = json_format("{'phase':%q,'verb':%q,'resource':%q,'namespace':%q,'name':%q}", phase_name(o->phase),
			      verbs[r->verb], r->kind->plural, r->namespace, name);
	json *response = json_set(j, "response", json_format("{'code':%d}", a->code));

	if (r->subresource)
		json_set_str(j, "subresource", r->subresource);
	if (r->verb == VERB_PATCH)
		json_set_str(j, "contentType", r->content_type);
	if (body)
		json_set(j, "body", json_copy(body));
	if (a->status.reason)
		json_set_str(response, "reason", a->status.reason);
	if (a->status.message)
		json_set_str(response, "message", a->status.message);
	if (a->fault)
		json_set(response, "fault", json_bool(true));
	return j;
}

static void serve(struct session *s, struct outgoing *o, int64_t now_ms)
{
	_cleanup_(json_freep) json *body =
	    o->request.body.len ? json_parse(o->request.body.buf, o->request.body.len, NULL) : NULL;
	const char *name = o->request.name ? o->request.name : json_str_or(json_at(body, "metadata.name"), "");
	struct stand_in_answer a = stand_in_handle(&s->model, &o->request, name);
	struct reply reply = {
		.id = o->id, .code = a.code, .reason = a.status.reason, .message = a.status.message, .object = a.object
	};
	struct entry e = { o->phase, o->unit, o->serial, request_json(o, name, body, &a), NULL };

	vec_push(&s->log, e);
	if (o->phase == PHASE_STATUS && a.code < 300) {
		json_free(s->written);
		s->written = json_copy(json_get(body, "status"));
	}
	step(s->sync, &reply, now_ms);
	status_release(&a.status);
}

static void log_events(struct session *s, const struct object *set)
{
	vec_each(&s->sync->events, e) {
		struct entry entry = { e->phase, e->unit, e->serial, NULL, NULL };

		entry.event = json_format(
		    "{'phase':%q,'type':%q,'reason':%q,'message':%q,'involvedObject':{'apiVersion':'apps/v1',"
		    "'kind':'StatefulSet','name':%q,'namespace':%q,'uid':%q}}",
		    phase_name(e->phase), e->warning ? "Warning" : "Normal", e->reason, e->message, set->name,
		    set->namespace, set->uid);
		vec_push(&s->log, entry);
	}
}

/* Canonical order: by phase, then by unit (condemned ones from the top), then as it happened. */
static int canonical(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	bool descending = a->phase == PHASE_CONDEMNED || a->phase == PHASE_CONDEMNED_CLAIMS;

	if (a->phase != b->phase)
		return a->phase < b->phase ? -1 : 1;
	if (a->unit != b->unit)
		return (a->unit < b->unit) != descending ? -1 : 1;
	return a->serial < b->serial ? -1 : a->serial > b->serial;
}

static bool compare_log(struct session *s, const json *expect, struct str *why)
{
	_cleanup_(json_freep) json *requests = json_array(), *events = json_array();
	const json *want;
	bool ok = true;

	if (s->log.len)
		qsort(s->log.items, s->log.len, sizeof(*s->log.items), canonical);
	vec_each(&s->log, e) {
		if (e->event)
			json_set_int(json_push(events, take(e->event)), "after", (int64_t)json_len(requests));
		else
			json_push(requests, take(e->request));
	}
	want = json_get(expect, "requests");
	for (size_t i = 0; ok && i < MAX(json_len(want), json_len(requests)); i++)
		ok = expect_equal("request", json_item(want, i), json_item(requests, i), why);
	want = json_get(expect, "events");
	for (size_t i = 0; ok && i < MAX(json_len(want), json_len(events)); i++)
		ok = expect_equal("event", json_item(want, i), json_item(events, i), why);
	return ok;
}

/* Go's own texts for broken JSON and numbers are not reproduced: there only that it is an error counts. */
static bool text_matters(const json *c)
{
	return !case_has_tag(c, "rev-broken-data") && !case_has_tag(c, "maxUnavailable-invalid");
}

static bool compare_errors(const struct outcome *o, const json *c, struct str *why)
{
	const json *expect = json_get(c, "expect");
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(json_freep) json *leaves = json_array();
	const json *want = json_get(expect, "errors");
	bool failed = failures_any(&o->failures);

	failures_text(&o->failures, &text);
	if (!text_matters(c) && failed && !json_is_null(json_get(expect, "error")))
		return true;
	vec_each(&o->failures.texts, leaf)
		json_push(leaves, json_string(*leaf));
	return expect_text("error", json_get_str(expect, "error"), failed ? text.buf : NULL, why) &&
	       (json_is_null(want) || json_len(leaves) < 2 || expect_equal("errors", want, leaves, why));
}

static const char *requeue(const struct outcome *o)
{
	if (failures_any(&o->failures))
		return "rateLimited";
	return o->again_ms >= 0 ? "after" : "none";
}

/* A missing counter is 0. */
static bool compare_status(const char *what, const json *want, const json *got, struct str *why)
{
	static const char *const counters[] = { "observedGeneration", "readyReplicas", "currentReplicas",
						"updatedReplicas" };
	_cleanup_(json_freep) json *a = json_copy(want), *b = json_copy(got);

	for (size_t i = 0; i < COUNT(counters); i++) {
		if (a && json_get_int(a, counters[i], 0) == 0)
			json_del(a, counters[i]);
		if (b && json_get_int(b, counters[i], 0) == 0)
			json_del(b, counters[i]);
	}
	return expect_equal(what, a, b, why);
}

static bool compare_outcome(const struct session *s, const json *c, struct str *why)
{
	const struct outcome *o = &s->sync->outcome;
	const json *expect = json_get(c, "expect");
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(json_freep) json *computed = NULL;

	if (!failures_any(&o->failures) && o->has_status) {
		set_status_print(&o->status, &text);
		computed = json_parse(text.buf, text.len, NULL);
	}
	return compare_errors(o, c, why) && expect_text("requeue", json_get_str(expect, "requeue"), requeue(o), why) &&
	       (o->again_ms < 0 || expect_int("requeueAfterNs", json_get_int(expect, "requeueAfterNs", -1),
					      o->again_ms * NS_PER_MS, why)) &&
	       compare_status("writtenStatus", json_get(expect, "writtenStatus"), s->written, why) &&
	       compare_status("computedStatus", json_get(expect, "computedStatus"), computed, why);
}

static void read_list(const json *list, const struct kind *k, object_vec *ret)
{
	for (json *i = json_first(list); i; i = json_next(i))
		vec_push(ret, object_new(k, i, OBJECT_BYTES, NULL));
}

static void release_list(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

static struct snapshot *read_snapshot(const json *c, const struct object *set)
{
	const json *lists = json_get(c, "snapshot");
	object_vec pods = VEC_INIT, claims = VEC_INIT, revisions = VEC_INIT;
	struct definitions known = { MAP_INIT };
	struct snapshot *s;

	read_list(json_get(lists, "pods"), KIND(pod), &pods);
	read_list(json_get(lists, "persistentvolumeclaims"), KIND(persistentvolumeclaim), &claims);
	read_list(json_get(lists, "controllerrevisions"), KIND(controllerrevision), &revisions);
	s = snapshot_from_lists(&known, set, &pods, &claims, &revisions);
	release_list(&pods);
	release_list(&claims);
	release_list(&revisions);
	definitions_release(&known);
	return s;
}

static void session_release(struct session *s)
{
	vec_each(&s->log, e) {
		json_free(e->request);
		json_free(e->event);
	}
	vec_release(&s->log);
	json_free(s->written);
	sync_free(s->sync);
	stand_in_release(&s->model);
}

static bool play(const json *c, struct str *why)
{
	const json *gates = json_get(c, "gates");
	struct gates g = { .max_unavailable = json_true(json_get(gates, "MaxUnavailableStatefulSet")),
			   .semantic_revisions = json_true(json_get(gates, "StatefulSetSemanticRevisionComparison")) };
	_cleanup_(object_unrefp) const struct object *set =
		object_new(KIND(statefulset), json_at(c, "snapshot.statefulset"), OBJECT_BYTES, NULL);
	_cleanup_(str_release) struct str key = STR_INIT;
	_cleanup_(session_release) struct session s = { 0 };
	int64_t now_ms = case_time(json_get(c, "now"));
	struct outgoing o;

	object_key(set, &key);
	if (!streq(key.buf, json_str_or(json_get(c, "key"), "")))
		return json_len(json_at(c, "expect.requests")) == 0;
	stand_in_init(&s.model, c, set->namespace);
	s.sync = sync_new(read_snapshot(c, set), &g);
	step(s.sync, NULL, now_ms);
	while (sync_next(s.sync, &o)) {
		serve(&s, &o, now_ms);
		request_release(&o.request);
	}
	if (!s.sync->done) {
		str_add(why, "  the sync did not end\n");
		return false;
	}
	log_events(&s, set);
	return compare_log(&s, json_get(c, "expect"), why) && compare_outcome(&s, c, why);
}

const struct replay decide_replay = {
	.name = "decide",
	.help = "recorded syncs of the StatefulSet controller",
	.play = play,
};
