/* Leader election by hand: the lease on a server that is a few lines long, time turned, and who may write when. */
#include "tests/unit/client/fake.h"

#include "client/lease.h"
#include "kube/kinds/lease.h"

/* The server: one lease, its resourceVersion counted up by each write. */
struct server {
	const struct object *lease;
	int version;
	bool silent;			/* answers nothing that counts: code 0 */
};

struct party {
	struct lease_lock lock;
	struct rng rng;
};

static void answer_write(struct server *s, struct request *r, struct answer *a)
{
	const char *had = s->lease ? s->lease->version : "";
	const char *sent = json_get_str(json_get(r->tree, "metadata"), "resourceVersion");
	char version[16];

	if (r->verb == VERB_CREATE ? s->lease != NULL : !streq0(sent, had)) {
		a->code = 409;
		return;
	}
	snprintf(version, sizeof(version), "%d", ++s->version);
	json_set_str(json_get(r->tree, "metadata"), "resourceVersion", version);
	json_set_str(json_get(r->tree, "metadata"), "uid", "u");
	object_unref(s->lease);
	s->lease = object_new(KIND(lease), r->tree, OBJECT_BYTES, NULL);
	assert_non_null(s->lease);
	a->code = 200;
	a->object = s->lease;
}

static struct answer serve(struct server *s, struct request *r)
{
	struct answer a = { 0 };

	if (s->silent)
		return a;
	if (r->verb == VERB_GET) {
		a.code = s->lease ? 200 : 404;
		a.object = s->lease;
	} else {
		answer_write(s, r, &a);
	}
	return a;
}

/* Ticks until nothing more is to be sent at this moment; returns how many requests went out. */
static int turn(struct party *p, struct server *s, int64_t now)
{
	struct request r = REQUEST_INIT;
	int sent = 0;

	while (lease_lock_tick(&p->lock, now, 1768478400000 + now, &r)) {
		struct answer a = serve(s, &r);

		lease_lock_answer(&p->lock, &a, now, &p->rng);
		request_release(&r);
		sent++;
		assert_in_range(sent, 1, 5);
	}
	return sent;
}

static void make(struct party *p, const char *identity)
{
	lease_lock_init(&p->lock, "kube-system", "ordinal", identity);
	rng_init(&p->rng, 1);
}

static void release(struct server *s, struct party *a, struct party *b)
{
	lease_lock_release(&a->lock);
	if (b)
		lease_lock_release(&b->lock);
	object_unref(s->lease);
}

static void takes_and_renews(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a;

	make(&a, "a");
	assert_false(lease_lock_may_write(&a.lock, 0));
	assert_int_equal(turn(&a, &s, 0), 2);		/* GET 404, POST */
	assert_true(lease_lock_may_write(&a.lock, 0));
	assert_string_equal(lease_of(s.lease)->holder, "a");
	assert_int_equal(lease_of(s.lease)->duration_s, 15);
	assert_int_equal(lease_of(s.lease)->transitions, 0);
	assert_int_equal(turn(&a, &s, 1999), 0);
	assert_int_equal(turn(&a, &s, 2000), 1);	/* the fast path: one PUT */
	assert_int_equal(lease_of(s.lease)->acquired_ms, 1768478400000);
	assert_int_equal(lease_of(s.lease)->renewed_ms, 1768478402000);
	assert_true(lease_lock_may_write(&a.lock, 11999));
	assert_false(lease_lock_may_write(&a.lock, 12000));
	release(&s, &a, NULL);
}

static void waits_for_a_whole_lease(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a, b;
	int64_t now;

	make(&a, "a");
	make(&b, "b");
	turn(&a, &s, 0);
	turn(&b, &s, 1000);
	assert_false(lease_lock_may_write(&b.lock, 1000));
	assert_string_equal(lease_lock_holder(&b.lock), "a");
	/* a is dead. b saw the record change at 1000 and never again. */
	for (now = 1000; !lease_lock_may_write(&b.lock, now); now += 100) {
		turn(&b, &s, now);
		assert_true(now < 25000);
	}
	assert_true(now >= 16000);
	assert_int_equal(lease_of(s.lease)->transitions, 1);
	release(&s, &a, &b);
}

/* Over a minute with a server that comes and goes, never two who may write. */
static void never_two(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a, b;
	int led_a = 0, led_b = 0;

	make(&a, "a");
	make(&b, "b");
	for (int64_t now = 0; now < 120000; now += 100) {
		s.silent = now % 40000 > 20000 && now < 60000;
		if (now < 20000 || now > 50000)
			turn(&a, &s, now);
		s.silent = false;
		turn(&b, &s, now);
		assert_false(lease_lock_may_write(&a.lock, now) && lease_lock_may_write(&b.lock, now));
		led_a += lease_lock_may_write(&a.lock, now);
		led_b += lease_lock_may_write(&b.lock, now);
	}
	assert_true(led_a > 0);
	assert_true(led_b > 0);
	release(&s, &a, &b);
}

static void stops_without_renewal(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a;

	make(&a, "a");
	turn(&a, &s, 0);
	s.silent = true;
	for (int64_t now = 2000; now < 10000; now += 500)
		turn(&a, &s, now);
	assert_true(lease_lock_may_write(&a.lock, 9999));
	turn(&a, &s, 10000);
	assert_false(a.lock.leading);
	s.silent = false;	/* nobody took it meanwhile: it is had back */
	turn(&a, &s, 15000);
	turn(&a, &s, 20000);
	assert_true(lease_lock_may_write(&a.lock, 20000));
	release(&s, &a, NULL);
}

static void steps_down_when_taken(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a, b;

	make(&a, "a");
	make(&b, "b");
	turn(&a, &s, 0);
	object_unref(s.lease);
	s.lease = NULL;
	turn(&b, &s, 500);
	assert_true(lease_lock_may_write(&b.lock, 500));
	turn(&a, &s, 2000);
	assert_false(lease_lock_may_write(&a.lock, 2000));
	assert_string_equal(lease_lock_holder(&a.lock), "b");
	release(&s, &a, &b);
}

static void gives_up(void **state UNUSED)
{
	struct server s = { 0 };
	struct party a, b;
	struct request r = REQUEST_INIT;

	make(&a, "a");
	make(&b, "b");
	assert_false(lease_lock_give_up(&a.lock, 0, &r));
	turn(&a, &s, 0);
	assert_true(lease_lock_give_up(&a.lock, 1768478401000, &r));
	assert_false(lease_lock_may_write(&a.lock, 1000));
	assert_int_equal(serve(&s, &r).code, 200);
	request_release(&r);
	assert_string_equal(lease_of(s.lease)->holder, "");
	assert_int_equal(lease_of(s.lease)->duration_s, 1);
	turn(&b, &s, 1500);	/* nobody has to wait */
	assert_true(lease_lock_may_write(&b.lock, 1500));
	release(&s, &a, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_and_renews),	 cmocka_unit_test(waits_for_a_whole_lease),
		cmocka_unit_test(never_two),		 cmocka_unit_test(stops_without_renewal),
		cmocka_unit_test(steps_down_when_taken), cmocka_unit_test(gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
