/* Calls that wait for their answer, over the console's own transport. */
#include "tests/tools/bench/bench.h"

#include <stdio.h>

#include "client/rest.h"

struct waiting {
	int code;
	bool done;
	struct str *body;
};

static void on_head(void *arg, const struct transport_head *head)
{
	((struct waiting *)arg)->code = head->code;
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct waiting *w = arg;

	if (w->body)
		str_addn(w->body, bytes, len);
}

static void on_done(void *arg, const struct err *err)
{
	struct waiting *w = arg;

	w->done = true;
	if (err) {
		complain("no answer: %s", err->text);
		w->code = 0;
	}
}

bool caller_open(struct caller *a, const char *kubeconfig)
{
	struct config_flags flags = { .kubeconfig = kubeconfig };
	struct err err = ERR_INIT;

	*a = (struct caller){ 0 };
	if (config_load(&flags, &a->config, &err))
		return complain("%s", err.text);
	a->loop = loop_new();
	a->log = log_new();
	a->transport = rest_new(a->loop, a->log, &a->config, "ordinal-bench", &err);
	return a->transport || complain("%s", err.text);
}

void caller_close(struct caller *a)
{
	if (a->transport)
		a->transport->free(a->transport);
	loop_free(a->loop);
	log_free(a->log);
	config_release(&a->config);
	*a = (struct caller){ 0 };
}

int caller_send(struct caller *a, struct request *r, struct str *body)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	struct waiting w = { .body = body };
	double deadline = now_ms() + PATIENCE_MS;

	a->transport->send(a->transport, r, false, &sink, &w);
	request_release(r);
	while (!w.done && now_ms() < deadline)
		loop_turn(a->loop, 1000);
	return w.code;
}

int caller_get(struct caller *a, const char *path, struct str *body)
{
	struct request r = REQUEST_INIT;

	r.verb = VERB_GET;
	r.path = xstrdup(path);
	return caller_send(a, &r, body);
}

/* The token goes by a file that only we can read, not by the command line. */
static bool write_options(const char *file, struct caller *a, const char *path)
{
	FILE *f = fopen(file, "w");

	if (!f)
		return false;
	fprintf(
	    f,
	    "silent\ninsecure\nuser-agent = \"ordinal-bench\"\noutput = \"/dev/null\"\nwrite-out = \"%%{time_total}\"\n"
	    "url = \"%s%s\"\nheader = \"Authorization: Bearer %s\"\n",
	    a->config.server, path, a->config.token);
	return fclose(f) == 0;
}

/* Under its own name curl would be answered with indented JSON, as browsers are. */
double curl_ms(struct caller *a, const char *path)
{
	char *folder = folder_new();
	_cleanup_(freep) char *file = xasprintf("%s/options", folder);
	_cleanup_(freep) char *command = xasprintf("curl -K %s 2>/dev/null", file);
	double times[5] = { 0 };

	for (size_t i = 0; i < COUNT(times) && write_options(file, a, path); i++) {
		char text[64] = "";
		FILE *f = popen(command, "r");

		if (f && fgets(text, sizeof(text), f))
			times[i] = strtod(text, NULL) * 1e3;
		if (f)
			pclose(f);
	}
	folder_free(folder);
	return median(times, COUNT(times));
}
