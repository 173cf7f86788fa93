#include "tests/tools/bench/keys.h"

#define KEYS 100
#define TURN 30 /* after so many the cursor goes the other way */
#define KEY_EVERY_MS 100
#define NAME_BYTES 24 /* of a row, up to its name's end */
#define WARM_UP_MS 2000

static bool moved(struct terminal *t, const char *before)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return row.len && strncmp(row.buf, before, NAME_BYTES) != 0;
}

/* Reads until the time; the screen is painted meanwhile. */
static bool read_until(struct terminal *t, double when)
{
	while (now_ms() < when)
		if (!terminal_read(t, when - now_ms()))
			return complain("the console ended");
	return true;
}

static bool time_key(struct terminal *t, char key, double *ret_ms)
{
	_cleanup_(str_release) struct str row = STR_INIT;
	double from;

	terminal_cursor_row(t, &row);
	from = now_ms();
	terminal_send(t, (char[]){ key, '\0' });
	while (!moved(t, row.buf)) {
		if (now_ms() > from + PATIENCE_MS)
			return complain("the key %c has no effect", key);
		if (!terminal_read(t, PATIENCE_MS))
			return complain("the console ended");
	}
	*ret_ms = t->read_ms - from;
	return true;
}

static bool time_keys(struct terminal *t, const char *keys, double *times)
{
	for (int i = 0; i < KEYS; i++) {
		double next = now_ms() + KEY_EVERY_MS;

		if (!time_key(t, keys[i / TURN % 2], &times[i]) || !read_until(t, next))
			return false;
	}
	return true;
}

static bool run(struct terminal *t, const char *where, const char *keys, struct load *load)
{
	double times[KEYS], from = now_ms(), to, cpu, started = from;
	_cleanup_(freep) char *what = NULL;
	struct usage used[2];
	int begun = 0, ended = 0;

	if ((load && !load_progress(load, &from, &begun)) || !process_usage(t->pid, &used[0]) ||
	    !time_keys(t, keys, times) || !process_usage(t->pid, &used[1]))
		return false;
	cpu = (used[1].cpu_ms - used[0].cpu_ms) / (now_ms() - started) * 100;
	to = now_ms();
	if (load && !load_progress(load, &to, &ended))
		return false;
	what = load ? xasprintf("key to paint on %s, %.0f events/s, p50", where, (ended - begun) / (to - from) * 1e3)
	            : xasprintf("key to paint on %s, calm, p50", where);
	figure(what, percentile(times, KEYS, 0.5), "ms", "< 16 ms",
	       "%d keys; the console's processor: %.0f %% of a core", KEYS, cpu);
	figure("  p99", percentile(times, KEYS, 0.99), "ms", "< 16 ms", "largest %.1f", percentile(times, KEYS, 1));
	return true;
}

bool keys_measure(struct terminal *t, const char *where, const char *keys, const struct load_options *options)
{
	struct load load = { 0 };
	bool good = (!options || load_start(&load, options)) && read_until(t, now_ms() + WARM_UP_MS) &&
	            run(t, where, keys, options ? &load : NULL);

	load_stop(&load);
	return good;
}
