/*
 * The way between the controller and the server: it takes time, and it fails as it is told. A request that is under way
 * when its sender dies lands all the same; nobody hears of it.
 */
#include "tests/tools/simulate/play.h"

#define TIMEOUT_MS 3000

struct flight {
	struct instance *from;
	struct request request;
	answer_fn done;			/* NULL: its sender is gone */
	void *arg;
	int64_t arrives_ms, answers_ms;
	int64_t generation;		/* of the set as its sender saw it */
	bool landed;
	enum fate fate;
	struct answer answer;
	const struct object *object;	/* the answer's, a reference */
};

static void flight_free(struct flight *f)
{
	request_release(&f->request);
	status_release(&f->answer.status);
	object_unref(f->object);
	free(f);
}

static bool fits(const struct action *fault, const struct request *r)
{
	switch (fault->a) {
	case 1:
		return r->kind == KIND(pod);
	case 2:
		return r->kind == KIND(persistentvolumeclaim);
	case 3:
		return r->kind == KIND(controllerrevision);
	case 4:
		return r->kind == KIND(statefulset);
	case 5:
		return r->verb == VERB_DELETE;
	case 6:
		return r->verb == VERB_CREATE;
	default:
		return true;
	}
}

static enum fate fate_of(struct play *p, const struct request *r)
{
	for (size_t i = 0; i < p->faults.len; i++) {
		enum fate fate = (enum fate)p->faults.items[i].b;

		if (fits(&p->faults.items[i], r)) {
			vec_remove(&p->faults, i);
			return fate;
		}
	}
	return FATE_NONE;
}

/* --- the effect --- */

static void hear(void *arg, const struct answer *a)
{
	struct flight *f = arg;

	f->answer.code = a->code;
	f->object = a->object ? object_ref(a->object) : NULL;
	f->answer.object = f->object;
	if (a->code >= 400)
		status_set(&f->answer.status, a->code, a->status.reason, "%s",
			   a->status.message ? a->status.message : "");
}

static void count_answer(struct play *p, const struct flight *f)
{
	const struct answer *a = &f->answer;

	if (a->code == 409)
		play_reached(p, streq0(a->status.reason, "AlreadyExists") ? STATE_EXISTS : STATE_CONFLICT);
	if (a->code == 404)
		play_reached(p, STATE_GONE);
	if (f->request.verb == VERB_PATCH && f->request.kind == KIND(pod) && answer_ok(a))
		play_reached(p, strstr(f->request.body.buf, "$patch") ? STATE_RELEASED : STATE_ADOPTED);
	if (f->request.verb == VERB_UPDATE && f->request.kind == KIND(controllerrevision) && answer_ok(a))
		play_reached(p, STATE_ROLLED_BACK);
}

static void land(struct play *p, struct flight *f)
{
	struct request sent = REQUEST_INIT;

	f->landed = true;
	if (!f->done || f->fate == FATE_UNHEARD)
		p->unknown_effects = true;
	if (f->request.verb == VERB_DELETE && f->request.kind == KIND(pod))
		laws_delete_lands(p, p->script->strict && play_set(p) && play_set(p)->generation == f->generation,
				  &f->request);
	/* What was asked is looked at once more when the answer is there. */
	sent = f->request;
	sent.namespace = f->request.namespace ? xstrdup(f->request.namespace) : NULL;
	sent.name = f->request.name ? xstrdup(f->request.name) : NULL;
	sent.subresource = f->request.subresource ? xstrdup(f->request.subresource) : NULL;
	sent.query = f->request.query ? xstrdup(f->request.query) : NULL;
	sent.path = NULL;
	sent.tree = take(f->request.tree);
	str_init(&sent.body);
	str_addn(&sent.body, f->request.body.buf, f->request.body.len);
	port_submit(p->server, &sent, hear, f);
	request_release(&sent);
	count_answer(p, f);
	play_log(p, "    %s %s/%s%s%s: %d %s", request_method(&f->request), f->request.kind->plural,
		 f->request.name ? f->request.name : f->object ? f->object->name : "?",
		 f->request.subresource ? "/" : "", f->request.subresource ? f->request.subresource : "",
		 f->answer.code, f->answer.status.message ? f->answer.status.message : "");
	if (f->fate == FATE_UNHEARD) {
		f->answer.code = 0;
		f->answer.object = NULL;
		status_set(&f->answer.status, 0, NULL, "the server did not answer in time");
	}
}

/* --- what happens instead --- */

static void refuse(struct flight *f, int code, const char *reason, const char *message)
{
	f->landed = true;
	f->answers_ms = f->arrives_ms;
	f->answer.code = code;
	status_set(&f->answer.status, code, reason, "%s", message);
}

static void lose(struct play *p, struct flight *f)
{
	refuse(f, 0, NULL, "the server cannot be reached");
	f->answers_ms = play_now(p) + TIMEOUT_MS;
	play_reached(p, STATE_LOST);
}

/* Makes of the flight what its fate wants. */
static void meet(struct play *p, struct flight *f)
{
	switch (f->fate) {
	case FATE_CONFLICT:
		refuse(f, 409, "Conflict", "the object has been modified; please apply your changes to the latest "
					   "version and try again");
		break;
	case FATE_NOT_FOUND:
		refuse(f, 404, "NotFound", "not found");
		break;
	case FATE_ERROR:
		refuse(f, 500, "InternalError", "an error on the server");
		break;
	case FATE_FORBIDDEN:
		refuse(f, 403, "Forbidden", "exceeded quota");
		break;
	case FATE_LOST:
		lose(p, f);
		break;
	case FATE_UNHEARD:
		f->answers_ms = f->arrives_ms + TIMEOUT_MS;
		play_reached(p, STATE_UNHEARD);
		break;
	case FATE_DIE_BEFORE:
		f->from->dead = true;
		refuse(f, 0, NULL, "the controller is gone");
		break;
	case FATE_DIE_AFTER:
		f->arrives_ms = play_now(p);
		f->from->dead = true;
		break;
	case FATE_LATE:
		f->arrives_ms = play_now(p) + TIMEOUT_MS;
		f->from->dead = true;
		break;
	default:
		break;
	}
	if (f->landed)
		play_reached(p, STATE_FAULTED);
	if (f->from->dead)
		play_reached(p, STATE_DIED_IN_WRITE);
}

/* --- the port --- */

static void answer(struct play *p, struct flight *f)
{
	for (size_t i = 0; i < p->flights.len; i++) {
		if (p->flights.items[i] == f) {
			vec_remove(&p->flights, i);
			break;
		}
	}
	if (f->done)
		f->done(f->arg, &f->answer);
	flight_free(f);
}

/* One turn of a flight that is due. */
static void go_on(struct play *p, struct flight *f)
{
	if (!f->landed && f->arrives_ms <= play_now(p)) {
		land(p, f);
		if (!f->done)
			play_reached(p, STATE_LANDED_LATE);
	}
	if (f->landed && f->answers_ms <= play_now(p))
		answer(p, f);
}

/* As cmd/guard.c does it: no write without the lease. */
static bool guarded(struct instance *i, const struct request *r)
{
	if (!i->play->script->lease || !request_writes(r) || lease_lock_may_write(&i->lock, play_now(i->play)))
		return true;
	play_reached(i->play, STATE_REFUSED_WITHOUT_LEASE);
	return i->play->plant == PLANT_LAWLESS;
}

static void depart(struct instance *i, struct request *r, answer_fn done, void *arg)
{
	struct play *p = i->play;
	struct flight *f = xcalloc(1, sizeof(*f));

	*f = (struct flight){ .from = i, .done = done, .arg = arg, .fate = FATE_NONE,
			      .generation = i->view.set ? i->view.set->generation : 0 };
	if (request_writes(r) && r->kind != KIND(lease))
		f->fate = p->script->crash_at && p->writes == p->script->crash_at ? p->script->crash_fate : fate_of(p, r);
	request_move(&f->request, r);
	f->arrives_ms = play_now(p) + p->script->wire_ms;
	f->answers_ms = f->arrives_ms + p->script->wire_ms;
	vec_push(&p->flights, f);
	if (i->cut_ms > play_now(p))
		lose(p, f);
	else
		meet(p, f);
	if (!i->dead)
		go_on(p, f);
}

static void write_down(struct instance *i, const struct request *r)
{
	struct play *p = i->play;

	p->writes++;
	p->tally.writes++;
	if (lag_stale(&i->lag))
		play_reached(p, STATE_STALE_WRITE);
	laws_write(i, r);
}

static void submit(struct port *port, struct request *r, answer_fn done, void *arg)
{
	struct instance *i = CONTAINER_OF(port, struct instance, wire);

	if (r->kind == KIND(event)) {
		request_release(r);
		done(arg, &(struct answer){ .code = 201 });
		return;
	}
	if (i->dead || !guarded(i, r)) {
		request_release(r);
		done(arg, &(struct answer){ .status = { .message = (char *)"the lease is not ours" } });
		return;
	}
	if (request_writes(r)) {
		plant_write(i, r);
		write_down(i, r);
	}
	depart(i, r, done, arg);
}

void wire_init(struct instance *i)
{
	i->wire.submit = submit;
}

static int64_t due(const struct flight *f)
{
	return f->landed ? f->answers_ms : f->arrives_ms;
}

static struct flight *next(const struct play *p)
{
	struct flight *first = NULL;

	for (size_t i = 0; i < p->flights.len; i++) {
		if (!first || due(p->flights.items[i]) < due(first))
			first = p->flights.items[i];
	}
	return first;
}

void wire_turn(struct play *p)
{
	struct flight *f;

	while ((f = next(p)) && due(f) <= play_now(p))
		go_on(p, f);
}

int64_t wire_due(const struct play *p)
{
	const struct flight *f = next(p);

	return f ? due(f) : INT64_MAX;
}

void wire_cut(struct instance *i)
{
	struct play *p = i->play;

	for (size_t k = p->flights.len; k-- > 0;) {
		struct flight *f = p->flights.items[k];

		if (f->from != i || !f->done || f->request.kind == KIND(lease))
			continue;
		f->done(f->arg, &(struct answer){ .status = { .message = (char *)"the controller is gone" } });
		f->done = NULL;
		if (f->landed)
			answer(p, f);
	}
}

void wire_release(struct play *p)
{
	while (p->flights.len) {
		struct flight *f = vec_pop(&p->flights);

		f->done = NULL;
		flight_free(f);
	}
	vec_release(&p->flights);
}

static void lease_answered(void *arg, const struct answer *a)
{
	struct instance *i = arg;

	lease_lock_answer(&i->lock, a, play_now(i->play), &i->rng);
}

void wire_lease(struct instance *i, struct request *r)
{
	depart(i, r, lease_answered, i);
}
