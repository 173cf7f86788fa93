/*
 * simulate [--seeds A..B]: plays random histories of a set against the reconciler in a closed loop, with faults of all
 * sorts, and checks the laws (tests/tools/simulate/laws.c, settle.c) after each step. Two processes share the seeds. A
 * history that breaks a law is shrunk and printed with the command that plays it; the exit code is 1 then, and also if a
 * state that should be reached never was (only judged from 2,000 histories on).
 *
 *	simulate --seeds 1..20000
 *	simulate --crashes 1..100	each history once for each of its writes, at which the controller dies
 *	simulate --play 17:2,5 [-v]	one history, only these of its actions
 *	simulate --play 17:2,5 --crash 9:8	with the death numbered 8 at write 9
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

/* At which write the controller dies, and how; at 0: it does not. */
struct death {
	size_t at;
	enum fate fate;
};

/* What a worker tells; in memory that both see. */
struct worker {
	uint64_t at;			/* the seed that is being played */
	uint64_t failed;		/* seed of the first that failed; 0: none */
	struct death death;		/* with this one */
	char law[32];
	struct tally tally;
};

struct run {
	enum plant plant;
	uint64_t first, last;
	bool crashes;			/* at each write */
	long nworkers;
	struct worker *workers;
};

struct pick {
	uint64_t seed;
	const char *keep;		/* only these of its actions; NULL: all */
	enum plant plant;
	struct death death;
};

/* *ret_writes, if wanted: how often the controller wrote. */
static bool play_picked(const struct pick *k, struct tally *tally, size_t *ret_writes, char law[32], struct str *log)
{
	struct script s;
	struct play p;
	bool good;

	script_make(&s, k->seed);
	if (k->keep)
		script_keep(&s, k->keep);
	script_crash(&s, k->death.at, k->death.fate);
	good = play_run(&p, &s, k->plant, log);
	if (!good)
		snprintf(law, 32, "%s", p.law);
	if (tally)
		tally_add(tally, &p.tally);
	if (ret_writes)
		*ret_writes = p.writes;
	play_release(&p);
	script_release(&s);
	return good;
}

static bool play_for(struct worker *w, const struct pick *k, size_t *ret_writes)
{
	w->at = k->seed;
	w->death = k->death;
	if (play_picked(k, &w->tally, ret_writes, w->law, NULL))
		return true;
	w->failed = k->seed;
	return false;
}

/* The controller dies at each of the history's writes, in each of the three ways. */
static bool play_deaths(struct worker *w, struct pick k, size_t writes)
{
	for (k.death.at = 1; k.death.at <= writes; k.death.at++) {
		for (k.death.fate = FATE_DIE_BEFORE; k.death.fate <= FATE_LATE; k.death.fate++) {
			if (!play_for(w, &k, NULL))
				return false;
		}
	}
	return true;
}

static void work(const struct run *r, struct worker *w, long number)
{
	for (uint64_t seed = r->first + (uint64_t)number; seed <= r->last; seed += (uint64_t)r->nworkers) {
		struct pick k = { .seed = seed, .plant = r->plant };
		size_t writes;

		if (!play_for(w, &k, &writes) || (r->crashes && !play_deaths(w, k, writes)))
			return;
	}
	w->at = 0;
}

/* --- shrinking --- */

/* In a process of its own, because it may crash. True: it fails by the same law (a crash: by any). */
static bool still_fails(const struct pick *k, const char *law)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		char found[32] = "";

		fclose(stderr);
		_exit(!play_picked(k, NULL, NULL, found, NULL) && (!*law || streq(found, law)) ? 1 : 0);
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
static void shrink(struct script *s, struct pick k, const char *law)
{
	_cleanup_(str_release) struct str keep = STR_INIT;

	for (size_t count = MAX(s->actions.len / 2, 1); count > 0; count /= 2) {
		for (size_t at = 0; at + count <= s->actions.len;) {
			numbers_without(s, at, count, &keep);
			k.keep = keep.buf;
			if (still_fails(&k, law))
				script_keep(s, keep.buf);
			else
				at++;
		}
	}
}

static void report(struct pick k, const char *law)
{
	_cleanup_(str_release) struct str keep = STR_INIT, text = STR_INIT, log = STR_INIT;
	struct script s;
	char found[32] = "";

	script_make(&s, k.seed);
	script_crash(&s, k.death.at, k.death.fate);
	shrink(&s, k, law);
	numbers_without(&s, 0, 0, &keep);
	k.keep = keep.buf;
	script_print(&s, &text);
	printf("seed %" PRIu64 " breaks the law \"%s\". Shrunk:\n%s", k.seed, *law ? law : "it crashes", text.buf);
	if (*law) {
		play_picked(&k, NULL, NULL, found, &log);
		printf("%s", strstr(log.buf, "BROKEN") ? strstr(log.buf, "BROKEN") : "\n");
	}
	printf("play it with: simulate%s%s --play %" PRIu64 ":%s", k.plant ? " --plant " : "",
	       k.plant ? plant_name(k.plant) : "", k.seed, keep.buf);
	if (k.death.at)
		printf(" --crash %zu:%d", k.death.at, (int)k.death.fate);
	printf(" -v\n");
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
		report((struct pick){ .seed = bad->failed, .plant = r->plant, .death = bad->death }, bad->law);
	if (all.histories < JUDGED_FROM || r->plant || r->crashes)
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

static int play_one(const char *which, struct pick k, bool verbose)
{
	_cleanup_(str_release) struct str text = STR_INIT, log = STR_INIT;
	const char *colon = strchr(which, ':');
	struct script s;
	char law[32] = "";
	bool good;

	k.seed = strtoull(which, NULL, 10);
	k.keep = colon ? colon + 1 : NULL;
	script_make(&s, k.seed);
	if (k.keep)
		script_keep(&s, k.keep);
	script_crash(&s, k.death.at, k.death.fate);
	script_print(&s, &text);
	script_release(&s);
	printf("%s", text.buf);
	good = play_picked(&k, NULL, NULL, law, &log);
	if (verbose || !good)
		printf("%s", verbose ? log.buf : strstr(log.buf, "BROKEN"));
	printf("%d passed, %d failed\n", good, !good);
	return good ? 0 : 1;
}

static _Noreturn void usage(void)
{
	fputs("usage: simulate [--plant NAME] --seeds A..B | --crashes A..B | --plants |\n"
	      "       --play SEED[:ACTIONS] [--crash WRITE:DEATH] [-v]\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "seeds", required_argument, NULL, 's' },
						 { "crashes", required_argument, NULL, 'c' },
						 { "crash", required_argument, NULL, 'd' },
						 { "play", required_argument, NULL, 'p' },
						 { "plant", required_argument, NULL, 'b' },
						 { "plants", no_argument, NULL, 'a' },
						 { 0 } };
	struct run r = { .nworkers = MIN(MAX(sysconf(_SC_NPROCESSORS_ONLN), 1), WORKERS_MAX) };
	const char *one = NULL, *dots;
	struct death death = { 0 };
	bool verbose = false, plants = false;
	int option;

	while ((option = getopt_long(argc, argv, "v", options, NULL)) != -1) {
		if ((option == 's' || option == 'c') && (dots = strstr(optarg, ".."))) {
			r.crashes = option == 'c';
			r.first = strtoull(optarg, NULL, 10);
			r.last = strtoull(dots + 2, NULL, 10);
		} else if (option == 'b' && plant_named(optarg) > 0) {
			r.plant = (enum plant)plant_named(optarg);
		} else if (option == 'd' && (dots = strchr(optarg, ':'))) {
			death = (struct death){ strtoul(optarg, NULL, 10), (enum fate)strtoul(dots + 1, NULL, 10) };
			if (death.fate < FATE_DIE_BEFORE || death.fate > FATE_LATE)
				usage();
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
		return play_one(one, (struct pick){ .plant = r.plant, .death = death }, verbose);
	if (plants)
		return run_plants(&r);
	if (r.last < r.first || r.first == 0)
		usage();
	return run_seeds(&r);
}
