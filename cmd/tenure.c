#include "cmd/tenure.h"

#include <unistd.h>

#include "cmd/area.h"
#include "cmd/suspicion.h"
#include "kube/sanitize.h"

#define LEASE_NAMESPACE "kube-system"
#define LEASE_NAME "ordinal-reconcile"
#define TICK_MS 100
#define OPEN_MS 30000		/* for the first lists */
#define END_MS 12000		/* for the write in hand and the Lease, when the server does not answer */
#define CHECK_MS 2000		/* between looks at kube-controller-manager's lease while acting */

struct tenure {
	struct attach *attach;
	bool act;
	void (*changed)(void *arg);
	void *arg;
	VEC(struct area *) areas;
	struct lease_lock lock;
	struct check check;
	struct loop_timer *timer;
	enum tenure_phase phase;
	char *identity, *failure;
	int under_way;			/* writes not answered */
	int64_t opened_ms, checked_ms, end_ms;
	bool cleared;			/* the check is over, and nobody else is at work */
	char *waits_for;		/* whose lease we last said that we wait for */
	struct suspicion suspicion;
	bool given_up, given_back;	/* the Lease: asked for it, and answered */
};

static void enter(struct tenure *t, enum tenure_phase phase)
{
	t->phase = phase;
	t->changed(t->arg);
}

/* --- phases --- */

static void rest(void *arg)
{
	struct tenure *t = arg;

	vec_each(&t->areas, a)
		area_rest(*a);
}

/* Stops writing now, whoever calls: the guard asks the lock, so the lock is not held any more. */
static void stop_writing(struct tenure *t)
{
	t->lock.leading = false;
	loop_defer(t->attach->loop, rest, t);
}

static void begin_end(struct tenure *t, const char *why)
{
	if (t->phase == TENURE_ENDING)
		return;
	enter(t, TENURE_ENDING);
	t->end_ms = loop_now(t->attach->loop) + END_MS;
	t->failure = xstrdup(why);
	t->check.stop = true;
	stop_writing(t);
}

/* A probe that a cache still shows would be taken for a set to act on. */
static bool shows_probe(const struct tenure *t)
{
	const struct object *probe = t->check.deleted;

	vec_each(&t->areas, a) {
		struct cache *cache = client_cache((*a)->client);

		if (probe && cache_get(cache, KIND(statefulset), probe->namespace, probe->name))
			return true;
	}
	return false;
}

static void act_if_cleared(struct tenure *t)
{
	if (!t->cleared || shows_probe(t))
		return;
	t->cleared = false;
	enter(t, TENURE_ACTING);
	t->checked_ms = loop_now(t->attach->loop);
	log_write(t->attach->log, LOG_INFO, "acting: nobody else is at work%s",
		  t->check.max_unavailable ? "; the gate MaxUnavailableStatefulSet is on" : "");
	vec_each(&t->areas, a)
		area_act(*a, &t->lock, &t->under_way, t->check.max_unavailable);
}

static void on_rival(void *arg, const char *rival)
{
	struct tenure *t = arg;
	_cleanup_(freep) char *why = NULL;

	if (rival) {
		why = xasprintf("another StatefulSet controller is at work, so nothing %sis written: %s",
				t->phase == TENURE_ACTING ? "more " : "", rival);
		begin_end(t, why);
	}
	if (t->phase != TENURE_CHECKING)
		return;
	t->cleared = t->lock.leading;
	if (t->cleared)
		act_if_cleared(t);
	else
		enter(t, TENURE_WAITING);
}

/* --- a status that was not written by us --- */

static void on_suspect(void *arg, struct area *a UNUSED, const struct object *set)
{
	struct tenure *t = arg;

	if (t->phase == TENURE_ACTING)
		suspicion_ask(&t->suspicion, set);
}

static void on_found(void *arg, const char *rival)
{
	struct tenure *t = arg;

	if (t->phase == TENURE_ACTING)
		on_rival(t, rival);
}

/* --- the lease --- */

static void tell_waiting(struct tenure *t)
{
	const char *holder = lease_lock_holder(&t->lock);
	_cleanup_(str_release) struct str clean = STR_INIT;

	if (!*holder || streq(holder, t->identity) || streq0(t->waits_for, holder))
		return;
	sanitize(holder, strlen(holder), 0, &clean);
	free(t->waits_for);
	t->waits_for = xstrdup(clean.buf);
	log_write(t->attach->log, LOG_INFO, "waiting: %s holds the lease " TENURE_LEASE, clean.buf);
}

static void follow_lease(struct tenure *t)
{
	if (t->phase == TENURE_WAITING && t->lock.leading && !t->check.running) {
		enter(t, TENURE_CHECKING);
		log_write(t->attach->log, LOG_INFO,
			  "has the lease " TENURE_LEASE "; looking for other controllers");
		check_start(&t->check);
	} else if (t->phase == TENURE_CHECKING && t->cleared && t->lock.leading) {
		act_if_cleared(t);
	} else if (t->phase == TENURE_CHECKING && t->cleared) {
		t->cleared = false;
		enter(t, TENURE_WAITING);
	} else if (t->phase == TENURE_ACTING && !t->lock.leading) {
		enter(t, TENURE_WAITING);
		log_write(t->attach->log, LOG_WARN, "lost the lease: nothing more is written");
		stop_writing(t);
	}
	if (t->phase == TENURE_WAITING)
		tell_waiting(t);
}

static void on_lease(void *arg, const struct answer *a)
{
	struct tenure *t = arg;
	bool refused = a->code == 401 || a->code == 403;
	_cleanup_(freep) char *why = NULL;

	lease_lock_answer(&t->lock, a, loop_now(t->attach->loop), &t->attach->rng);
	if (refused && t->phase != TENURE_ENDING) {
		why = xasprintf("the lease cannot be taken: %s", a->status.message ? a->status.message : "forbidden");
		begin_end(t, why);
	}
	if (t->phase == TENURE_ENDING)
		t->lock.leading = false;
	else
		follow_lease(t);
}

static void tick_lease(struct tenure *t)
{
	struct request r;

	if (lease_lock_tick(&t->lock, loop_now(t->attach->loop), client_now(t->attach->client), &r)) {
		port_submit(client_port(t->attach->client), &r, on_lease, t);
		request_release(&r);
	}
	follow_lease(t);
	if (t->phase == TENURE_ACTING && !t->check.running && loop_now(t->attach->loop) >= t->checked_ms + CHECK_MS) {
		t->checked_ms = loop_now(t->attach->loop);
		check_lease(&t->check);
	}
}

/* --- the end --- */

static void on_given_up(void *arg, const struct answer *a)
{
	struct tenure *t = arg;

	t->given_back = answer_ok(a);
	enter(t, TENURE_OVER);
}

static void tick_end(struct tenure *t)
{
	bool busy = t->under_way || t->check.running || t->suspicion.asking || t->lock.sent != LEASE_IDLE;
	struct request r;

	if (loop_now(t->attach->loop) >= t->end_ms) {
		enter(t, TENURE_OVER);
		return;
	}
	if (busy || t->given_up)
		return;
	t->given_up = true;
	if (!lease_lock_give_up(&t->lock, client_now(t->attach->client), &r)) {
		enter(t, TENURE_OVER);
		return;
	}
	port_submit(client_port(t->attach->client), &r, on_given_up, t);
	request_release(&r);
}

/* --- beginning and end --- */

static void tick_opening(struct tenure *t)
{
	struct err err = ERR_INIT;
	bool all = true;

	vec_each(&t->areas, a) {
		int r = area_ready(*a, &err);

		if (r < 0) {
			begin_end(t, err.text);
			return;
		}
		all = all && r;
	}
	if (all)
		enter(t, t->act ? TENURE_WAITING : TENURE_OBSERVING);
	else if (loop_now(t->attach->loop) >= t->opened_ms + OPEN_MS)
		begin_end(t, "the cluster did not answer within 30 s");
}

static int64_t tick(void *arg)
{
	struct tenure *t = arg;

	if (t->phase == TENURE_OPENING)
		tick_opening(t);
	else if (t->phase == TENURE_ENDING)
		tick_end(t);
	else if (t->phase != TENURE_OBSERVING)
		tick_lease(t);
	if (t->phase != TENURE_OVER)
		return TICK_MS;
	t->timer = NULL;
	return LOOP_NOMORE;
}

static char *identity_make(struct rng *rng)
{
	char host[256] = "", uuid[37];

	gethostname(host, sizeof(host) - 1);
	rng_uuid(rng, uuid);
	return xasprintf("%s_%s", host, uuid);
}

struct tenure *tenure_new(const struct tenure_options *o, struct err *err)
{
	struct tenure *t = xcalloc(1, sizeof(*t));
	int r = 0;

	*t = (struct tenure){ .attach = o->attach, .act = o->act, .changed = o->changed, .arg = o->arg };
	t->check = (struct check){ .attach = t->attach, .done = on_rival, .arg = t, .rival = STR_INIT };
	t->suspicion = (struct suspicion){ .attach = t->attach, .found = on_found, .arg = t };
	t->identity = identity_make(&t->attach->rng);
	lease_lock_init(&t->lock, LEASE_NAMESPACE, LEASE_NAME, t->identity);
	for (size_t i = 0; r == 0 && i < o->namespaces.len; i++) {
		struct area *a = xcalloc(1, sizeof(*a));

		vec_push(&t->areas, a);
		vec_push(&t->check.namespaces, o->namespaces.items[i]);
		r = area_open(a, t->attach, o->namespaces.items[i], o->act, err);
		a->suspect = on_suspect;
		a->arg = t;
	}
	if (r) {
		tenure_free(t);
		return NULL;
	}
	t->opened_ms = loop_now(t->attach->loop);
	t->timer = loop_timer_add(t->attach->loop, 0, tick, t);
	return t;
}

/* Who observes has nothing in hand. */
void tenure_end(struct tenure *t)
{
	if (t->phase == TENURE_OPENING || t->phase == TENURE_OBSERVING)
		enter(t, TENURE_OVER);
	else
		begin_end(t, NULL);
}

void tenure_free(struct tenure *t)
{
	if (!t)
		return;
	loop_timer_del(t->timer);
	loop_cancel(t->attach->loop, rest, t);
	vec_each(&t->areas, a) {
		area_release(*a);
		free(*a);
	}
	vec_release(&t->areas);
	lease_lock_release(&t->lock);
	check_release(&t->check);
	free(t->identity);
	free(t->failure);
	free(t->waits_for);
	free(t);
}

enum tenure_phase tenure_phase(const struct tenure *t)
{
	return t->phase;
}

const char *tenure_failure(const struct tenure *t)
{
	return t->failure;
}

const char *tenure_waits_for(const struct tenure *t)
{
	return t->phase == TENURE_WAITING ? t->waits_for : NULL;
}

bool tenure_gave_back(const struct tenure *t)
{
	return t->given_back;
}
