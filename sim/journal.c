/* See journal.h. One JSON object a line: {"ms","events","method","url","user","agent","type","accept","body"}. */
#include "sim/journal.h"

#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>

#include "base/base64.h"
#include "sim/access/impersonate.h"
#include "sim/route.h"

struct journal {
	FILE *file;
	struct world *world;
};

static void add_text(struct str *line, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	str_addf(line, ",\"%s\":", key);
	str_add_quoted(line, value, strlen(value));
}

struct journal *journal_open(const char *path, struct world *w, const struct world_options *options,
                             const char *world_name, struct err *err)
{
	_cleanup_(str_release) struct str line = STR_INIT;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct journal *j;

	if (fd < 0) {
		err_set(err, -errno, "cannot write the journal %s: %s", path, strerror(errno));
		return NULL;
	}
	j = xcalloc(1, sizeof(*j));
	j->file = fdopen(fd, "w");
	j->world = w;
	str_addf(&line, "{\"start_ms\":%" PRId64 ",\"seed\":\"%" PRIu64 "\"", options->start_ms, options->seed);
	add_text(&line, "controllers", options->controllers);
	add_text(&line, "world", world_name);
	if (options->objects)
		str_addf(&line, ",\"objects\":%" PRIu64, options->objects);
	fprintf(j->file, "%s}\n", line.buf);
	fflush(j->file);
	return j;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	fclose(j->file);
	free(j);
}

static bool plain_text(const char *body, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)body[i] >= 0x7f || ((unsigned char)body[i] < ' ' && !strchr("\n\r\t", body[i])) ||
		    !body[i])
			return false;
	return true;
}

static void add_body(struct str *line, const char *body, size_t len)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (len == 0)
		return;
	if (plain_text(body, len)) {
		str_add(line, ",\"body\":");
		str_add_quoted(line, body, len);
		return;
	}
	base64_encode(body, len, &text);
	str_addf(line, ",\"base64\":\"%s\"", text.buf);
}

/* Who asked with which groups, and as whom, where a name does not tell. */
static void add_identity(struct str *line, const struct api_request *req)
{
	_cleanup_(json_freep) json *who = req->who ? identity_json(req->who) : NULL, *as = NULL;

	if (who) {
		str_add(line, ",\"who\":");
		json_print(who, JSON_PLAIN, line);
	}
	if (!req->as)
		return;
	as = json_format("{'username':%q,'uid':%q}", req->as->user, req->as->uid);
	if (req->as->groups)
		json_set(as, "groups", json_copy(req->as->groups));
	if (req->as->extra)
		json_set(as, "extra", json_copy(req->as->extra));
	str_add(line, ",\"as\":");
	json_print(as, JSON_PLAIN, line);
}

void journal_add(struct journal *j, const struct api_request *req, const char *url)
{
	_cleanup_(str_release) struct str line = STR_INIT;

	if (!j || req->verb == VERB_GET || req->verb == VERB_LIST || req->verb == VERB_WATCH)
		return;
	str_addf(&line, "{\"ms\":%" PRId64 ",\"events\":%" PRIu64, world_now(j->world), world_steps(j->world));
	add_text(&line, "method", req->method);
	add_text(&line, "url", url);
	add_text(&line, "user", req->user);
	add_identity(&line, req);
	add_text(&line, "agent", req->user_agent);
	add_text(&line, "type", req->content_type);
	add_text(&line, "accept", req->accept);
	add_body(&line, req->body, req->len);
	fprintf(j->file, "%s}\n", line.buf);
	fflush(j->file);
}

/* --- replay --- */

static void reach(struct world *w, const json *entry)
{
	uint64_t events = (uint64_t)json_get_int(entry, "events", 0);

	while (world_steps(w) < events && world_step(w))
		;
	world_jump(w, json_get_int(entry, "ms", 0));
}

static void play(struct world *w, const json *entry)
{
	_cleanup_(route_release) struct route route = { 0 };
	_cleanup_(str_release) struct str body = STR_INIT;
	struct api_response res = API_RESPONSE_INIT;
	const json *as = json_get(entry, "as");
	struct identity who = { 0 };
	struct impersonation wanted = {
		.user = json_str_or(json_get(as, "username"), ""), .uid = json_str_or(json_get(as, "uid"), ""),
		.groups = json_get(as, "groups"), .extra = json_get(as, "extra"),
	};
	struct api_request req = {
		.as = as ? &wanted : NULL,
		.user = json_str_or(json_get(entry, "user"), ""), .user_agent = json_get_str(entry, "agent"),
		.content_type = json_get_str(entry, "type"), .accept = json_get_str(entry, "accept"),
	};

	if (json_get(entry, "who")) {
		identity_read(json_get(entry, "who"), "username", &who);
		req.who = &who;
	}
	reach(w, entry);
	if (json_get_str(entry, "body"))
		str_add(&body, json_get_str(entry, "body"));
	else if (json_get_str(entry, "base64"))
		base64_decode(json_get_str(entry, "base64"), &body);
	req.body = body.buf;
	req.len = body.len;
	route_parse(&route, json_str_or(json_get(entry, "method"), ""), json_str_or(json_get(entry, "url"), ""), &req);
	api_handle(world_api(w), &req, &res);
	api_response_release(&res);
	identity_release(&who);
}

static struct world *begin(const json *head, struct err *err)
{
	struct world_options options = {
		.start_ms = json_get_int(head, "start_ms", 0),
		.seed = strtoull(json_str_or(json_get(head, "seed"), "0"), NULL, 10),
		.controllers = json_str_or(json_get(head, "controllers"), "*"),
		.objects = (uint64_t)json_get_int(head, "objects", 0),
	};
	struct world *w = world_new(&options, err);

	if (!w || !json_get_str(head, "world") || world_load(w, json_get_str(head, "world"), err) == 0)
		return w;
	world_free(w);
	return NULL;
}

int journal_replay(const char *text, struct world **ret, struct err *err)
{
	struct world *w = NULL;
	int number = 1;

	for (; *text; number++) {
		size_t len = strcspn(text, "\n");
		_cleanup_(json_freep) json *entry = json_parse(text, len, err);

		if (entry && !w)
			w = begin(entry, err);
		else if (entry)
			play(w, entry);
		if (!entry || !w) {
			world_free(w);
			return err_prefix(err, "line %d of the journal", number);
		}
		text += len + (text[len] == '\n');
	}
	*ret = w;
	return w ? 0 : err_set(err, -EINVAL, "the journal is empty");
}
