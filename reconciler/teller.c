#include "reconciler/teller.h"

/* client-go's maxTriesPerEvent, defaultSleepDuration and maxQueuedEvents. */
#define TRIES_MOST 12
#define RETRY_MS 10000
#define WAITING_MOST 1000

/* An event on its way. It outlives a teller that is released first: the port will still answer. */
struct telling {
	struct teller *teller;		/* NULL: nobody waits any more */
	struct request first;		/* makes it or counts it up */
	struct request whole;		/* makes it if there is none to count up; empty beside a first one that does */
	bool again;			/* the answer will be to `whole` */
	int tries;
};

static void telling_free(struct telling *what)
{
	request_release(&what->first);
	request_release(&what->whole);
	free(what);
}

static void answered(void *arg, const struct answer *a);

static void submit(struct telling *what, const struct request *r)
{
	struct request sent;

	request_copy(&sent, r);
	port_submit(what->teller->port, &sent, answered, what);
	request_release(&sent);
}

/* A port may answer before the submit returns. */
static void send(struct teller *t)
{
	if (t->sending)
		return;
	t->sending = true;
	while (t->waiting.len > 0 && !t->asked && !t->timer) {
		t->asked = true;
		submit(t->waiting.items[0], &t->waiting.items[0]->first);
	}
	t->sending = false;
}

static void try_again(void *arg)
{
	struct teller *t = arg;

	t->timer = NULL;
	send(t);
}

/* The first sleep is of any length, so that all who saw a server go do not come back at once. */
static void hold(struct teller *t, int tries)
{
	int64_t delay = tries == 1 ? (int64_t)(RETRY_MS * rng_unit(t->rng)) : RETRY_MS;

	t->timer = t->timers->after(t->timers, delay, try_again, t);
}

static void answered(void *arg, const struct answer *a)
{
	struct telling *what = arg;
	struct teller *t = what->teller;

	if (!t) {
		telling_free(what);
		return;
	}
	if (a->code == 404 && what->whole.kind && !what->again) {
		what->again = true;
		submit(what, &what->whole);
		return;
	}
	t->asked = false;
	what->again = false;
	if (a->code == 0 && ++what->tries < TRIES_MOST) {
		hold(t, what->tries);
		return;
	}
	vec_remove(&t->waiting, 0);
	telling_free(what);
	send(t);
}

void teller_tell(struct teller *t, const struct occurrence *o, int64_t now_ms)
{
	struct telling *what = xcalloc(1, sizeof(*what));

	what->teller = t;
	if (t->waiting.len >= WAITING_MOST || !recorder_event(t->recorder, o, now_ms, &what->first, &what->whole)) {
		free(what);
		return;
	}
	vec_push(&t->waiting, what);
	send(t);
}

void teller_init(struct teller *t, struct port *port, struct timers *timers, const char *component, struct rng *rng)
{
	*t = (struct teller){
		.port = port, .timers = timers, .rng = rng, .recorder = recorder_new(component, rng),
	};
}

void teller_release(struct teller *t)
{
	if (t->timer)
		t->timers->cancel(t->timers, t->timer);
	for (size_t i = 0; i < t->waiting.len; i++) {
		/* What the port has is freed when it answers. */
		if (i == 0 && t->asked)
			t->waiting.items[i]->teller = NULL;
		else
			telling_free(t->waiting.items[i]);
	}
	vec_release(&t->waiting);
	recorder_free(t->recorder);
}
