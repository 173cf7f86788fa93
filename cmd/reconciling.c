#include "cmd/reconciling.h"

#include <stdlib.h>

#include "cmd/tenure.h"

#define TURN_MS 50

struct desk {
	struct reconciling base;
	struct loop *loop;
	struct attach attach;
	struct tenure *tenure;		/* NULL: off */
	char *context, *namespace, *ended;
	bool attached;
};

static const enum reconciling_phase phases[] = {
	[TENURE_OPENING] = RECONCILING_OPENING,	  [TENURE_OBSERVING] = RECONCILING_OBSERVING,
	[TENURE_WAITING] = RECONCILING_WAITING,	  [TENURE_CHECKING] = RECONCILING_CHECKING,
	[TENURE_ACTING] = RECONCILING_ACTING,	  [TENURE_ENDING] = RECONCILING_ENDING,
	[TENURE_OVER] = RECONCILING_ENDING,
};

/* Not from inside the tenure's own calls. */
static void clear(void *arg)
{
	struct desk *d = arg;

	if (d->tenure && tenure_failure(d->tenure)) {
		free(d->ended);
		d->ended = xstrdup(tenure_failure(d->tenure));
		d->base.ended = d->ended;
		log_write(d->base.log, LOG_WARN, "ended: %s", d->ended);
	} else if (d->tenure) {
		log_write(d->base.log, LOG_INFO,
			  tenure_gave_back(d->tenure) ? "ended; the lease is given back" : "ended");
	}
	tenure_free(take(d->tenure));
	if (d->attached)
		attach_release(&d->attach);
	d->attached = false;
	d->base.phase = RECONCILING_OFF;
	d->base.waits_for = "";
	if (d->base.changed)
		d->base.changed(d->base.arg);
}

static void on_changed(void *arg)
{
	struct desk *d = arg;
	const char *holder = tenure_waits_for(d->tenure);
	enum tenure_phase phase = tenure_phase(d->tenure);

	d->base.phase = phases[phase];
	d->base.waits_for = holder ? holder : "";
	if (phase == TENURE_OBSERVING)
		log_write(d->base.log, LOG_INFO, "observing %s: nothing is written", d->attach.config.server);
	if (phase == TENURE_OVER)
		loop_defer(d->loop, clear, d);
	if (d->base.changed)
		d->base.changed(d->base.arg);
}

static int begin(struct reconciling *r, const struct app_options *console, const char *context, const char *namespace,
		 bool act, struct err *err)
{
	struct desk *d = CONTAINER_OF(r, struct desk, base);
	struct tenure_options o = { .attach = &d->attach, .act = act, .changed = on_changed, .arg = d };
	int code;

	free(d->context);
	free(d->namespace);
	free(take(d->ended));
	r->context = d->context = xstrdup(context);
	r->namespace = d->namespace = namespace ? xstrdup(namespace) : NULL;
	r->ended = "";
	d->attach = (struct attach){ 0 };
	code = attach_join(&d->attach, console, r->log, context, err);
	if (code)
		return code;
	d->attached = true;
	vec_push(&o.namespaces, d->namespace);
	d->tenure = tenure_new(&o, err);
	vec_release(&o.namespaces);
	if (!d->tenure) {
		clear(d);
		return err->code;
	}
	r->phase = RECONCILING_OPENING;
	return 0;
}

static void end(struct reconciling *r)
{
	struct desk *d = CONTAINER_OF(r, struct desk, base);

	if (!d->tenure)
		return;
	tenure_end(d->tenure);
	/* Who asks from outside may begin again at once. */
	if (tenure_phase(d->tenure) == TENURE_OVER) {
		loop_cancel(d->loop, clear, d);
		clear(d);
	}
}

struct reconciling *reconciling_new(struct loop *loop)
{
	struct desk *d = xcalloc(1, sizeof(*d));

	d->loop = loop;
	d->base = (struct reconciling){ .context = "", .waits_for = "", .ended = "", .log = log_new(), .begin = begin,
					.end = end };
	return &d->base;
}

void reconciling_free(struct reconciling *r)
{
	struct desk *d = r ? CONTAINER_OF(r, struct desk, base) : NULL;

	if (!d)
		return;
	r->changed = NULL;
	end(r);
	while (d->tenure)
		loop_turn(d->loop, TURN_MS);
	reconciling_abandon(r);
}

void reconciling_abandon(struct reconciling *r)
{
	struct desk *d = r ? CONTAINER_OF(r, struct desk, base) : NULL;

	if (!d)
		return;
	r->changed = NULL;
	loop_cancel(d->loop, clear, d);
	if (d->tenure)
		clear(d);
	log_free(r->log);
	free(d->context);
	free(d->namespace);
	free(d->ended);
	free(d);
}
