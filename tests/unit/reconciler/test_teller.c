/* What becomes of the events that are sent: one that is not there to be counted up is made again, and one that gets no
 * answer is tried again while all others wait. */
#include "objects.h"

#include "reconciler/teller.h"

struct fixture {
	struct port port;
	struct timers timers;
	int64_t delay_ms;		/* of the timer that is set */
	void (*ring)(void *arg);	/* NULL: none is set */
	void *bell;
	struct rng rng;
	struct teller teller;
	const struct object *set;
	int code;			/* what patches are answered */
	int made_code;			/* what creates are answered */
	bool later;			/* patches are answered by answer_patch() */
	answer_fn done;
	void *arg;
	struct str log;
};

static void answer_patch(struct fixture *f)
{
	struct answer a = { .code = f->code };

	f->done(f->arg, &a);
}

/* Logs "POST 1 no 12:00:00 db.18" (count, message, first time, beginning of the name) or "PATCH 2 no". */
static void submit(struct port *p, struct request *r, answer_fn done, void *arg)
{
	struct fixture *f = CONTAINER_OF(p, struct fixture, port);
	_cleanup_(json_freep) json *body = json_parse(r->body.buf, r->body.len, NULL);
	const char *first = json_get_str(body, "firstTimestamp");
	struct answer made = { .code = f->made_code };

	str_addf(&f->log, "%s%s %" PRId64 " %s", f->log.len ? ", " : "", request_method(r),
		 json_get_int(body, "count", 0), json_get_str(body, "message"));
	if (first)
		str_addf(&f->log, " %.8s %.5s", first + 11, json_str_or(json_at(body, "metadata.name"), ""));
	f->done = done;
	f->arg = arg;
	if (r->verb == VERB_CREATE)
		done(arg, &made);
	else if (!f->later)
		answer_patch(f);
	request_release(r);
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	struct fixture *f = CONTAINER_OF(t, struct fixture, timers);

	assert_null(f->ring);
	f->delay_ms = delay_ms;
	f->ring = fn;
	f->bell = arg;
	return f;
}

static void cancel(struct timers *t, void *timer UNUSED)
{
	CONTAINER_OF(t, struct fixture, timers)->ring = NULL;
}

static void ring(struct fixture *f)
{
	void (*fn)(void *arg) = f->ring;

	f->ring = NULL;
	fn(f->bell);
}

static void begin(struct fixture *f)
{
	teller_init(&f->teller, &f->port, &f->timers, "statefulset-controller", &f->rng);
}

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	*f = (struct fixture){ .port = { submit }, .timers = { after, cancel, NULL }, .code = 200, .made_code = 201, .log = STR_INIT };
	rng_init(&f->rng, 1);
	begin(f);
	f->set = make_set(1, "", "");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	teller_release(&f->teller);
	object_unref(f->set);
	str_release(&f->log);
	free(f);
	return 0;
}

static void tell_what(struct fixture *f, const char *message, int64_t after_s)
{
	struct occurrence o = { f->set, true, "FailedCreate", message };

	teller_tell(&f->teller, &o, (NOW_S + after_s) * 1000);
}

static void tell(struct fixture *f, int64_t after_s)
{
	tell_what(f, "no", after_s);
}

static void one_that_is_gone_is_made_again(void **state)
{
	struct fixture *f = *state;

	tell(f, 0);
	tell(f, 1);
	f->code = 404;
	tell(f, 3600);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no, PATCH 3 no, POST 3 no 12:00:00 db.18");
	assert_int_equal(f->teller.waiting.len, 0);
}

static void what_else_goes_wrong_is_left_so(void **state)
{
	struct fixture *f = *state;

	tell(f, 0);
	f->code = 403;
	tell(f, 1);
	f->made_code = 409;
	tell_what(f, "never", 2);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no, POST 1 never 12:00:02 db.18");
	assert_int_equal(f->teller.waiting.len, 0);
	assert_null(f->ring);
}

static void all_wait_while_one_is_tried_again(void **state)
{
	struct fixture *f = *state;

	f->made_code = 0;
	tell_what(f, "a", 0);
	tell_what(f, "b", 1);
	tell_what(f, "a", 2);
	assert_string_equal(f->log.buf, "POST 1 a 12:00:00 db.18");
	assert_true(f->delay_ms < 10000);
	ring(f);
	assert_int_equal(f->delay_ms, 10000);
	f->made_code = 201;
	ring(f);
	assert_string_equal(f->log.buf, "POST 1 a 12:00:00 db.18, POST 1 a 12:00:00 db.18, POST 1 a 12:00:00 db.18, "
			    "POST 1 b 12:00:01 db.18, PATCH 2 a");
	assert_int_equal(f->teller.waiting.len, 0);
	assert_null(f->ring);
}

static void twelve_times_and_no_more(void **state)
{
	struct fixture *f = *state;
	int tries = 1;

	f->made_code = 0;
	tell_what(f, "a", 0);
	for (; f->ring; tries++)
		ring(f);
	assert_int_equal(tries, 12);
	assert_int_equal(f->teller.waiting.len, 0);
	f->made_code = 201;
	tell_what(f, "b", 1);
	assert_non_null(strstr(f->log.buf, ", POST 1 b 12:00:01"));
}

/* A patch that gets no answer is a patch again; what was made anew in its place and got none begins with the patch. */
static void a_count_is_tried_again_too(void **state)
{
	struct fixture *f = *state;

	tell(f, 0);
	f->code = 0;
	tell(f, 1);
	f->code = 404;
	f->made_code = 0;
	ring(f);
	f->made_code = 201;
	ring(f);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no, PATCH 2 no, POST 2 no 12:00:00 db.18, "
			    "PATCH 2 no, POST 2 no 12:00:00 db.18");
	assert_null(f->ring);
}

static void released_while_it_holds(void **state)
{
	struct fixture *f = *state;

	f->made_code = 0;
	tell_what(f, "a", 0);
	tell_what(f, "b", 1);
	teller_release(&f->teller);
	assert_null(f->ring);
	begin(f);
}

static void released_while_it_waits(void **state)
{
	struct fixture *f = *state;

	f->later = true;
	f->code = 404;
	tell(f, 0);
	tell(f, 1);
	assert_int_equal(f->teller.waiting.len, 1);
	teller_release(&f->teller);
	answer_patch(f);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no");
	begin(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_that_is_gone_is_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(what_else_goes_wrong_is_left_so, setup, teardown),
		cmocka_unit_test_setup_teardown(released_while_it_waits, setup, teardown),
		cmocka_unit_test_setup_teardown(all_wait_while_one_is_tried_again, setup, teardown),
		cmocka_unit_test_setup_teardown(twelve_times_and_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(a_count_is_tried_again_too, setup, teardown),
		cmocka_unit_test_setup_teardown(released_while_it_holds, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
