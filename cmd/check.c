#include "cmd/check.h"

#include <stdio.h>

#include "client/rival.h"
#include "client/verbs.h"
#include "kube/sanitize.h"

#define LOOK_MS 500
#define LOOKS 10		/* a controller that is at work observes a new set within 5 s */

static void list(struct check *c);

static void send(struct check *c, struct request *r, answer_fn fn)
{
	port_submit(client_port(c->attach->client), r, fn, c);
	request_release(r);
}

static void end(struct check *c)
{
	_cleanup_(str_release) struct str clean = STR_INIT;

	c->running = false;
	sanitize(c->rival.buf, c->rival.len, 0, &clean);
	c->done(c->arg, clean.len ? clean.buf : NULL);
}

static void cannot_tell(struct check *c, const char *what, const struct answer *a)
{
	str_addf(&c->rival, "%s: %s", what, a->status.message ? a->status.message : "no answer came");
}

/* --- the probe --- */

static void on_deleted(void *arg, const struct answer *a)
{
	struct check *c = arg;

	object_unref(take(c->deleted));
	if (answer_ok(a) || a->code == 404)
		c->deleted = object_ref(c->probe);
	else
		log_write(c->attach->log, LOG_WARN, "the probe %s/%s could not be deleted: delete it by hand",
			  c->probe->namespace, c->probe->name);
	object_unref(take(c->probe));
	end(c);
}

static void delete_probe(struct check *c)
{
	struct request r;

	verbs_delete(c->probe, PROPAGATION_BACKGROUND, false, &r);
	send(c, &r, on_deleted);
}

static void on_look(void *arg, const struct answer *a);

static int64_t look(void *arg)
{
	struct check *c = arg;
	struct request r;

	c->timer = NULL;
	verbs_get(KIND(statefulset), c->probe->namespace, c->probe->name, &r);
	send(c, &r, on_look);
	return LOOP_NOMORE;
}

static void on_look(void *arg, const struct answer *a)
{
	struct check *c = arg;

	if (!answer_ok(a) || !a->object)
		cannot_tell(c, "the probe cannot be read", a);
	else if (rival_observed(a->object))
		str_addf(&c->rival, "someone observed the probe %s/%s", c->probe->namespace, c->probe->name);
	else if (++c->looks < LOOKS && !c->stop) {
		c->timer = loop_timer_add(c->attach->loop, LOOK_MS, look, c);
		return;
	}
	delete_probe(c);
}

static void on_probe(void *arg, const struct answer *a)
{
	struct check *c = arg;

	if (!answer_ok(a) || !a->object) {
		cannot_tell(c, "no probe can be made", a);
		end(c);
		return;
	}
	c->probe = object_ref(a->object);
	c->max_unavailable = rival_probe_gated(c->probe);
	c->timer = loop_timer_add(c->attach->loop, LOOK_MS, look, c);
}

static void make_probe(struct check *c)
{
	const char *namespace = c->namespaces.items[0] ? c->namespaces.items[0] : c->attach->config.namespace;
	char suffix[6], name[sizeof(RIVAL_PROBE) + sizeof(suffix)];
	struct request r;

	rng_suffix(&c->attach->rng, suffix, 5);
	snprintf(name, sizeof(name), RIVAL_PROBE "%s", suffix);
	c->looks = 0;
	rival_probe(namespace, name, &r);
	send(c, &r, on_probe);
}

/* --- what can be read --- */

static void take_lease(struct check *c, const struct answer *a)
{
	if (a->code == 404)
		return;
	if (!answer_ok(a) || !a->object)
		cannot_tell(c, "the lease kube-system/kube-controller-manager cannot be read", a);
	else if (rival_holds(a->object, client_now(c->attach->client)))
		str_add(&c->rival, "kube-controller-manager holds its lease in kube-system");
}

static void on_lease(void *arg, const struct answer *a)
{
	struct check *c = arg;

	take_lease(c, a);
	if (c->rival.len || c->stop)
		end(c);
	else
		make_probe(c);
}

static void on_lease_only(void *arg, const struct answer *a)
{
	struct check *c = arg;

	/* Who is acting is not stopped by a server that does not answer: the lease of its own does that. */
	if (answer_ok(a))
		take_lease(c, a);
	end(c);
}

static void ask_lease(struct check *c, answer_fn fn)
{
	struct request r;

	verbs_get(KIND(lease), "kube-system", "kube-controller-manager", &r);
	send(c, &r, fn);
}

static void on_list(void *arg, const struct answer *a)
{
	struct check *c = arg;
	_cleanup_(json_freep) json *sets = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;

	if (!sets)
		cannot_tell(c, "statefulsets cannot be listed", a);
	else
		rival_wrote_any(sets, client_now(c->attach->client), &c->rival);
	if (c->rival.len || c->stop)
		end(c);
	else if (++c->at < c->namespaces.len)
		list(c);
	else
		ask_lease(c, on_lease);
}

static void list(struct check *c)
{
	struct request r;

	request_init(&r, VERB_LIST, KIND(statefulset), c->namespaces.items[c->at], NULL);
	send(c, &r, on_list);
}

static void begin(struct check *c)
{
	assert(!c->running);
	c->running = true;
	c->at = 0;
	str_reset(&c->rival);
}

void check_start(struct check *c)
{
	begin(c);
	list(c);
}

void check_lease(struct check *c)
{
	begin(c);
	ask_lease(c, on_lease_only);
}

void check_release(struct check *c)
{
	loop_timer_del(c->timer);
	object_unref(c->probe);
	object_unref(c->deleted);
	str_release(&c->rival);
	vec_release(&c->namespaces);
}
