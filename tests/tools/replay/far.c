#include "tests/tools/replay/far.h"

#include <dirent.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/area.h"
#include "sim/kubeconfig.h"
#include "sim/listen.h"
#include "sim/server.h"
#include "sim/storage.h"

#define TURN_MS 20			/* real: how long a turn of the loop may wait for bytes */
#define STALLED_MS 20000		/* real: nothing has come for so long */

struct far {
	struct world *world;
	int64_t world_ms, mono_ms;	/* both clocks at the beginning */
	char dir[32];
	struct certificates certificates;
	struct pace *pace;
	struct server *server;
	struct attach attach;
	struct area area;
	struct lease_lock lock;
	int under_way;
};

static void must(int r, const struct err *err)
{
	if (r < 0)
		die("replay: %s", err->text);
}

/* The loop's clock: the world's, from where the machine's was. */
static int64_t hand_clock(void *arg)
{
	const struct far *f = arg;

	return f->mono_ms + world_now(f->world) - f->world_ms;
}

/* --- the lease --- */

static void on_lease(void *arg, const struct answer *a)
{
	struct far *f = arg;

	lease_lock_answer(&f->lock, a, loop_now(f->attach.loop), &f->attach.rng);
}

static void tick_lease(struct far *f)
{
	struct request r;

	if (lease_lock_tick(&f->lock, loop_now(f->attach.loop), client_now(f->attach.client), &r)) {
		port_submit(client_port(f->attach.client), &r, on_lease, f);
		request_release(&r);
	}
}

/* --- time --- */

/* Each watch has brought what is stored. */
static bool has_heard(const struct far *f)
{
	static const struct kind *const kinds[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
						    KIND(controllerrevision) };
	struct cache *cache = client_cache(f->area.client);
	struct storage *s = world_storage(f->world);

	for (size_t i = 0; i < COUNT(kinds); i++) {
		uint64_t end = storage_history_end(s, kinds[i]);
		const struct change *last = end ? storage_change(s, kinds[i], end - 1) : NULL;

		if (last && cache->version(cache, kinds[i]) < last->now->rv)
			return false;
	}
	return true;
}

static bool rests(const struct far *f)
{
	return f->lock.sent == LEASE_IDLE && client_idle(f->attach.client) &&
	       client_idle(f->area.client) && has_heard(f);
}

/* All that can happen at this moment happens. */
static void come_to_rest(struct far *f)
{
	int64_t end = clock_mono_ms() + STALLED_MS;
	bool any = true;

	while (any || !rests(f)) {
		world_advance(f->world, world_now(f->world));
		any = loop_turn(f->attach.loop, any || rests(f) ? 0 : TURN_MS);
		tick_lease(f);
		if (any)
			end = MAX(end, clock_mono_ms() + STALLED_MS);
		else if (clock_mono_ms() > end)
			die("replay: the controller and its cluster do not come to rest");
	}
}

void far_advance(struct far *f, int64_t until_ms)
{
	come_to_rest(f);
	while (world_now(f->world) < until_ms) {
		int64_t event = world_next(f->world), timer = loop_next_due(f->attach.loop), next = until_ms;

		if (event >= 0)
			next = MIN(next, event);
		if (timer >= 0)
			next = MIN(next, world_now(f->world) + MAX(timer, 1));
		world_advance(f->world, MAX(next, world_now(f->world)));
		come_to_rest(f);
	}
}

/* --- beginning and end --- */

/* Nobody else writes there. */
static void on_suspect(void *arg UNUSED, struct area *a UNUSED, const struct object *set)
{
	die("replay: our own write of the status of %s is taken for another controller's", set->name);
}

/* The clock goes over to the hand once the loop is there; the server is up before the first request is sent. */
static void serve(struct far *f)
{
	struct err err = ERR_INIT;
	char token[33];
	struct server_options o = { .world = f->world, .certificates = &f->certificates, .token = token };
	_cleanup_(freep) char *url = NULL, *path = NULL;
	struct config_flags flags = { 0 };
	struct kubeconfig k;

	must(certificates_load(&f->certificates, f->dir, &err), &err);
	must(o.listener = listen_open("127.0.0.1:0", &err), &err);
	url = listen_url(o.listener);
	kubeconfig_token(token);
	k = (struct kubeconfig){ .server = url, .ca = f->certificates.ca, .token = token, .namespace = "default" };
	must(kubeconfig_write(&k, f->dir, "kubeconfig", &err), &err);
	flags.kubeconfig = path = xasprintf("%s/kubeconfig", f->dir);
	must(attach_open(&f->attach, &flags, false, &err), &err);
	loop_set_clock(f->attach.loop, hand_clock, f);
	o.loop = f->attach.loop;
	o.pace = f->pace = pace_new(f->attach.loop, f->world, PACE_PAUSED);
	f->server = server_new(&o, &err);
	if (!f->server)
		die("replay: %s", err.text);
}

struct far *far_start(struct world *w, struct port *port)
{
	struct far *f = xcalloc(1, sizeof(*f));
	struct err err = ERR_INIT;

	*f = (struct far){ .world = w, .world_ms = world_now(w), .mono_ms = clock_mono_ms(), .dir = "/tmp/replay.XXXXXX" };
	if (!mkdtemp(f->dir))
		die("replay: %s cannot be made: %s", f->dir, strerror(errno));
	serve(f);
	lease_lock_init(&f->lock, "kube-system", "ordinal-reconcile", "replay");
	must(area_open(&f->area, &f->attach, NULL, true, &err), &err);
	f->area.suspect = on_suspect;
	while (area_ready(&f->area, &err) == 0 || !f->lock.leading)
		far_advance(f, world_now(w) + 10);
	guard_init(&f->area.guard, port, f->attach.loop, f->attach.log, &f->lock, &f->under_way);
	area_act(&f->area, &f->lock, &f->under_way, false);
	come_to_rest(f);
	return f;
}

static void remove_dir(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(path);
}

void far_stop(struct far *f)
{
	area_rest(&f->area);
	come_to_rest(f);
	area_release(&f->area);
	lease_lock_release(&f->lock);
	server_free(f->server);
	pace_free(f->pace);
	attach_release(&f->attach);
	certificates_release(&f->certificates);
	remove_dir(f->dir);
	free(f);
}

struct port *far_port(struct far *f)
{
	return client_port(f->area.client);
}
