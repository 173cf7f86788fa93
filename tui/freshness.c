#include "tui/freshness.h"

#include "kube/time.h"
#include "tui/ages.h"
#include "kube/sight.h"

#define QUIET_S 75			/* bookmarks come about once a minute */
#define STALE_S 135

/* What the watches in view say together. */
struct summary {
	enum watch_phase phase;		/* the worst; a forbidden kind counts only if it is the view's own */
	int64_t quietest, newest;	/* proofs of life, monotonic ms; 0: none yet */
	const char *message;		/* of the worst */
	struct str forbidden;		/* the kinds that may not be listed, but for the view's own */
	bool narrowed;
	const char *namespace;		/* to which it is */
};

static int badness(enum watch_phase phase)
{
	static const int order[] = {
		[WATCH_LIVE] = 0, [WATCH_NONE] = 1, [WATCH_LISTING] = 1, [WATCH_FORBIDDEN] = 2, [WATCH_LOST] = 3
	};

	return order[phase];
}

static void count(struct summary *s, struct watch_state w, const struct kind *k, bool own)
{
	s->narrowed |= w.narrowed;
	if (w.narrowed)
		s->namespace = w.namespace;
	if (w.phase == WATCH_FORBIDDEN && !own) {
		str_addf(&s->forbidden, "%s%s", s->forbidden.len ? ", " : "", k ? k->plural : "some kinds");
		return;
	}
	if (badness(w.phase) > badness(s->phase)) {
		s->phase = w.phase;
		s->message = w.message;
	}
	s->newest = MAX(s->newest, w.proof_ms);
	s->quietest = s->quietest ? MIN(s->quietest, w.proof_ms) : w.proof_ms;
}

static struct summary summarise(struct app *app)
{
	const struct view_class *class = app_view(app)->class;
	struct summary s = { .phase = WATCH_LIVE, .message = "", .forbidden = STR_INIT };

	for (const struct kind *const *k = class->needs; k && *k; k++)
		count(&s, client_watch_state(app->connection.client, *k), *k, k == class->needs);
	if (!class->needs)
		count(&s, client_state(app->connection.client), app_view(app)->kind, true);
	return s;
}

#define REASON_MAX 32u

/* A lost server's reason, short enough for the header: its last clause, without the advice after it. */
static const char *reason(const char *message, size_t *ret_len)
{
	const char *at = message, *colon;

	while ((colon = strstr(at, ": ")) && strlen(colon) > 4)
		at = colon + 2;
	at = *at ? at : "no connection";
	*ret_len = strcspn(at, ";.");
	return at;
}

/* True where something was shown that may no longer be so; a server may answer without ever giving us a list. */
static bool has_shown(struct app *app)
{
	const struct kind *const *needs = app_view(app)->class->needs;

	return !needs || !*needs || sight_of(app_cache(app), *needs);
}

static void say_lost(struct freshness *f, const struct summary *s, int64_t silent_s)
{
	size_t len;
	const char *why = reason(s->message, &len);

	str_add(&f->text, s->newest ? "lost " : "lost");
	if (s->newest)
		age_add(&f->text, silent_s);
	str_add(&f->text, ": ");
	str_addf(&f->text, "%.*s", (int)MIN(len, REASON_MAX), why);
	str_add(&f->text, ", retrying");
	f->role = ROLE_bad;
	f->old = s->newest != 0;
}

static void say_silent(struct freshness *f, int64_t silent_s)
{
	str_add(&f->text, silent_s > STALE_S ? "stale " : "quiet ");
	age_add(&f->text, silent_s);
	f->role = silent_s > STALE_S ? ROLE_bad : ROLE_warn;
	f->old = silent_s > STALE_S;
}

static void say(struct freshness *f, const char *word, enum role role)
{
	str_add(&f->text, word);
	f->role = role;
}

/* The time of day of the last sign of life, on the cluster's clock, and the reason where the header has no room. */
static void say_as_of(struct freshness *f, const struct summary *s, int64_t at_s)
{
	_cleanup_(str_release) struct str time = STR_INIT;
	size_t len;

	time_add(&time, at_s);
	str_addf(&f->notice, "what is shown is as of %.8s", time.len > 19 ? time.buf + 11 : "");
	reason(s->message, &len);
	if (s->phase == WATCH_LOST && len > REASON_MAX)
		str_addf(&f->notice, "; %s", s->message);
	f->notice_role = ROLE_warn;
}

static void find_notice(struct freshness *f, const struct summary *s)
{
	if (s->phase == WATCH_LOST) {
		str_add(&f->notice, s->message);	/* nothing was ever shown: the whole sentence has room */
		f->notice_role = ROLE_bad;
	} else if (s->phase == WATCH_FORBIDDEN) {
		str_add(&f->notice, s->message);
		f->notice_role = ROLE_bad;
	} else if (s->narrowed) {
		str_addf(&f->notice, "only %s is shown: listing all namespaces is forbidden",
		         s->namespace ? s->namespace : "one namespace");
		f->notice_role = ROLE_warn;
	} else if (s->forbidden.len) {
		str_addf(&f->notice, "may not be listed: %s", s->forbidden.buf);
		f->notice_role = ROLE_warn;
	}
}

void freshness_make(struct freshness *f, struct app *app)
{
	struct summary s = summarise(app);
	int64_t proof = s.phase == WATCH_LOST ? s.newest : s.quietest;
	int64_t silent_s = proof ? MAX(app_mono_ms(app) - proof, 0) / 1000 : 0;

	*f = (struct freshness){ .text = STR_INIT, .notice = STR_INIT };
	if (s.phase == WATCH_LOST)
		say_lost(f, &s, silent_s);
	else if (s.phase == WATCH_FORBIDDEN)
		say(f, "forbidden", ROLE_bad);
	else if (s.phase != WATCH_LIVE)
		say(f, "loading", ROLE_progress);
	else if (silent_s > QUIET_S)
		say_silent(f, silent_s);
	else
		say(f, "live", ROLE_ok);
	f->old = f->old && has_shown(app);
	if (f->old)
		say_as_of(f, &s, app_now_s(app) - silent_s);
	else
		find_notice(f, &s);
	str_release(&s.forbidden);
}

void freshness_release(struct freshness *f)
{
	str_release(&f->text);
	str_release(&f->notice);
}
