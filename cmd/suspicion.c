#include "cmd/suspicion.h"

#include "client/rival.h"
#include "kube/sanitize.h"

static void judge(struct suspicion *s, const json *set)
{
	_cleanup_(str_release) struct str who = STR_INIT, clean = STR_INIT;
	int64_t now = loop_now(s->attach->loop);

	if (rival_wrote_status(set, client_now(s->attach->client), &who)) {
		sanitize(who.buf, who.len, 0, &clean);
		s->found(s->arg, clean.buf);
		return;
	}
	if (json_get(json_get(set, "metadata"), "managedFields"))
		return;
	/* A server that does not say who writes: one such change may be an answer of ours that was lost, not two. */
	if (now - s->last_ms > RIVAL_RECENT_MS)
		s->unexplained = 0;
	s->last_ms = now;
	if (++s->unexplained > 1)
		s->found(s->arg, "someone else writes the status of StatefulSets");
}

static void answered(void *arg, const struct answer *a)
{
	struct suspicion *s = arg;
	_cleanup_(json_freep) json *set = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;

	s->asking = false;
	if (set)
		judge(s, set);
}

void suspicion_ask(struct suspicion *s, const struct object *set)
{
	struct request r;

	if (s->asking)
		return;
	s->asking = true;
	request_init(&r, VERB_GET, KIND(statefulset), set->namespace, set->name);
	port_submit(client_port(s->attach->client), &r, answered, s);
	request_release(&r);
}
