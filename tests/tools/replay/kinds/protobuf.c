/* Objects and watch events as a server printed them in JSON and in protobuf: what we write of the one must be the other, and what we read of that
 * must be written the same. */
#include "tests/tools/replay/replay.h"

#include <stdio.h>

#include "base/base64.h"
#include "kube/schema.h"
#include "sim/protobuf.h"

static void add_hex(struct str *out, const struct str *bytes, size_t at)
{
	size_t from = at > 12 ? at - 12 : 0;

	for (size_t i = from; i < bytes->len && i < at + 12; i++)
		str_addf(out, i == at ? "[%02x] " : "%02x ", (unsigned char)bytes->buf[i]);
}

static bool expect_bytes(const char *what, const struct str *want, const struct str *got, struct str *why)
{
	size_t at = 0;

	while (at < want->len && at < got->len && want->buf[at] == got->buf[at])
		at++;
	if (at == want->len && at == got->len)
		return true;
	str_addf(why, "  %s: %zu bytes, expected %zu; byte %zu: expected ", what, got->len, want->len, at);
	add_hex(why, want, at);
	str_add(why, "got ");
	add_hex(why, got, at);
	str_addc(why, '\n');
	return false;
}

static bool reads(const struct str *want, const json *object, struct str *why)
{
	const struct message *m = schema_kind(json_str_or(json_get(object, "apiVersion"), ""),
					      json_str_or(json_get(object, "kind"), ""));
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = m ? protobuf_decode(want->buf, want->len, m->name, &err) : NULL;
	_cleanup_(str_release) struct str again = STR_INIT;

	if (!tree) {
		str_addf(why, "  it is not read: %s\n", err.text);
		return false;
	}
	protobuf_encode(tree, &again);
	return expect_bytes("read and written", want, &again, why);
}

static bool play(const json *c, struct str *why)
{
	_cleanup_(str_release) struct str want = STR_INIT, got = STR_INIT;
	const json *object = json_get(c, "object");
	const char *event = json_get_str(c, "event");

	base64_decode(json_str_or(json_get(c, "protobuf"), ""), &want);
	if (event)
		protobuf_add_event(event, object, &got);
	else
		protobuf_encode(object, &got);
	return expect_bytes("written", &want, &got, why) && (event || reads(&want, object, why));
}

static void title(const json *c, struct str *out)
{
	str_add(out, json_str_or(json_get(c, "path"), ""));
}

const struct replay protobuf_replay = {
	.name = "protobuf",
	.help = "objects and watch events in JSON and in protobuf",
	.play = play,
	.title = title,
};
