/* Pod templates with the revision data, hashes and names that upstream makes of them. */
#include "tests/tools/replay/replay.h"

#include "kube/defaults.h"
#include "kube/typed.h"
#include "reconciler/revision.h"

static bool check_name(const json *want, const char *data, struct str *why)
{
	const json *collisions = json_get(want, "collisionCount");
	int32_t count = (int32_t)json_int_or(collisions, 0);
	_cleanup_(freep) char *name = NULL;
	char hash[16];

	revision_hash(data, json_is_null(collisions) ? NULL : &count, hash);
	name = revision_name(json_str_or(json_get(want, "set"), ""), hash);
	return expect_text("hash", json_get_str(want, "hash"), hash, why) &&
	       expect_text("name", json_get_str(want, "name"), name, why);
}

static bool play(const json *c, struct str *why)
{
	const char *text = json_str_or(json_get(c, "templateText"), "");
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *template = json_parse(text, strlen(text), &err);
	const struct message *type = schema_message("core.PodTemplateSpec");
	_cleanup_(str_release) struct str data = STR_INIT;

	if (!template || typed_read(template, type, &err) < 0) {
		str_addf(why, "  the template is not read: %s\n", err.text);
		return false;
	}
	if (json_true(json_get(c, "defaulted")))
		defaults_revision_template(template);
	typed_complete(template, type);
	revision_data(template, &data);
	if (!expect_text("data", json_get_str(c, "data"), data.buf, why))
		return false;
	for (json *i = json_first(json_get(c, "names")); i; i = json_next(i)) {
		if (!check_name(i, data.buf, why))
			return false;
	}
	return true;
}

const struct replay hashes_replay = {
	.name = "hashes",
	.help = "revision data, hashes and names of pod templates",
	.play = play,
};
