/* A process under test: it waits by timers of its own, leads by a lease if there are two, and can die at any time. */
#include "tests/tools/simulate/play.h"

struct timer {
	int64_t due_ms;
	void (*fn)(void *arg);
	void *arg;
};

static struct instance *of_timers(struct timers *t)
{
	return CONTAINER_OF(t, struct instance, timers);
}

static int64_t now_ms(struct timers *t)
{
	return play_now(of_timers(t)->play);
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	struct timer *timer = xcalloc(1, sizeof(*timer));

	*timer = (struct timer){ now_ms(t) + delay_ms, fn, arg };
	vec_push(&of_timers(t)->timer_list, timer);
	return timer;
}

static void cancel(struct timers *t, void *timer)
{
	struct instance *i = of_timers(t);

	for (size_t at = 0; at < i->timer_list.len; at++) {
		if (i->timer_list.items[at] == timer) {
			vec_remove(&i->timer_list, at);
			free(timer);
			return;
		}
	}
	play_broke(i->play, "timers", "a timer was cancelled that is not set");
}

/* --- planted bugs that change what is seen --- */

static const struct object *changed(struct instance *i, const struct object *o, const char *path, json *value)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	const struct object *made;

	json_set_at(tree, path, value);
	made = object_new(o->kind, tree, OBJECT_BYTES, NULL);
	vec_push(&i->altered, made);
	return made;
}

static const struct object *alter(void *arg, const struct object *o)
{
	struct instance *i = arg;

	if (i->play->plant == PLANT_EAGER && o->kind == KIND(pod))
		return changed(i, o, "status",
			       json_format("{'phase':'Running','conditions':[{'type':'Ready','status':'True',"
					   "'lastTransitionTime':'2026-01-15T11:00:00Z'}]}"));
	if (i->play->plant == PLANT_PUSHY && o->kind == KIND(statefulset) &&
	    statefulset_of(o)->rolling_update)
		return changed(i, o, "spec.updateStrategy.rollingUpdate.partition", json_number(0));
	if (i->play->plant == PLANT_RESTLESS && o->kind == KIND(statefulset))
		return changed(i, o, "status.readyReplicas", json_number(77));
	return o;
}

/* --- beginning and ending --- */

static void start(struct instance *i)
{
	struct play *p = i->play;
	struct controller_options options = { .cache = &i->lag.base, .port = &i->wire, .timers = &i->timers,
					      .rng = &i->rng, .component = "statefulset-controller",
					      .strict = p->script->strict, .max_unavailable = p->script->gate };

	lag_init(&i->lag, p->world, p->script->wire_ms * 2);
	i->lag.looked = laws_looked;
	i->lag.arg = i;
	i->lag.alter = p->plant == PLANT_EAGER || p->plant == PLANT_PUSHY || p->plant == PLANT_RESTLESS ? alter : NULL;
	i->lag.deaf = p->plant == PLANT_DEAF;
	i->lag.forgets = p->plant == PLANT_FORGETFUL;
	i->controller = statefulset_controller_new(&options);
	play_log(p, "controller %d begins", i->number);
}

void instance_stop(struct instance *i)
{
	i->dead = false;
	if (!i->controller)
		return;
	play_log(i->play, "controller %d ends", i->number);
	statefulset_controller_free(take(i->controller));
	wire_cut(i);
	if (i->timer_list.len)
		play_broke(i->play, "timers", "%zu timers are left over from a controller that is gone",
			   i->timer_list.len);
	lag_release(&i->lag);
	view_release(&i->view);
	for (size_t k = 0; k < i->altered.len; k++)
		object_unref(i->altered.items[k]);
	vec_release(&i->altered);
}

/* --- leading --- */

static void lead(struct instance *i)
{
	struct play *p = i->play;
	struct request r = REQUEST_INIT;

	/* What it lost it finds out when it next renews; until then the guard holds its writes back. */
	if (i->lock.sent == LEASE_IDLE && i->lock.due_ms <= play_now(p) &&
	    lease_lock_tick(&i->lock, play_now(p), play_now(p), &r)) {
		wire_lease(i, &r);
		request_release(&r);
	}
	if (i->lock.leading && !i->controller) {
		if (p->leader != i->number && p->leader >= 0)
			play_reached(p, STATE_LED);
		p->leader = i->number;
		start(i);
	} else if (!i->lock.leading && i->controller && p->plant != PLANT_LAWLESS) {
		i->dead = true;
	}
}

static struct timer *next_timer(const struct instance *i)
{
	struct timer *next = NULL;

	for (size_t k = 0; k < i->timer_list.len; k++) {
		if (!next || i->timer_list.items[k]->due_ms < next->due_ms)
			next = i->timer_list.items[k];
	}
	return next;
}

static void run_timers(struct instance *i)
{
	struct timer *next;

	while (!i->dead && (next = next_timer(i)) && next->due_ms <= play_now(i->play)) {
		struct timer run = *next;

		cancel(&i->timers, next);
		run.fn(run.arg);
	}
}

void instance_turn(struct instance *i)
{
	if (i->dead)
		instance_stop(i);
	if (i->play->script->lease)
		lead(i);
	else if (!i->controller)
		start(i);
	if (i->dead)
		instance_stop(i);
	if (!i->controller)
		return;
	lag_turn(&i->lag);
	run_timers(i);
	if (i->dead)
		instance_stop(i);
}

int64_t instance_due(const struct instance *i)
{
	const struct timer *timer = next_timer(i);
	int64_t first = timer ? timer->due_ms : INT64_MAX;

	if (i->controller)
		first = MIN(first, lag_due(&i->lag));
	else if (!i->play->script->lease)
		return play_now(i->play);
	if (i->play->script->lease && i->lock.sent == LEASE_IDLE)
		first = MIN(first, i->lock.due_ms);
	return first;
}

void instance_init(struct instance *i, struct play *p, int number)
{
	*i = (struct instance){ .play = p, .number = number };
	i->identity = xasprintf("controller-%d", number);
	i->timers = (struct timers){ after, cancel, now_ms };
	rng_init(&i->rng, p->script->seed + (uint64_t)number);
	lease_lock_init(&i->lock, NAMESPACE, "ordinal", i->identity);
	wire_init(i);
}

void instance_release(struct instance *i)
{
	instance_stop(i);
	vec_release(&i->timer_list);
	lease_lock_release(&i->lock);
	free(i->identity);
}
