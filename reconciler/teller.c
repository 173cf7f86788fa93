#include "reconciler/teller.h"

/* An event on its way to be counted up. It outlives a teller that is released first: the port will still answer. */
struct telling {
	struct teller *teller;		/* NULL: nobody waits any more */
	struct request whole;		/* to be sent if there is none to count up */
};

static void ignore(void *arg UNUSED, const struct answer *a UNUSED)
{
}

static void send(struct teller *t, struct request *r)
{
	port_submit(t->port, r, ignore, NULL);
	request_release(r);
}

static void forget(struct teller *t, const struct telling *what)
{
	for (size_t i = 0; i < t->under_way.len; i++) {
		if (t->under_way.items[i] == what) {
			t->under_way.items[i] = vec_last(&t->under_way);
			t->under_way.len--;
			return;
		}
	}
}

static void counted(void *arg, const struct answer *a)
{
	struct telling *what = arg;

	if (what->teller) {
		forget(what->teller, what);
		if (a->code == 404)
			send(what->teller, &what->whole);
	}
	request_release(&what->whole);
	free(what);
}

void teller_tell(struct teller *t, const struct occurrence *o, int64_t now_ms)
{
	struct request first, whole;
	struct telling *what;

	if (!recorder_event(t->recorder, o, now_ms, &first, &whole))
		return;
	if (first.verb == VERB_CREATE) {
		send(t, &first);
		return;
	}
	what = xcalloc(1, sizeof(*what));
	what->teller = t;
	what->whole = whole;
	vec_push(&t->under_way, what);
	port_submit(t->port, &first, counted, what);
	request_release(&first);
}

void teller_init(struct teller *t, struct port *port, const char *component, struct rng *rng)
{
	*t = (struct teller){ .port = port, .recorder = recorder_new(component, rng) };
}

void teller_release(struct teller *t)
{
	vec_each(&t->under_way, what)
		(*what)->teller = NULL;
	vec_release(&t->under_way);
	recorder_free(t->recorder);
}
