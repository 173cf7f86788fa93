/*
 * simulate [--seeds A..B]: plays random histories of a set against the reconciler in a closed loop, with faults of all
 * sorts, and checks the laws (tests/tools/simulate/laws.c, settle.c) after each step. Two processes share the seeds. A
 * history that breaks a law is shrunk and printed with the command that plays it; the exit code is 1 then, and also if a
 * state that should be reached never was (only judged from 2,000 histories on).
 *
 *	simulate --seeds 1..20000
 *	simulate --play 17:2,5 [-v]	one history, only these of its actions
 *	simulate --plants		plants each of the known bugs and sees that its law finds it
 *	simulate --plant NAME ...	with this bug planted
 */
#include "tests/tools/simulate/play.h"

#include <getopt.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define JUDGED_FROM 2000
#define PLANT_SEEDS 400
#define WORKERS_MAX 16

/* What a worker tells; in memory that both see. */
struct worker {
	uint64_t at;			/* the seed that is being played */
	uint64_t failed;		/* seed of the first that failed; 0: none */
	char law[32];
	struct tally tally;
};

struct run {
	enum plant plant;
	uint64_t first, last;
	long nworkers;
	struct worker *workers;
};

static bool play_seed(uint64_t seed, const char *keep, enum plant plant, struct tally *tally, char law[32],
		      struct str *log)
{
	struct script s;
	struct play p;
	bool good;

	script_make(&s, seed);
	if (keep)
		script_keep(&s, keep);
	good = play_run(&p, &s, plant, log);
	if (!good)
		snprintf(law, 32, "%s", p.law);
	if (tally)
		tally_add(tally, &p.tally);
	play_release(&p);
	script_release(&s);
	return good;
}

static void work(const struct run *r, struct worker *w, long number)
{
	for (uint64_t seed = r->first + (uint64_t)number; seed <= r->last; seed += (uint64_t)r->nworkers) {
		w->at = seed;
		if (!play_seed(seed, NULL, r->plant, &w->tally, w->law, NULL)) {
			w->failed = seed;
			return;
		}
	}
	w->at = 0;
}

/* --- shrinking --- */

/* In a process of its own, because it may crash. True: it fails by the same law (a crash: by any). */
static bool still_fails(uint64_t seed, const char *keep, enum plant plant, const char *law)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		char found[32] = "";

		fclose(stderr);
		_exit(!play_seed(seed, keep, plant, NULL, found, NULL) && (!*law || streq(found, law)) ? 1 : 0);
	}
	return waitpid(pid, &status, 0) == pid && (WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void numbers_without(const struct script *s, size_t from, size_t count, struct str *out)
{
	str_reset(out);
	for (size_t i = 0; i < s->actions.len; i++) {
		if (i < from || i >= from + count)
			str_addf(out, "%s%zu", out->len ? "," : "", s->actions.items[i].number);
	}
}

/* Leaves out ever smaller runs of actions while it still fails. */
static void shrink(struct script *s, enum plant plant, const char *law)
{
	_cleanup_(str_release) struct str keep = STR_INIT;

	for (size_t count = MAX(s->actions.len / 2, 1); count > 0; count /= 2) {
		for (size_t at = 0; at + count <= s->actions.len;) {
			numbers_without(s, at, count, &keep);
			if (still_fails(s->seed, keep.buf, plant, law))
				script_keep(s, keep.buf);
			else
				at++;
		}
	}
}

static void report(uint64_t seed, const char *law, enum plant plant)
{
	_cleanup_(str_release) struct str keep = STR_INIT, text = STR_INIT, log = STR_INIT;
	struct script s;
	char found[32] = "";

	script_make(&s, seed);
	shrink(&s, plant, law);
	numbers_without(&s, 0, 0, &keep);
	script_print(&s, &text);
	printf("seed %" PRIu64 " breaks the law \"%s\". Shrunk:\n%s", seed, *law ? law : "it crashes", text.buf);
	if (*law) {
		play_seed(seed, keep.buf, plant, NULL, found, &log);
		printf("%s", strstr(log.buf, "BROKEN") ? strstr(log.buf, "BROKEN") : "\n");
	}
	printf("play it with: simulate%s%s --play %" PRIu64 ":%s -v\n", plant ? " --plant " : "",
	       plant ? plant_name(plant) : "", seed, keep.buf);
	script_release(&s);
}

/* --- many --- */

static void start_workers(struct run *r)
{
	pid_t pids[WORKERS_MAX];

	r->workers = mmap(NULL, sizeof(struct worker) * WORKERS_MAX, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (long i = 0; i < r->nworkers; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			work(r, &r->workers[i], i);
			exit(0);	/* leaks are looked for */
		}
	}
	for (long i = 0; i < r->nworkers; i++) {
		int status = 0;

		waitpid(pids[i], &status, 0);
		/* One that died in a history, or leaked in some. */
		if ((WIFSIGNALED(status) || WEXITSTATUS(status)) && !r->workers[i].failed)
			r->workers[i].failed = r->workers[i].at ? r->workers[i].at : r->first;
	}
}

/* The failing seed with the lowest number; NULL: none. */
static const struct worker *failed(const struct run *r)
{
	const struct worker *first = NULL;

	for (long i = 0; i < r->nworkers; i++) {
		if (r->workers[i].failed && (!first || r->workers[i].failed < first->failed))
			first = &r->workers[i];
	}
	return first;
}

static int run_seeds(struct run *r)
{
	struct tally all = { 0 };
	const struct worker *bad;
	size_t never;

	start_workers(r);
	for (long i = 0; i < r->nworkers; i++)
		tally_add(&all, &r->workers[i].tally);
	never = tally_print(&all);
	bad = failed(r);
	if (bad)
		report(bad->failed, bad->law, r->plant);
	if (all.histories < JUDGED_FROM || r->plant)
		never = 0;
	printf("%" PRIu64 " passed, %zu failed\n", all.histories - (bad != NULL), (size_t)(bad != NULL) + never);
	return bad || never ? 1 : 0;
}

/* Each planted bug must be found, by its own law. */
static int run_plants(struct run *r)
{
	size_t passed = 0, missed = 0;

	r->first = 1;
	r->last = PLANT_SEEDS;
	r->nworkers = 1;
	for (int plant = 1; plant < PLANTS_COUNT; plant++) {
		const struct worker *bad;

		r->plant = (enum plant)plant;
		start_workers(r);
		bad = failed(r);
		printf("%-10s %-10s", plant_name(r->plant), plant_law(r->plant));
		if (bad)
			printf(" found by \"%s\" at seed %" PRIu64 "\n", bad->law, bad->failed);
		else
			printf(" NOT FOUND in %d histories\n", PLANT_SEEDS);
		if (bad && streq(bad->law, plant_law(r->plant)))
			passed++;
		else
			missed++;
		munmap(r->workers, sizeof(struct worker) * WORKERS_MAX);
	}
	printf("%zu passed, %zu failed\n", passed, missed);
	return missed ? 1 : 0;
}

static int play_one(const char *which, enum plant plant, bool verbose)
{
	_cleanup_(str_release) struct str text = STR_INIT, log = STR_INIT;
	const char *colon = strchr(which, ':');
	uint64_t seed = strtoull(which, NULL, 10);
	struct script s;
	char law[32] = "";
	bool good;

	script_make(&s, seed);
	if (colon)
		script_keep(&s, colon + 1);
	script_print(&s, &text);
	script_release(&s);
	printf("%s", text.buf);
	good = play_seed(seed, colon ? colon + 1 : NULL, plant, NULL, law, &log);
	if (verbose || !good)
		printf("%s", verbose ? log.buf : strstr(log.buf, "BROKEN"));
	printf("%d passed, %d failed\n", good, !good);
	return good ? 0 : 1;
}

static _Noreturn void usage(void)
{
	fputs("usage: simulate [--plant NAME] --seeds A..B | --play SEED[:ACTIONS] [-v] | --plants\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "seeds", required_argument, NULL, 's' },
						 { "play", required_argument, NULL, 'p' },
						 { "plant", required_argument, NULL, 'b' },
						 { "plants", no_argument, NULL, 'a' },
						 { 0 } };
	struct run r = { .nworkers = MIN(MAX(sysconf(_SC_NPROCESSORS_ONLN), 1), WORKERS_MAX) };
	const char *one = NULL, *dots;
	bool verbose = false, plants = false;
	int option;

	while ((option = getopt_long(argc, argv, "v", options, NULL)) != -1) {
		if (option == 's' && (dots = strstr(optarg, ".."))) {
			r.first = strtoull(optarg, NULL, 10);
			r.last = strtoull(dots + 2, NULL, 10);
		} else if (option == 'b' && plant_named(optarg) > 0) {
			r.plant = (enum plant)plant_named(optarg);
		} else if (option == 'p') {
			one = optarg;
		} else if (option == 'a') {
			plants = true;
		} else if (option == 'v') {
			verbose = true;
		} else {
			usage();
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (one)
		return play_one(one, r.plant, verbose);
	if (plants)
		return run_plants(&r);
	if (r.last < r.first || r.first == 0)
		usage();
	return run_seeds(&r);
}
