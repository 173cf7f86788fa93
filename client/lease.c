#include "client/lease.h"

#include "kube/kinds/lease.h"
#include "kube/time.h"

#define JITTER 1.2	/* of a wait that does not lead: client-go's JitterFactor */

void lease_lock_init(struct lease_lock *l, const char *namespace, const char *name, const char *identity)
{
	*l = (struct lease_lock){ .namespace = namespace, .name = name, .identity = identity };
}

void lease_lock_release(struct lease_lock *l)
{
	object_unref(take(l->record));
}

const char *lease_lock_holder(const struct lease_lock *l)
{
	return l->record ? lease_of(l->record)->holder : "";
}

bool lease_lock_may_write(const struct lease_lock *l, int64_t now_ms)
{
	return l->leading && now_ms < l->success_ms + LEASE_DEADLINE_MS;
}

static bool ours(const struct lease_lock *l)
{
	return l->record && streq(lease_of(l->record)->holder, l->identity);
}

/* The record's own duration counts, from when we saw it change. */
static bool valid(const struct lease_lock *l, int64_t now_ms)
{
	return l->record && now_ms < l->seen_ms + INT64_C(1000) * lease_of(l->record)->duration_s;
}

/* --- requests --- */

static json *spec_of(const struct lease_lock *l, const char *holder, int duration_s, int64_t wall_ms)
{
	const struct lease *old = l->record ? lease_of(l->record) : NULL;
	bool kept = old && ours(l) && old->acquired_ms;
	_cleanup_(str_release) struct str renewed = STR_INIT, acquired = STR_INIT;

	time_add_micro(&renewed, wall_ms);
	time_add_micro(&acquired, kept ? old->acquired_ms : wall_ms);
	return json_format("{'holderIdentity':%q,'leaseDurationSeconds':%d,'acquireTime':%q,'renewTime':%q,"
			   "'leaseTransitions':%d}",
			   holder, duration_s, acquired.buf, renewed.buf,
			   old ? (int)old->transitions + (ours(l) ? 0 : 1) : 0);
}

static void build_create(const struct lease_lock *l, int64_t wall_ms, struct request *ret)
{
	request_init(ret, VERB_CREATE, KIND(lease), l->namespace, NULL);
	ret->tree = json_format("{'apiVersion':'coordination.k8s.io/v1','kind':'Lease',"
				"'metadata':{'namespace':%q,'name':%q}}",
				l->namespace, l->name);
	json_set(ret->tree, "spec", spec_of(l, l->identity, LEASE_DURATION_S, wall_ms));
}

/* Everything that others keep in the object stays, and its resourceVersion makes the write fail if it has moved. */
static void build_update(const struct lease_lock *l, const char *holder, int64_t wall_ms, struct request *ret)
{
	int duration_s = *holder ? LEASE_DURATION_S : 1;

	request_init(ret, VERB_UPDATE, KIND(lease), l->namespace, l->name);
	ret->tree = object_tree(l->record);
	json_set(ret->tree, "spec", spec_of(l, holder, duration_s, wall_ms));
}

static enum lease_sent next(const struct lease_lock *l, int64_t now_ms)
{
	if (l->create)
		return LEASE_CREATE;
	if (l->update || (ours(l) && valid(l, now_ms)))
		return LEASE_UPDATE;
	return LEASE_GET;
}

bool lease_lock_tick(struct lease_lock *l, int64_t now_ms, int64_t wall_ms, struct request *ret)
{
	if (l->leading && !lease_lock_may_write(l, now_ms))
		l->leading = false;
	if (l->sent != LEASE_IDLE || now_ms < l->due_ms)
		return false;
	l->sent = next(l, now_ms);
	l->sent_ms = now_ms;
	l->create = l->update = false;
	if (l->sent == LEASE_CREATE)
		build_create(l, wall_ms, ret);
	else if (l->sent == LEASE_UPDATE)
		build_update(l, l->identity, wall_ms, ret);
	else
		request_init(ret, VERB_GET, KIND(lease), l->namespace, l->name);
	return true;
}

bool lease_lock_give_up(struct lease_lock *l, int64_t wall_ms, struct request *ret)
{
	if (!ours(l))
		return false;
	l->leading = false;
	build_update(l, "", wall_ms, ret);
	return true;
}

/* --- answers --- */

static void remember(struct lease_lock *l, const struct object *record, int64_t now_ms)
{
	object_unref(l->record);
	l->record = record ? object_ref(record) : NULL;
	l->seen_ms = now_ms;
}

static bool same_record(const struct object *a, const struct object *b)
{
	const struct lease *x = lease_of(a), *y = lease_of(b);

	return streq(x->holder, y->holder) && x->renewed_ms == y->renewed_ms && x->acquired_ms == y->acquired_ms &&
	       x->duration_s == y->duration_s && x->transitions == y->transitions && streq(a->uid, b->uid);
}

static void took(struct lease_lock *l, const struct answer *a)
{
	remember(l, a->object, l->sent_ms);
	l->leading = true;
	l->success_ms = l->sent_ms;
}

/* True: there is something to send at once. */
static bool got(struct lease_lock *l, const struct answer *a, int64_t now_ms)
{
	if (a->code == 404)
		remember(l, NULL, now_ms);
	else if (!answer_ok(a) || !a->object)
		return false;
	else if (!l->record || !same_record(l->record, a->object))
		remember(l, a->object, now_ms);
	else
		remember(l, a->object, l->seen_ms);	/* the same record, perhaps at another resourceVersion */
	l->create = a->code == 404;
	if (l->leading && l->record && !ours(l))
		l->leading = false;
	l->update = !l->create && (ours(l) || !*lease_lock_holder(l) || !valid(l, now_ms));
	return l->create || l->update;
}

/* A refused write is looked at before the next try: someone may have been faster, or our own last one arrived. */
static bool wrote(struct lease_lock *l, const struct answer *a)
{
	if (answer_ok(a) && a->object) {
		took(l, a);
		return false;
	}
	if (a->code != 409 && a->code != 404)
		return false;
	object_unref(take(l->record));
	return l->sent == LEASE_UPDATE;
}

void lease_lock_answer(struct lease_lock *l, const struct answer *a, int64_t now_ms, struct rng *rng)
{
	bool at_once = l->sent == LEASE_GET ? got(l, a, now_ms) : wrote(l, a);

	l->sent = LEASE_IDLE;
	l->due_ms = now_ms + (at_once ? 0 : LEASE_RETRY_MS);
	if (!at_once && !l->leading)
		l->due_ms += (int64_t)(LEASE_RETRY_MS * JITTER * rng_unit(rng));
}
