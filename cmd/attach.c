#include "cmd/attach.h"

#include "kube/sanitize.h"

#define WAIT_MS 30000
#define STEP_MS 200	/* a client that is only lost tells so without an event: it is asked this often */

static struct client *joined_client(struct attach *a, struct err *err)
{
	struct connection c = { 0 };

	if (a->connector->open(a->connector, a->config.context, &c, err))
		return NULL;
	free(c.context);
	free(c.namespace);
	free(c.server);
	return c.client;
}

struct client *attach_client(struct attach *a, bool read_only, struct err *err)
{
	struct client_options o = { .loop = a->loop, .log = a->log, .rng = &a->rng, .config = &a->config,
				    .read_only = read_only, .user_agent = "ordinal/" VERSION };

	return a->connector ? joined_client(a, err) : client_new(&o, err);
}

int attach_join(struct attach *a, const struct app_options *console, struct log *log, const char *context,
                struct err *err)
{
	struct connection c = { 0 };
	uint64_t seed;
	int r;

	entropy_fill(&seed, sizeof(seed));
	rng_init(&a->rng, seed);
	a->loop = console->loop;
	a->log = log;
	a->connector = console->connector;
	r = a->connector->open(a->connector, context, &c, err);
	if (r)
		return r;
	a->client = c.client;
	a->config = (struct config){ .context = c.context, .namespace = c.namespace, .server = c.server };
	return 0;
}

int attach_open(struct attach *a, const struct config_flags *flags, bool read_only, struct err *err)
{
	uint64_t seed;
	int r;

	entropy_fill(&seed, sizeof(seed));
	rng_init(&a->rng, seed);
	a->loop = loop_new();
	a->log = log_new();
	r = config_load(flags, &a->config, err);
	if (r == 0 && !(a->client = attach_client(a, read_only, err)))
		r = -EIO;
	return r;
}

void attach_release(struct attach *a)
{
	client_free(a->client);
	config_release(&a->config);
	if (a->connector)
		return;
	loop_free(a->loop);
	log_free(a->log);
}

/* Appends what is missing last; the answer is attach_look's. */
static int look(const struct attach *a, struct client *c, const struct kind *const *kinds, struct str *missing,
		struct err *err)
{
	bool all = true;

	for (; *kinds; kinds++) {
		struct watch_state s = client_watch_state(c, *kinds);

		if (client_cache(c)->synced(client_cache(c), *kinds))
			continue;
		all = false;
		str_reset(missing);
		str_addf(missing, "%s from %s: ", (*kinds)->plural, a->config.server);
		sanitize(s.message, strlen(s.message), 0, missing);
		if (s.phase == WATCH_FORBIDDEN)
			return err_set(err, -EACCES, "may not list %s", missing->buf);
		if (s.phase == WATCH_LOST)
			return err_set(err, -EIO, "no %s", missing->buf);
	}
	return all;
}

int attach_look(const struct attach *a, struct client *c, const struct kind *const *kinds, struct err *err)
{
	_cleanup_(str_release) struct str missing = STR_INIT;

	return look(a, c, kinds, &missing, err);
}

static int64_t wake(void *arg UNUSED)
{
	return STEP_MS;
}

int attach_wait(struct attach *a, struct client *c, const struct kind *const *kinds, struct err *err)
{
	_cleanup_(str_release) struct str missing = STR_INIT;
	struct loop_timer *timer = loop_timer_add(a->loop, STEP_MS, wake, NULL);
	int64_t until;
	int r;

	loop_turn(a->loop, 0);
	until = loop_now(a->loop) + WAIT_MS;
	while ((r = look(a, c, kinds, &missing, err)) == 0 && loop_now(a->loop) < until)
		loop_turn(a->loop, STEP_MS);
	loop_timer_del(timer);
	if (r == 0)
		r = err_set(err, -ETIMEDOUT, "no answer in %d s: %s", WAIT_MS / 1000, missing.buf);
	return r < 0 ? r : 0;
}
