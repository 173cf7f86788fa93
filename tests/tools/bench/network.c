/* The bundled cluster over its real connections (HTTP/1.1, TLS): creates on a few that are kept alive, many watchers. */
#include "tests/tools/bench/bench.h"

#include <sys/resource.h>

#define CONNECTIONS 16
#define CREATES 20000
#define WATCHERS 1000
#define A_SECOND 100
#define TICK_MS 10
#define WARM_MS 2000
#define WATCHED_MS 10000

#define MAPS "/api/v1/namespaces/default/configmaps"

static const char *const options[] = { "--world", "empty", "--seed", "1", NULL };

/* --- creates --- */

struct creator {
	struct caller caller;
	int sent, answered, refused;
};

static void create_next(struct creator *c);

static void on_head(void *arg, const struct transport_head *head)
{
	struct creator *c = arg;

	c->refused += head->code != 201;
}

static void on_data(void *arg UNUSED, const char *bytes UNUSED, size_t len UNUSED)
{
}

static void on_done(void *arg, const struct err *err)
{
	struct creator *c = arg;

	c->refused += err != NULL;
	c->answered++;
	if (c->sent < CREATES)
		create_next(c);
}

static void create_next(struct creator *c)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	struct request r = REQUEST_INIT;

	r.verb = VERB_CREATE;
	r.path = xstrdup(MAPS);
	r.content_type = TYPE_JSON;
	str_addf(&r.body, "{\"metadata\":{\"name\":\"map-%d\",\"labels\":{\"app\":\"bench\"}},\"data\":{\"k\":\"v\"}}", c->sent);
	c->caller.transport->send(c->caller.transport, &r, false, &sink, c);
	request_release(&r);
	c->sent++;
}

static bool create_all(struct creator *c, pid_t sim)
{
	struct usage from, to;
	double began = now_ms(), took;

	if (!process_usage(sim, &from))
		return false;
	for (int i = 0; i < CONNECTIONS; i++)
		create_next(c);
	while (c->answered < CREATES && now_ms() < began + PATIENCE_MS)
		loop_turn(c->caller.loop, 1000);
	took = now_ms() - began;
	if (c->answered < CREATES || c->refused || !process_usage(sim, &to))
		return complain("%d of %d answered, %d refused", c->answered, CREATES, c->refused);
	figure("creates over connections kept alive, TLS", CREATES / took * 1e3, "/s", ">= 2,000/s",
	       "%d at once; the cluster's share %.0f us of processor for each; reference loop %.1f ms", CONNECTIONS,
	       (to.cpu_ms - from.cpu_ms) * 1e3 / CREATES, reference_ms());
	return true;
}

bool measure_creates(void)
{
	char *folder = folder_new();
	struct creator c = { 0 };
	struct sim s = { 0 };
	bool good = sim_start(&s, folder, options) && caller_open(&c.caller, s.kubeconfig) && create_all(&c, s.pid);

	caller_close(&c.caller);
	sim_stop(&s);
	folder_free(folder);
	return good;
}

/* --- watchers --- */

struct crowd {
	struct caller caller;
	double began;			/* the first change */
	int open, ended;		/* watches */
	int sent, changed, refused;	/* changes */
	uint64_t events;		/* lines that came, to all of them */
};

static void watch_head(void *arg, const struct transport_head *head)
{
	struct crowd *c = arg;

	if (head->code == 200)
		c->open++;
	else
		c->refused++;
}

static void watch_data(void *arg, const char *bytes, size_t len)
{
	struct crowd *c = arg;

	for (const char *p = bytes, *end = bytes + len; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		c->events++;
}

static void watch_done(void *arg, const struct err *err UNUSED)
{
	((struct crowd *)arg)->ended++;
}

static void changed_head(void *arg, const struct transport_head *head)
{
	struct crowd *c = arg;

	c->changed += head->code == 200;
	c->refused += head->code != 200;
}

static void changed_done(void *arg UNUSED, const struct err *err UNUSED)
{
}

static int64_t on_tick(void *arg)
{
	static const struct transport_sink sink = { changed_head, on_data, changed_done };
	struct crowd *c = arg;

	while (c->sent < (int)((now_ms() - c->began) * A_SECOND / 1e3)) {
		struct request r = REQUEST_INIT;

		r.verb = VERB_PATCH;
		r.path = xstrdup(MAPS "/kube-root-ca.crt");
		r.content_type = TYPE_MERGE_PATCH;
		str_addf(&r.body, "{\"data\":{\"ca.crt\":null,\"turn\":\"%d\"}}", c->sent++);
		c->caller.transport->send(c->caller.transport, &r, false, &sink, c);
		request_release(&r);
	}
	return TICK_MS;
}

static bool open_watches(struct crowd *c)
{
	static const struct transport_sink sink = { watch_head, watch_data, watch_done };
	double deadline = now_ms() + PATIENCE_MS;

	for (int i = 0; i < WATCHERS; i++) {
		struct request r = REQUEST_INIT;

		r.verb = VERB_WATCH;
		r.path = xstrdup(MAPS "?watch=1");
		c->caller.transport->send(c->caller.transport, &r, true, &sink, c);
		request_release(&r);
	}
	while (c->open < WATCHERS && !c->refused && !c->ended && now_ms() < deadline)
		loop_turn(c->caller.loop, 1000);
	return c->open == WATCHERS || complain("%d of %d watches opened", c->open, WATCHERS);
}

static void turn_for(struct crowd *c, double ms)
{
	double end = now_ms() + ms;

	while (now_ms() < end)
		loop_turn(c->caller.loop, 100);
}

static bool watch_all(struct crowd *c, pid_t sim)
{
	struct usage from, to;
	uint64_t events;
	double began, took;
	int changed;

	c->began = now_ms();
	loop_timer_add(c->caller.loop, 0, on_tick, c);
	turn_for(c, WARM_MS);
	began = now_ms();
	events = c->events;
	changed = c->changed;
	process_usage(sim, &from);
	turn_for(c, WATCHED_MS);
	took = now_ms() - began;
	if (!process_usage(sim, &to) || c->refused || c->ended)
		return complain("%d changes refused, %d watches ended", c->refused, c->ended);
	figure("1,000 watchers, the cluster's part of one core", 100 * (to.cpu_ms - from.cpu_ms) / took, "%", "< 100 %",
	       "%.0f changes/s, %.0f events/s to all of them, %.0f MB resident", (c->changed - changed) / took * 1e3,
	       (double)(c->events - events) / took * 1e3, (double)memory_kb(sim, "VmRSS") / 1024);
	return true;
}

/* A thousand connections are more than a shell allows by itself. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

bool measure_watchers(void)
{
	char *folder = folder_new();
	struct crowd c = { 0 };
	struct sim s = { 0 };
	bool good;

	raise_limit();
	good = sim_start(&s, folder, options) && caller_open(&c.caller, s.kubeconfig) && open_watches(&c) &&
	       watch_all(&c, s.pid);
	caller_close(&c.caller);
	sim_stop(&s);
	folder_free(folder);
	return good;
}
