/* The API in this process, before HTTP and TLS: how fast it creates and lists, and what ten thousand of each take. */
#include "tests/tools/bench/bench.h"

#include <unistd.h>

#include "sim/api/api.h"
#include "sim/route.h"
#include "sim/world.h"

#define MANY 10000
#define ROUNDS 5

static const char pod[] = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web-%d','labels':{'app':'web'}},'spec':{"
                          "'containers':[{'name':'c','image':'nginx:1.27','ports':[{'containerPort':80}]}]}}";
static const char claim[] =
    "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'data-web-%d'},'spec':{"
    "'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}";
static const char volume[] =
    "{'apiVersion':'v1','kind':'PersistentVolume','metadata':{'name':'pv-%d'},'spec':{'accessModes':"
    "['ReadWriteOnce'],'capacity':{'storage':'1Gi'},'hostPath':{'path':'/tmp/x'}}}";

/* The bytes of the answer; 0 if it was refused. */
static size_t ask(struct world *w, const char *method, const char *url, const char *body)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_request req = { .user = "admin", .body = body, .len = strlen(body), .user_agent = "bench/1.0" };
	struct api_response res = API_RESPONSE_INIT;
	size_t len;

	route_parse(&route, method, url, &req);
	api_handle(world_api(w), &req, &res);
	len = res.code < 300 ? MAX(res.body.len, (size_t)1) : 0;
	if (!len)
		complain("%s %s: %d %.200s", method, url, res.code, res.body.buf);
	api_response_release(&res);
	return len;
}

static bool create_many(struct world *w, const char *url, const char *template, double *ret_ms)
{
	double from = now_ms();

	for (int i = 0; i < MANY; i++) {
		_cleanup_(str_release) struct str body = STR_INIT;

		str_addjson(&body, template, i);
		if (!ask(w, "POST", url, body.buf))
			return false;
	}
	*ret_ms = now_ms() - from;
	return true;
}

static bool list_many(struct world *w)
{
	double times[ROUNDS];
	size_t bytes = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double from = now_ms();

		bytes = ask(w, "GET", "/api/v1/pods", "");
		times[i] = now_ms() - from;
	}
	figure("list of 10,000 pods out of storage", (double)bytes / median(times, ROUNDS) / 1e6, "GB/s", ">= 1 GB/s",
	       "%.1f MB", (double)bytes / 1e6);
	return bytes > 0;
}

static bool run(struct world *w)
{
	static const char pods[] = "/api/v1/namespaces/default/pods",
	                  claims[] = "/api/v1/namespaces/default/persistentvolumeclaims";
	long before = memory_kb(getpid(), "VmRSS");
	double took, ignored;

	if (!ask(w, "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}") ||
	    !create_many(w, pods, pod, &took))
		return false;
	figure("creates of pods, in process", MANY / took * 1000, "/s", ">= 2,000/s",
	       "%.0f ms for 10,000; reference loop %.1f ms", took, reference_ms());
	if (!list_many(w) || !create_many(w, claims, claim, &ignored) ||
	    !create_many(w, "/api/v1/persistentvolumes", volume, &ignored))
		return false;
	figure("10,000 pods, claims and volumes held in", (double)(memory_kb(getpid(), "VmRSS") - before) / 1024, "MB",
	       "< 250 MB", "resident");
	return true;
}

bool measure_api(void)
{
	struct world_options options = { .start_ms = INT64_C(1768478400000), .seed = 1, .controllers = "" };
	struct err err = ERR_INIT;
	struct world *w = world_new(&options, &err);
	bool good = w ? run(w) : complain("%s", err.text);

	world_free(w);
	return good;
}
