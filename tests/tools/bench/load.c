/* About 1,000 watch events a second: a process of its own patches an annotation of one pod after the other. */
#include "tests/tools/bench/load.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "kube/kind.h"

#define TICK_MS 10
#define UNDER_WAY 32 /* requests at once, at most */

struct patcher {
	struct caller caller;
	const struct load_options *options;
	int sent, answered, refused, under_way;
	double from;
	int out;
};

static void on_head(void *arg, const struct transport_head *head)
{
	struct patcher *p = arg;

	p->refused += head->code != 200;
}

static void on_data(void *arg UNUSED, const char *bytes UNUSED, size_t len UNUSED)
{
}

static void on_done(void *arg, const struct err *err UNUSED)
{
	struct patcher *p = arg;

	p->answered++;
	p->under_way--;
}

static void patch_one(struct patcher *p)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	int pod = (int)((unsigned)p->sent * 7919u % (unsigned)(p->options->sets * p->options->replicas));
	_cleanup_(freep) char *name = xasprintf("set-%d-%d", pod / p->options->replicas, pod % p->options->replicas);
	struct request r;

	request_init(&r, VERB_PATCH, KIND(pod), "default", name);
	r.content_type = TYPE_MERGE_PATCH;
	str_addf(&r.body, "{\"metadata\":{\"annotations\":{\"bench/turn\":\"%d\"}}}", p->sent);
	p->caller.transport->send(p->caller.transport, &r, false, &sink, p);
	request_release(&r);
	p->sent++;
	p->under_way++;
}

/* As many as are due by now; what the server cannot take is not made up for by a burst. */
static int64_t on_tick(void *arg)
{
	struct patcher *p = arg;
	int due = (int)((now_ms() - p->from) * p->options->a_second / 1e3);
	char line[64];
	int n;

	while (p->sent < due && p->under_way < UNDER_WAY)
		patch_one(p);
	n = snprintf(line, sizeof(line), "%.3f %d %d\n", now_ms(), p->answered, p->refused);
	if (write(p->out, line, (size_t)n) != n)
		loop_stop(p->caller.loop);
	return TICK_MS;
}

static void run(const struct load_options *o, int out)
{
	struct patcher p = { .options = o, .out = out };

	if (!caller_open(&p.caller, o->kubeconfig))
		_exit(1);
	p.from = now_ms();
	loop_timer_add(p.caller.loop, 0, on_tick, &p);
	loop_run(p.caller.loop);
	_exit(0);
}

bool load_start(struct load *l, const struct load_options *o)
{
	int ends[2];

	if (pipe(ends))
		return complain("no pipe: %s", strerror(errno));
	*l = (struct load){ .out = ends[0], .pid = fork() };
	if (l->pid == 0) {
		close(ends[0]);
		run(o, ends[1]);
	}
	close(ends[1]);
	return true;
}

/* The newest of its reports. It writes whole lines, so a pipe that is read to its end holds whole ones. */
bool load_progress(struct load *l, double *ret_ms, int *ret_answered)
{
	char bytes[65536];
	ssize_t n = read(l->out, bytes, sizeof(bytes) - 1);
	const char *line = bytes;
	int refused;

	if (n <= 0)
		return complain("the load ended");
	bytes[n] = '\0';
	for (const char *p = bytes; (p = strchr(p, '\n')) && p[1]; p++)
		line = p + 1;
	if (sscanf(line, "%lf %d %d", ret_ms, ret_answered, &refused) != 3)
		return complain("the load reports \"%s\"", line);
	return refused == 0 || complain("%d patches were refused", refused);
}

void load_stop(struct load *l)
{
	if (l->pid > 0) {
		close(l->out);
		process_end(l->pid);
	}
	*l = (struct load){ 0 };
}
