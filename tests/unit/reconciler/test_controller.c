/* The controller around the step: what wakes it, how many sets it works on at once, and how it comes back after
 * errors. */
#include "objects.h"

#include "reconciler/controller.h"

#define WORKERS 5

struct timer {
	int64_t due_ms;
	void (*fn)(void *arg);
	void *arg;
};

struct waiting {
	struct request request;
	answer_fn done;
	void *arg;
};

/* A cluster that is a list, a clock turned by hand, and a port that answers when told to (or at once). */
struct fixture {
	struct list_cache cache;
	struct timers timers;
	struct port port;
	struct rng rng;
	struct statefulset_controller *controller;
	int64_t now_ms;
	uint64_t version;
	VEC(struct timer *) timer_list;
	VEC(struct waiting) asked;
	struct str log;			/* "POST pods db-0, " ... */
	cache_fn set_fn;
	void *set_arg;
	bool at_once;
	int code;			/* answered to pod POSTs; 0: 201 */
};

static struct fixture *of_timers(struct timers *t)
{
	return CONTAINER_OF(t, struct fixture, timers);
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	struct fixture *f = of_timers(t);
	struct timer *timer = xcalloc(1, sizeof(*timer));

	*timer = (struct timer){ f->now_ms + delay_ms, fn, arg };
	vec_push(&f->timer_list, timer);
	return timer;
}

static void cancel(struct timers *t, void *timer)
{
	struct fixture *f = of_timers(t);

	for (size_t i = 0; i < f->timer_list.len; i++) {
		if (f->timer_list.items[i] == timer) {
			vec_remove(&f->timer_list, i);
			free(timer);
			return;
		}
	}
	fail_msg("a timer was cancelled that is not set");
}

static int64_t now(struct timers *t)
{
	return of_timers(t)->now_ms;
}

/* Runs what is due until the given time. */
static void advance(struct fixture *f, int64_t until_ms)
{
	for (;;) {
		struct timer *next = NULL;
		struct timer run;

		vec_each(&f->timer_list, t) {
			if ((*t)->due_ms <= until_ms && (!next || (*t)->due_ms < next->due_ms))
				next = *t;
		}
		if (!next)
			break;
		f->now_ms = MAX(f->now_ms, next->due_ms);
		run = *next;
		cancel(&f->timers, next);
		run.fn(run.arg);
	}
	f->now_ms = until_ms;
}

static void answer(struct fixture *f, struct waiting *w)
{
	struct answer a = { .code = w->request.verb == VERB_CREATE ? 201 : 200 };

	if (f->code && w->request.kind == KIND(pod) && w->request.verb == VERB_CREATE) {
		a.code = f->code;
		status_set(&a.status, f->code, "InternalError", "no");
	}
	w->done(w->arg, &a);
	status_release(&a.status);
	request_release(&w->request);
}

static void submit(struct port *p, struct request *r, answer_fn done, void *arg)
{
	struct fixture *f = CONTAINER_OF(p, struct fixture, port);
	struct waiting w = { .done = done, .arg = arg };

	request_move(&w.request, r);
	if (w.request.kind != KIND(event))
		str_addf(&f->log, "%s%s %s", f->log.len ? ", " : "", request_method(&w.request),
			 w.request.kind->plural);
	if (f->at_once || w.request.kind == KIND(event))
		answer(f, &w);
	else
		vec_push(&f->asked, w);
}

static void answer_next(struct fixture *f)
{
	struct waiting w;

	assert_true(f->asked.len > 0);
	w = f->asked.items[0];
	vec_remove(&f->asked, 0);
	answer(f, &w);
}

static struct cache_handler *subscribe(struct cache *c, const struct kind *k, cache_fn fn, void *arg)
{
	struct fixture *f = CONTAINER_OF(CONTAINER_OF(c, struct list_cache, base), struct fixture, cache);

	if (k == KIND(statefulset)) {
		f->set_fn = fn;
		f->set_arg = arg;
	}
	return NULL;
}

static void unsubscribe(struct cache *c UNUSED, struct cache_handler *h UNUSED)
{
}

static bool synced(struct cache *c UNUSED, const struct kind *k UNUSED)
{
	return true;
}

static uint64_t version(struct cache *c, const struct kind *k UNUSED)
{
	return CONTAINER_OF(CONTAINER_OF(c, struct list_cache, base), struct fixture, cache)->version;
}

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	list_cache_init(&f->cache);
	f->cache.base.subscribe = subscribe;
	f->cache.base.unsubscribe = unsubscribe;
	f->cache.base.synced = synced;
	f->cache.base.version = version;
	f->timers = (struct timers){ after, cancel, now };
	f->port.submit = submit;
	f->now_ms = NOW_S * 1000;
	f->version = 100;
	str_init(&f->log);
	rng_init(&f->rng, 1);
	*state = f;
	return 0;
}

static void start(struct fixture *f)
{
	struct controller_options options = { .cache = &f->cache.base,
					      .port = &f->port,
					      .timers = &f->timers,
					      .rng = &f->rng,
					      .component = "statefulset-controller" };

	f->controller = statefulset_controller_new(&options);
	advance(f, f->now_ms);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	statefulset_controller_free(f->controller);
	while (f->asked.len)
		answer_next(f);
	vec_release(&f->asked);
	assert_int_equal(f->timer_list.len, 0);
	vec_release(&f->timer_list);
	list_cache_release(&f->cache);
	str_release(&f->log);
	free(f);
	return 0;
}

/* The set called NAME, one replica, no claims. */
static void add_set(struct fixture *f, const char *name)
{
	_cleanup_(freep) char *yaml = xasprintf(
		"metadata: {name: %s, namespace: shop, uid: %s-uid, generation: 1, resourceVersion: '10'}\n"
		"spec: {replicas: 1, selector: {matchLabels: {app: %s}}, template: {metadata: {labels: {app: %s}}, "
		"spec: {containers: [{name: c, image: i}]}}}\n", name, name, name, name);

	list_cache_add(&f->cache, object_from(KIND(statefulset), yaml));
}

static void answers_at_once(void **state)
{
	struct fixture *f = *state;

	f->at_once = true;
	add_set(f, "a");
	start(f);
	assert_string_equal(f->log.buf, "POST controllerrevisions, POST pods, PUT statefulsets");
}

static void answers_later(void **state)
{
	struct fixture *f = *state;

	add_set(f, "a");
	start(f);
	assert_string_equal(f->log.buf, "POST controllerrevisions");
	answer_next(f);
	assert_string_equal(f->log.buf, "POST controllerrevisions, POST pods");
	answer_next(f);
	answer_next(f);
	assert_string_equal(f->log.buf, "POST controllerrevisions, POST pods, PUT statefulsets");
	assert_int_equal(f->asked.len, 0);
}

static void five_sets_at_once(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < WORKERS + 2; i++) {
		_cleanup_(freep) char *name = xasprintf("s%d", i);

		add_set(f, name);
	}
	start(f);
	assert_int_equal(f->asked.len, WORKERS);
	for (int i = 0; i < WORKERS * 3; i++)
		answer_next(f);
	assert_int_equal(f->asked.len, 2);
}

static void one_sync_of_a_set_at_once(void **state)
{
	struct fixture *f = *state;

	add_set(f, "a");
	start(f);
	f->set_fn(f->set_arg, CACHE_UPDATED, f->cache.objects.items[0], f->cache.objects.items[0], false);
	advance(f, f->now_ms + 10);
	assert_int_equal(f->asked.len, 1);
	for (int i = 0; i < 3; i++)
		answer_next(f);
	assert_string_equal(f->log.buf,
			    "POST controllerrevisions, POST pods, PUT statefulsets, POST controllerrevisions");
}

static void an_error_comes_back_with_growing_pauses(void **state)
{
	struct fixture *f = *state;
	int64_t begun = f->now_ms;

	f->at_once = true;
	f->code = 500;
	add_set(f, "a");
	start(f);
	str_reset(&f->log);
	advance(f, begun + 4);
	assert_string_equal(f->log.buf, "");
	advance(f, begun + 5);
	assert_string_equal(f->log.buf, "POST controllerrevisions, POST pods, PUT statefulsets");
	str_reset(&f->log);
	advance(f, begun + 14);
	assert_string_equal(f->log.buf, "");
	advance(f, begun + 15);
	assert_string_equal(f->log.buf, "POST controllerrevisions, POST pods, PUT statefulsets");
}

static void freed_while_it_waits(void **state)
{
	struct fixture *f = *state;

	add_set(f, "a");
	start(f);
	statefulset_controller_free(take(f->controller));
	answer_next(f);
	assert_string_equal(f->log.buf, "POST controllerrevisions");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(answers_at_once), T(answers_later), T(five_sets_at_once), T(one_sync_of_a_set_at_once),
		T(an_error_comes_back_with_growing_pauses), T(freed_while_it_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
