/*
 * /ordinal.dev/clock: how fast the world's clock goes, for its administrator. GET tells, POST {"speed":"10"} (or "1",
 * "max", "paused": as `ordinal sim --speed`) changes it, POST {"steps":1} goes to the next thing that happens. Whoever
 * drives the world obeys (sim/pace.c). No server of Kubernetes has this path.
 */
#include "sim/api/path.h"

#include "kube/time.h"
#include "sim/pace.h"

#define MOST_STEPS 1000

static void tell(struct call *c)
{
	const struct tempo *t = world_tempo(c->world);
	_cleanup_(json_freep) json *tree = NULL;
	_cleanup_(str_release) struct str out = STR_INIT;
	char speed[32];

	pace_print(t->speed, speed, sizeof(speed));
	tree = json_format("{'now':%ld,'speed':%q,'settled':%b}", world_now(c->world), speed,
			   world_next_foreground(c->world) < 0);
	json_print(tree, JSON_PLAIN, &out);
	str_addc(&out, '\n');
	respond_text(c, 200, TYPE_JSON, out.buf);
}

static int change(struct call *c, const json *wish)
{
	struct tempo *t = world_tempo(c->world);
	const char *text = json_get_str(wish, "speed");
	int64_t steps = json_get_int(wish, "steps", 0);
	struct err err = ERR_INIT;
	double speed = t->speed;

	if (text && pace_parse(text, &speed, &err))
		return call_bad_request(c, "%s", err.text);
	if (steps < 0 || steps > MOST_STEPS)
		return call_bad_request(c, "steps must be 0 to %d", MOST_STEPS);
	t->speed = speed;
	t->steps += (unsigned)steps;
	return 0;
}

int path_clock(struct call *c)
{
	_cleanup_(json_freep) json *wish = NULL;
	struct err err = ERR_INIT;
	int r;

	if (streq0(c->req->method, "POST")) {
		wish = json_parse(c->req->body, c->req->len, &err);
		if (json_type(wish) != JSON_OBJECT)
			return call_bad_request(c, "expected {\"speed\":\"10\"} or {\"steps\":1}");
		r = change(c, wish);
		if (r < 0)
			return r;
	} else if (!streq0(c->req->method, "GET")) {
		return refuse_method(c);
	}
	tell(c);
	return 0;
}
