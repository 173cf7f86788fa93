/* The same seed and the same journal give the same bytes: a world with all controllers is played, written down and replayed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

#include "sim/journal.h"
#include "sim/route.h"
#include "sim/storage.h"

struct played {
	struct world *world;
	struct journal *journal;
};

static void send(struct played *p, const char *method, const char *url, const char *type, const char *body)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { .user = "admin", .user_agent = "test", .content_type = type, .body = body, .len = strlen(body) };

	route_parse(&route, method, url, &req);
	journal_add(p->journal, &req, url);
	api_handle(world_api(p->world), &req, &res);
	assert_true(res.code < 300);
	api_response_release(&res);
}

/* The story: some of it while events of the same millisecond still wait, which is where an order could be lost. */
static void play(struct played *p)
{
	int64_t start = world_now(p->world);

	for (int i = 0; i < 40; i++)
		world_step(p->world);
	send(p, "PATCH", "/apis/apps/v1/namespaces/default/statefulsets/web/scale", TYPE_MERGE_PATCH, "{\"spec\":{\"replicas\":5}}");
	world_advance(p->world, start + 4321);
	send(p, "GET", "/api/v1/pods", NULL, "");
	send(p, "POST", "/api/v1/namespaces/default/configmaps", NULL, "{\"metadata\":{\"generateName\":\"x-\"}}");
	send(p, "DELETE", "/api/v1/namespaces/default/pods/web-0", NULL, "");
	for (int i = 0; i < 7; i++)
		world_step(p->world);
	send(p, "PATCH", "/apis/apps/v1/namespaces/default/statefulsets/web", TYPE_STRATEGIC_PATCH,
		"{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"nginx\",\"image\":\"nginx:2\"}]}}}}");
	world_advance(p->world, start + 60000);
	send(p, "DELETE", "/apis/apps/v1/namespaces/default/statefulsets/web", NULL, "{\"propagationPolicy\":\"Foreground\"}");
	world_advance(p->world, start + 120000);
	send(p, "POST", "/api/v1/namespaces", NULL, "{\"metadata\":{\"name\":\"end\"}}");
}

static char *read_file(const char *path)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	FILE *f = fopen(path, "re");
	int ch;

	assert_non_null(f);
	while ((ch = getc(f)) != EOF)
		str_addc(&text, (char)ch);
	fclose(f);
	return str_take(&text);
}

static uint64_t record(uint64_t seed, char **ret_text)
{
	struct world_options options = { .start_ms = 1768478400000, .seed = seed, .controllers = "*" };
	char path[] = "/tmp/ordinal-journal-XXXXXX";
	struct played p = { .world = world_new(&options, NULL) };
	struct err err = ERR_INIT;
	uint64_t digest;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(world_load(p.world, "web", &err), 0);
	p.journal = journal_open(path, p.world, &options, "web", &err);
	assert_non_null(p.journal);
	play(&p);
	journal_free(p.journal);
	digest = storage_digest(world_storage(p.world));
	world_free(p.world);
	*ret_text = read_file(path);
	unlink(path);
	return digest;
}

static void test_replay(void **state)
{
	_cleanup_(freep) char *text = NULL, *other = NULL;
	uint64_t digest = record(7, &text), different = record(8, &other);
	struct world *again = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(journal_replay(text, &again, &err), 0);
	assert_true(storage_revision(world_storage(again)) > 100);
	assert_true(storage_digest(world_storage(again)) == digest);
	assert_false(digest == different);
	assert_null(strstr(text, "token"));
	world_free(again);
}

static void test_broken(void **state)
{
	struct world *w = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(journal_replay("", &w, &err) < 0);
	assert_true(journal_replay("{\"start_ms\":0,\"seed\":\"1\"}\n{oops\n", &w, &err) < 0);
	assert_non_null(strstr(err.text, "line 2"));
	assert_null(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
