/*
 * bench [NAME...]: measures the program ($ORDINAL) and prints a line for each figure; see tests/bench/run.sh. The exit
 * code is 1 if something did not work, never because it was slow.
 */
#include "tests/tools/bench/bench.h"

#include <signal.h>
#include <stdio.h>

static const struct measure {
	const char *name;
	bool (*run)(void);
} measures[] = {
	{ "sim-start", measure_sim_start },
	{ "console-start", measure_console_start },
	{ "idle", measure_idle },
	{ "thousand", measure_thousand },
	{ "thousand-claims", measure_thousand_claims },
	{ "in-process", measure_in_process },
	{ "api", measure_api },
	{ "creates", measure_creates },
	{ "watchers", measure_watchers },
	{ "many-pods", measure_many_pods },
	{ "ten-thousand", measure_ten_thousand },
	{ "decide", measure_decide },
	{ "rehearsal", measure_rehearsal },
};

static bool wanted(const char *name, int argc, char **argv)
{
	bool any = argc < 2;

	for (int i = 1; i < argc; i++)
		any |= streq(argv[i], name);
	return any;
}

static bool known(const char *name)
{
	for (size_t i = 0; i < COUNT(measures); i++)
		if (streq(measures[i].name, name))
			return true;
	return complain("there is no measure \"%s\"", name);
}

int main(int argc, char **argv)
{
	bool good = true;

	for (int i = 1; i < argc; i++)
		good &= known(argv[i]);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < COUNT(measures); i++) {
		if (!wanted(measures[i].name, argc, argv) || measures[i].run())
			continue;
		printf("%s did not work\n", measures[i].name);
		good = false;
	}
	return good ? 0 : 1;
}
