/* See reflector.h. */
#include "client/backoff.h"
#include "client/list.h"
#include "client/reflector.h"
#include "client/store.h"
#include "client/stream.h"

enum {
	SHORT_MS = 1000,		/* a watch that ends before that, with no event, is an error */
	FORBIDDEN_MS = 60000,		/* rights change seldom */
	TOO_LARGE_MS = 1000,		/* the server has not caught up with our version */
};

enum step { STEP_LIST, STEP_WATCH };

struct reflector {
	struct reflector_options o;	/* namespace and fallback are owned */
	struct reflector_sink sink;
	void *arg;
	struct watch_state state;
	char *message;			/* owned text of state.message */
	char *version;			/* last one seen; NULL: none yet, or to be forgotten */

	enum step next;			/* what begin() begins */
	struct loop_timer *timer;	/* waiting to begin */
	struct backoff backoff;
	bool unreachable;		/* it waits because no answer came */
	int64_t expired_ms;		/* when a watch last expired; -1: never */

	struct list_call *list;
	bool whole;			/* the next list comes in one page */
	bool plain;			/* list, then watch: a watch-list was tried in vain */
	struct stream *stream;
	bool opened;			/* the stream was accepted */
	bool initial;			/* the stream is a watch-list before the end of its initial events */
	struct store initial_objects;
	bool stopped;
};

static void begin(struct reflector *r, enum step step);

/* --- what is told --- */

static void set_state(struct reflector *r, enum watch_phase phase, const char *message)
{
	if (r->state.phase == phase && streq(r->message, message))
		return;
	char *copy = xstrdup(message);

	free(r->message);
	r->message = copy;
	r->state.phase = phase;
	r->state.signed_out = false;
	r->state.message = copy;
	r->sink.changed(r->arg);
}

static void proof_of_life(struct reflector *r)
{
	r->state.proof_ms = MAX(loop_now(r->o.loop), 1);
}

static void set_version(struct reflector *r, const char *version)
{
	char *copy = xstrdup(version);

	free(r->version);
	r->version = copy;
}

/* --- waiting --- */

static int64_t on_timer(void *arg)
{
	struct reflector *r = arg;

	r->timer = NULL;
	begin(r, r->next);
	return LOOP_NOMORE;
}

static void begin_in(struct reflector *r, enum step step, int64_t ms)
{
	r->next = step;
	loop_timer_del(r->timer);
	r->timer = loop_timer_add(r->o.loop, ms, on_timer, r);
}

static void back_off(struct reflector *r, enum step step, int retry_after_s)
{
	int64_t at_least = retry_after_s > 0 ? (int64_t)retry_after_s * 1000 : 0;

	begin_in(r, step, backoff_next(&r->backoff, r->o.rng, loop_now(r->o.loop), at_least));
}

static void unreachable(struct reflector *r, const char *message, enum step again)
{
	set_state(r, WATCH_LOST, message);
	back_off(r, again, 0);
	r->unreachable = true;
}

void reflector_poke(struct reflector *r)
{
	if (r->timer && r->unreachable && !r->stopped)
		loop_timer_set(r->timer, 0);
}

/* --- refusals, of lists and of watches alike --- */

static bool version_too_large(const struct status *s)
{
	for (size_t i = 0; s->code == 504 && i < s->causes.len; i++)
		if (streq0(s->causes.items[i].reason, "ResourceVersionTooLarge"))
			return true;
	return false;
}

/* Lasting: the right, the resource or the method is not there. Nothing but time or an administrator changes it. */
static bool is_lasting(int code)
{
	return code == 403 || code == 404 || code == 405;
}

/* From now on we see the namespace that we may see. */
static void narrow(struct reflector *r)
{
	r->state.namespace = r->o.fallback_namespace;
	r->state.narrowed = true;
	set_version(r, NULL);
	begin(r, STEP_LIST);
}

static void refused_state(struct reflector *r, const struct status *s)
{
	_cleanup_(freep) char *text = NULL;
	char resource[160];

	kind_resource(r->o.kind, resource, sizeof(resource));
	if (s->code == 401)
		text = xasprintf("signed out: the server does not accept our credentials (401); log in again");
	else if (s->code == 404 || s->code == 405)
		text = xasprintf("the cluster does not serve %s (%d)", resource, s->code);
	else if (s->code == 429)
		text = xasprintf("the server is busy and asks us to wait (429)");
	else
		text = xasprintf("%s (%d)", s->message && *s->message ? s->message : "the server refused", s->code);
	set_state(r, is_lasting(s->code) ? WATCH_FORBIDDEN : WATCH_LOST, text);
	r->state.signed_out = s->code == 401;
}

/* The reaction to a refusal that is no expiry. again: the step to go on with once a busy server is willing. */
static void refused(struct reflector *r, const struct status *s, int retry_after_s, enum step again)
{
	if (s->code == 403 && r->o.kind->namespaced && !r->state.namespace && r->o.fallback_namespace) {
		narrow(r);
		return;
	}
	refused_state(r, s);
	if (is_lasting(s->code)) {
		begin_in(r, STEP_LIST, FORBIDDEN_MS);
	} else if (version_too_large(s)) {
		set_version(r, NULL);
		begin_in(r, STEP_LIST, TOO_LARGE_MS);
	} else {
		back_off(r, s->code == 429 ? again : STEP_LIST, retry_after_s > 0 ? retry_after_s : s->retry_after_s);
	}
}

/* --- the picture --- */

/* Versions of one resource are unsigned decimals of any length (KEP-5504); others are not compared and count as
 * later. */
static bool is_older(const char *version, const char *than)
{
	size_t a = strlen(version), b = strlen(than);

	if (strspn(version, "0123456789") != a || strspn(than, "0123456789") != b)
		return false;
	return a != b ? a < b : strcmp(version, than) < 0;
}

/* Takes over a whole picture. A server that lags behind what was already seen must not take us back: its picture is
 * thrown away, and the most recent one is asked for. Returns false then, or when the sink has stopped us. */
static bool replace(struct reflector *r, object_vec *objects, const char *version)
{
	bool current = !r->version;

	proof_of_life(r);
	if (!current && is_older(version, r->version)) {
		log_write(r->o.log, LOG_WARN,
		          "%s: the server answered with older state (%s) than seen (%s); asking again",
		          r->o.kind->plural, version, r->version);
		set_version(r, NULL);
		back_off(r, STEP_LIST, 0);
		return false;
	}
	set_version(r, version);
	r->sink.replace(r->arg, objects, version, current);
	return !r->stopped;
}

/* --- list --- */

static void on_list(void *arg, struct list_outcome *outcome)
{
	struct reflector *r = arg;

	r->list = NULL;
	if (outcome->code == 0) {
		unreachable(r, outcome->message, STEP_LIST);
	} else if (outcome->code == 410 && outcome->later_page) {
		r->whole = true; /* Pages expire faster than they are read: all at once, then. */
		begin(r, STEP_LIST);
	} else if (outcome->code == 410 && r->version) {
		set_version(r, NULL);
		begin(r, STEP_LIST);
	} else if (outcome->code != 200) {
		refused(r, &outcome->status, outcome->retry_after_s, STEP_LIST);
	} else if (replace(r, outcome->objects, outcome->version)) {
		r->whole = false;
		begin(r, STEP_WATCH);
	}
}

static void start_list(struct reflector *r)
{
	struct list_options options = {
		.transport = r->o.transport,
		.kind = r->o.kind,
		.namespace = r->state.namespace,
		.keep = r->o.keep,
		.version = r->version,
		.whole = r->whole,
	};

	r->list = list_start(&options, on_list, r);
}

/* --- watch --- */

static void close_stream(struct reflector *r)
{
	stream_free(r->stream);
	r->stream = NULL;
	r->initial = false;
	store_release(&r->initial_objects);
}

/* The version we hold has left the server's history: a new picture, not older than what was seen. */
static void expired(struct reflector *r, bool initial)
{
	int64_t now = loop_now(r->o.loop);
	bool again = r->expired_ms >= 0 && now - r->expired_ms < SHORT_MS;

	r->expired_ms = now;
	if (initial)
		set_version(r, NULL);
	if (again)
		back_off(r, STEP_LIST, 0);
	else
		begin(r, STEP_LIST);
}

/* A refusal of the request or inside the stream. A watch-list that is refused for itself is not offered here: older
 * servers say 400 or 422, those on an old etcd say 500, and one may be allowed to list and not to watch. */
static void stream_refused(struct reflector *r, const struct status *s, int retry_after_s, bool initial)
{
	bool lists = s->code == 400 || s->code == 403 || s->code == 405 || s->code == 422 || s->code == 500;

	if (s->code == 410) {
		expired(r, initial);
	} else if (initial && lists) {
		if (s->code != 403)
			*r->o.watch_list = false;
		r->plain = true;
		begin(r, STEP_LIST);
	} else {
		refused(r, s, retry_after_s, initial ? STEP_LIST : STEP_WATCH);
	}
}

/* An end without a refusal: the server's time was up, or the connection was lost. */
static void stream_over(struct reflector *r, const struct stream_outcome *o)
{
	if (o->initial && (o->silent || !*o->message)) {
		*r->o.watch_list = false;
		r->plain = true;
		begin(r, STEP_LIST);
		return;
	}
	/* Not one bookmark: the connection was dead from the start, or the server, restored from a backup, is not
	 * yet where we ask it to go on (1.36 accepts that and says nothing). A list not older than that version
	 * tells which. */
	bool mute = o->silent && o->events == 0;
	enum step again = o->initial || mute ? STEP_LIST : STEP_WATCH;
	bool too_short = o->lasted_ms < SHORT_MS && o->events == 0;

	if (*o->message || too_short)
		set_state(r, WATCH_LOST, *o->message ? o->message : "the watch ended at once");
	if (too_short || (o->initial && *o->message))
		back_off(r, again, 0);
	else
		begin(r, again);
}

static void on_ended(void *arg, const struct stream_outcome *o)
{
	struct reflector *r = arg;
	bool initial = o->initial;

	r->stream = NULL; /* It frees itself. */
	close_stream(r);
	if (o->code == 0)
		unreachable(r, o->message, initial ? STEP_LIST : STEP_WATCH);
	else if (o->code != 200)
		stream_refused(r, &o->status, o->retry_after_s, initial);
	else
		stream_over(r, o);
}

/* The end of the initial events: they are the picture, and the stream goes on as a watch. */
static bool initial_end(struct reflector *r, const char *version)
{
	object_vec objects = r->initial_objects.all;

	r->initial_objects.all = (object_vec)VEC_INIT;
	store_release(&r->initial_objects);
	r->initial = false;
	bool goes_on = replace(r, &objects, version);

	vec_each(&objects, o)
		object_unref(*o);
	vec_release(&objects);
	if (goes_on)
		set_state(r, WATCH_LIVE, "");
	else
		close_stream(r);
	return goes_on;
}

static void initial_object(struct reflector *r, struct stream_event *e)
{
	if (e->type == STREAM_DELETED)
		object_unref(store_remove(&r->initial_objects, e->object->namespace, e->object->name));
	else
		object_unref(store_put(&r->initial_objects, take(e->object)));
}

static void advance(struct reflector *r, const char *version)
{
	if (version && *version && (!r->version || !is_older(version, r->version)))
		set_version(r, version);
}

/* A server that says it is at an older version than we have seen was restored from a backup, or lags: it would leave
 * out all that happens up to that version. */
static bool server_went_back(struct reflector *r)
{
	close_stream(r);
	set_state(r, WATCH_LOST, "the server is behind what was already seen; reading everything anew");
	set_version(r, NULL);
	back_off(r, STEP_LIST, 0);
	return false;
}

static bool bookmark(struct reflector *r, const struct stream_event *e)
{
	if (!e->version)
		return true;
	if (r->initial)
		return e->initial_end ? initial_end(r, e->version) : true;
	if (r->version && is_older(e->version, r->version))
		return server_went_back(r);
	advance(r, e->version);
	r->sink.version(r->arg, e->version);
	return true;
}

static bool on_event(void *arg, struct stream_event *e)
{
	struct reflector *r = arg;

	if (e->type == STREAM_ERROR) {
		bool initial = r->initial;

		close_stream(r);
		stream_refused(r, &e->status, -1, initial);
		return false;
	}
	if (e->type == STREAM_BOOKMARK)
		return bookmark(r, e);
	if (r->initial) {
		initial_object(r, e);
		return true;
	}
	advance(r, e->object->version);
	r->sink.event(r->arg, e);
	return !r->stopped;
}

static void on_alive(void *arg)
{
	proof_of_life(arg);
}

static void on_opened(void *arg)
{
	struct reflector *r = arg;

	r->opened = true;
	if (!r->initial)
		set_state(r, WATCH_LIVE, "");
}

static void start_stream(struct reflector *r, bool initial)
{
	static const struct stream_sink sink = { on_alive, on_opened, on_event, on_ended };
	struct stream_options options = {
		.loop = r->o.loop,
		.transport = r->o.transport,
		.kind = r->o.kind,
		.namespace = r->state.namespace,
		.keep = r->o.keep,
		.version = r->version,
		.initial = initial,
		.timeout_s = 300 + (int)rng_below(r->o.rng, 301),
	};

	r->initial = initial;
	r->opened = false;
	r->stream = stream_open(&options, &sink, r);
}

/* --- life --- */

static void begin(struct reflector *r, enum step step)
{
	if (r->stopped)
		return;
	assert(!r->list && !r->stream && !r->timer);
	r->unreachable = false;
	r->next = step;
	if (step == STEP_WATCH && r->version) {
		start_stream(r, false);
		return;
	}
	if (r->state.phase == WATCH_NONE)
		set_state(r, WATCH_LISTING, "");
	if (*r->o.watch_list && !r->plain && !r->whole)
		start_stream(r, true);
	else
		start_list(r);
}

struct reflector *reflector_new(const struct reflector_options *options, const struct reflector_sink *sink, void *arg)
{
	struct reflector *r = xcalloc(1, sizeof(*r));

	r->o = *options;
	r->o.namespace = xstrdup(options->namespace);
	r->o.fallback_namespace = xstrdup(options->fallback_namespace);
	r->sink = *sink;
	r->arg = arg;
	r->message = xstrdup("");
	r->state = (struct watch_state){ .phase = WATCH_NONE, .namespace = r->o.namespace, .message = r->message };
	r->expired_ms = -1;
	r->initial_objects = (struct store)STORE_INIT;
	begin_in(r, STEP_LIST, 0); /* By the timer, so that nobody is called back from inside this call. */
	return r;
}

void reflector_stop(struct reflector *r)
{
	r->stopped = true;
	list_cancel(take(r->list));
	close_stream(r);
	loop_timer_del(take(r->timer));
}

void reflector_free(struct reflector *r)
{
	if (!r)
		return;
	reflector_stop(r);
	free((char *)r->o.namespace);
	free((char *)r->o.fallback_namespace);
	free(r->message);
	free(r->version);
	free(r);
}

struct watch_state reflector_state(const struct reflector *r)
{
	return r->state;
}

bool reflector_busy(const struct reflector *r)
{
	return r->list || (r->stream && (r->initial || !r->opened)) || (r->timer && r->state.phase == WATCH_NONE);
}
