/*
 * fuzz [-r ROUNDS] [-s SEED] [-d FOLDER] FILE.gz: takes recorded situations (JSON lines) and changes each in many places,
 * or their text byte by byte, and has the reconciler decide. The same seed gives the same rounds. A round that crashes
 * leaves its text in FOLDER (/tmp without it). -c FOLDER writes a corpus for libFuzzer instead; fuzz TEXTFILE plays one.
 * -a: the file is a recorded session of the API, whose requests are changed; a round that crashes is told by its number, which is
 * the seed to play it with alone.
 * -w: single requests of any number of sessions, changed in path, query, headers or body, and protobuf and selectors besides.
 */
#include "tests/tools/fuzz/target.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/vec.h"

#define CASES_MAX 400
#define REQUESTS_MAX 2000

typedef enum fuzzed (*target_fn)(const char *text, size_t len);

struct corpus {
	VEC(char *) texts;
	target_fn target;
};

/* Every so many-th line: of situations not all, so that all sorts are there. */
static void read_corpus(struct corpus *c, const char *path, size_t every)
{
	_cleanup_(freep) char *command = xasprintf("gzip -dc -- '%s'", path), *line = NULL;
	size_t size = 0, number = 0;
	FILE *f = strchr(path, '\'') ? NULL : popen(command, "re");

	while (f && getline(&line, &size, f) > 0 && c->texts.len < (c->target == fuzz_request ? REQUESTS_MAX : CASES_MAX)) {
		if (number++ % every == 0)
			vec_push(&c->texts, xstrdup(line));
	}
	if (f)
		pclose(f);
}

static void change_bytes(struct str *text, struct rng *rng)
{
	for (uint32_t n = 1 + rng_below(rng, 8); n > 0 && text->len; n--)
		text->buf[rng_below(rng, (uint32_t)text->len)] = (char)(32 + rng_below(rng, 95));
}

/* Another path, query included: bytes of it changed, cut or doubled. */
static void change_path(json *tree, struct rng *rng)
{
	json *req = json_get(tree, "req");
	_cleanup_(str_release) struct str path = STR_INIT;

	str_add(&path, json_str_or(json_get(req, "path"), "/"));
	if (rng_below(rng, 4) == 0)
		str_cut(&path, rng_below(rng, (uint32_t)path.len));
	if (rng_below(rng, 4) == 0)
		str_add(&path, json_str_or(json_get(req, "path"), "/"));
	if (rng_below(rng, 4) == 0)
		str_add(&path, "?labelSelector=a%20in%20(b)&limit=3&continue=x%00y");
	change_bytes(&path, rng);
	if (json_type(req) == JSON_OBJECT)
		json_set_str(req, "path", path.buf);
}

static void make(const struct corpus *c, struct rng *rng, struct str *out)
{
	const char *text = c->texts.items[rng_below(rng, (uint32_t)c->texts.len)];
	_cleanup_(json_freep) json *tree = json_parse(text, strlen(text), NULL);

	if (rng_below(rng, 8) == 0) {
		str_add(out, text);
		change_bytes(out, rng);
		return;
	}
	if (c->target == fuzz_request && rng_below(rng, 2) == 0)
		change_path(tree, rng);
	else
		fuzz_mutate(tree, rng);
	json_print(tree, JSON_PLAIN, out);
}

static void keep(const char *folder, uint64_t number, const struct str *text)
{
	_cleanup_(freep) char *path = xasprintf("%s/fuzz-%" PRIu64 ".json", folder, number);
	FILE *f = fopen(path, "we");

	if (!f)
		return;
	fwrite(text->buf, 1, text->len, f);
	fclose(f);
	printf("kept as %s: play it with: fuzz %s\n", path, path);
	fflush(stdout);
}

/* One process for many rounds; the next one goes on behind a round that crashed. */
static bool play(const struct corpus *c, uint64_t seed, uint64_t from, uint64_t rounds, const char *folder)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		for (uint64_t i = from; i < from + rounds; i++) {
			_cleanup_(str_release) struct str text = STR_INIT;
			struct rng rng;

			rng_init(&rng, seed * 1000003 + i);
			make(c, &rng, &text);
			/* What is played last is what crashed. */
			if (folder)
				keep(folder, i, &text);
			c->target(text.buf, text.len);
		}
		exit(0);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int play_rounds(const struct corpus *c, uint64_t seed, uint64_t rounds, const char *folder)
{
	uint64_t failed = 0;

	for (uint64_t from = 0; from < rounds; from += 100) {
		if (play(c, seed, from, MIN(100, rounds - from), NULL))
			continue;
		for (uint64_t i = from; i < MIN(from + 100, rounds); i++) {
			if (play(c, seed, i, 1, NULL))
				continue;
			failed++;
			play(c, seed, i, 1, folder);
		}
	}
	printf("%" PRIu64 " passed, %" PRIu64 " failed\n", rounds - failed, failed);
	return failed ? 1 : 0;
}

static bool play_session(const struct corpus *c, uint64_t seed)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct rng rng;

		rng_init(&rng, seed);
		fuzz_api(c->texts.items, c->texts.len, &rng);
		exit(0);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int play_sessions(const struct corpus *c, uint64_t seed, uint64_t rounds)
{
	uint64_t failed = 0;

	for (uint64_t i = seed; i < seed + rounds; i++) {
		if (play_session(c, i))
			continue;
		failed++;
		printf("play it alone with: fuzz -a -r 1 -s %" PRIu64 "\n", i);
	}
	printf("%" PRIu64 " passed, %" PRIu64 " failed\n", rounds - failed, failed);
	return failed ? 1 : 0;
}

static int play_file(target_fn target, const char *path)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	FILE *f = fopen(path, "re");
	int c;

	if (!f)
		return 2;
	while ((c = fgetc(f)) != EOF)
		str_addc(&text, (char)c);
	fclose(f);
	puts(target(text.buf, text.len) == FUZZED_DECIDED ? "decided" : "refused");
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t rounds = 3000, seed = 1;
	const char *folder = "/tmp", *corpus = NULL;
	struct corpus c = { VEC_INIT, fuzz_decide };
	int option, code = 0;
	bool api = false;

	while ((option = getopt(argc, argv, "awr:s:d:c:")) != -1) {
		if (option == 'a')
			api = true;
		else if (option == 'r')
			rounds = strtoull(optarg, NULL, 10);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 10);
		else if (option == 'd')
			folder = optarg;
		else if (option == 'c')
			corpus = optarg;
		else if (option == 'w')
			c.target = fuzz_request;
		else
			return 2;
	}
	if (optind >= argc)
		return 2;
	if (strlen(argv[optind]) < 3 || !streq(argv[optind] + strlen(argv[optind]) - 3, ".gz"))
		return play_file(c.target, argv[optind]);
	for (int i = optind; i < argc; i++)
		read_corpus(&c, argv[i], api ? 1 : c.target == fuzz_request ? 7 : 29);
	if (c.texts.len == 0) {
		fprintf(stderr, "fuzz: %s holds no cases\n", argv[optind]);
		return 2;
	}
	for (size_t i = 0; corpus && i < c.texts.len; i++)
		keep(corpus, i, &(struct str){ c.texts.items[i], strlen(c.texts.items[i]), 0 });
	if (api)
		code = play_sessions(&c, seed, rounds);
	else if (!corpus)
		code = play_rounds(&c, seed, rounds, folder);
	vec_each(&c.texts, t)
		free(*t);
	vec_release(&c.texts);
	return code;
}
