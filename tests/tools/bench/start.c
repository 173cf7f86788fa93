/* How soon the simulator answers, and how soon the console shows something of use. */
#include "tests/tools/bench/bench.h"

#define RUNS 9

static bool start_and_ask(const char *dir, double *ret_ms, double *ret_curl_ms)
{
	static const char *const options[] = { NULL };
	struct caller a = { 0 };
	struct sim s = { 0 };
	double from = now_ms();
	bool good =
	    sim_start(&s, dir, options) && caller_open(&a, s.kubeconfig) && caller_get(&a, "/version", NULL) == 200;

	*ret_ms = now_ms() - from;
	if (good && ret_curl_ms)
		*ret_curl_ms = curl_ms(&a, "/version");
	caller_close(&a);
	sim_stop(&s);
	return good;
}

/* fresh: each run in a folder of its own, so the CA is made; else all in one, where the first run made it. */
static bool time_sim(const char *what, bool fresh)
{
	char *shared = folder_new();
	double times[RUNS], curl = 0, unused;
	bool good = fresh || start_and_ask(shared, &unused, NULL);

	for (size_t i = 0; i < RUNS && good; i++) {
		char *own = fresh ? folder_new() : NULL;

		good = start_and_ask(fresh ? own : shared, &times[i], i == 0 ? &curl : NULL);
		folder_free(own);
	}
	folder_free(shared);
	if (good) {
		double middle = median(times, RUNS);

		figure(what, middle, "ms", "< 100 ms", "%.1f to %.1f; curl of the same: %.1f ms, ratio %.1f", times[0],
		       times[RUNS - 1], curl, curl > 0 ? middle / curl : 0);
	}
	return good;
}

bool measure_sim_start(void)
{
	return time_sim("simulator, exec to first answer, CA made", true) &&
	       time_sim("simulator, exec to first answer, CA kept", false);
}

/* --- the console --- */

/* The list's row, not the word: the selected row tells of the set web. */
static bool shows_web(struct terminal *t, const void *arg UNUSED)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return strstr(row.buf, " web ") != NULL;
}

static bool open_console(int width, int height, const char *folder, double *ret_ms)
{
	static const char *const arguments[] = { "--sim", NULL };
	double from = now_ms(), seen = 0;
	struct terminal t = { .master = -1 };
	bool good = terminal_open(&t, width, height, folder, arguments) && terminal_wait(&t, shows_web, NULL, &seen);

	*ret_ms = seen - from;
	terminal_close(&t);
	return good;
}

static bool time_console(int width, int height)
{
	_cleanup_(freep) char *what = xasprintf("console --sim, exec to the set on screen, %dx%d", width, height);
	char *folder = folder_new();
	double times[RUNS], first, reference = reference_ms();
	bool good = open_console(width, height, folder, &first);

	for (size_t i = 0; i < RUNS && good; i++)
		good = open_console(width, height, folder, &times[i]);
	folder_free(folder);
	if (good) {
		double middle = median(times, RUNS);

		figure(what, middle, "ms", "< 300 ms",
		       "%.1f to %.1f, the very first %.1f; reference loop %.1f ms, ratio %.1f", times[0],
		       times[RUNS - 1], first, reference, middle / reference);
	}
	return good;
}

bool measure_console_start(void)
{
	return time_console(80, 24) && time_console(160, 45);
}
