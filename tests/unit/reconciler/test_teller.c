/* What becomes of the events that are sent: one that is not there to be counted up is made again. */
#include "objects.h"

#include "reconciler/teller.h"

struct fixture {
	struct port port;
	struct rng rng;
	struct teller teller;
	const struct object *set;
	int code;			/* what patches are answered */
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
	struct answer made = { .code = 201 };

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

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	*f = (struct fixture){ .port = { submit }, .code = 200, .log = STR_INIT };
	rng_init(&f->rng, 1);
	teller_init(&f->teller, &f->port, "statefulset-controller", &f->rng);
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

static void tell(struct fixture *f, int64_t after_s)
{
	struct occurrence o = { f->set, true, "FailedCreate", "no" };

	teller_tell(&f->teller, &o, (NOW_S + after_s) * 1000);
}

static void one_that_is_gone_is_made_again(void **state)
{
	struct fixture *f = *state;

	tell(f, 0);
	tell(f, 1);
	f->code = 404;
	tell(f, 3600);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no, PATCH 3 no, POST 3 no 12:00:00 db.18");
	assert_int_equal(f->teller.under_way.len, 0);
}

static void what_else_goes_wrong_is_left_so(void **state)
{
	struct fixture *f = *state;

	tell(f, 0);
	f->code = 403;
	tell(f, 1);
	f->code = 0;
	tell(f, 2);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no, PATCH 3 no");
}

static void released_while_it_waits(void **state)
{
	struct fixture *f = *state;

	f->later = true;
	f->code = 404;
	tell(f, 0);
	tell(f, 1);
	assert_int_equal(f->teller.under_way.len, 1);
	teller_release(&f->teller);
	answer_patch(f);
	assert_string_equal(f->log.buf, "POST 1 no 12:00:00 db.18, PATCH 2 no");
	teller_init(&f->teller, &f->port, "statefulset-controller", &f->rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_that_is_gone_is_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(what_else_goes_wrong_is_left_so, setup, teardown),
		cmocka_unit_test_setup_teardown(released_while_it_waits, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
