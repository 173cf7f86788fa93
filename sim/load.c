/* World files: a list of manifests, created through the API as an administrator would, in the order of the file. */
#include <stdio.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "sim/api/api.h"

static const struct {
	const char *name, *text;
} worlds[] = {
#include "worlds.inc"
	{ NULL, NULL },
};

static int read_world(const char *name, char **ret, struct err *err)
{
	_cleanup_(str_release) struct str names = STR_INIT;

	for (size_t i = 0; worlds[i].name; i++) {
		if (streq(worlds[i].name, name)) {
			*ret = xstrdup(worlds[i].text);
			return 0;
		}
		str_addf(&names, "%s%s", i > 0 ? ", " : "", worlds[i].name);
	}
	if (strpbrk(name, "/.")) {
		_cleanup_(str_release) struct str text = STR_INIT;
		int r = file_read(name, LIMIT_YAML_BYTES, &text, err);

		if (r == 0)
			*ret = str_take(&text);
		return r;
	}
	return err_set(err, -ENOENT, "there is no world \"%s\": the bundled ones are %s; a file is named by its path",
	               name, names.buf);
}

struct created {
	int code;
	char message[512];
};

static void note(void *arg, const struct answer *a)
{
	struct created *c = arg;

	c->code = a->code;
	if (a->code >= 400)
		snprintf(c->message, sizeof(c->message), "%s", a->status.message ? a->status.message : "refused");
}

static int submit(struct world *w, enum verb verb, const struct kind *k, const json *object, const char *sub,
                  struct created *c)
{
	const char *namespace = json_str_or(json_at(object, "metadata.namespace"), "default");
	struct request r;

	request_init(&r, verb, k, k->namespaced ? namespace : NULL,
		verb == VERB_CREATE ? NULL : json_str_or(json_at(object, "metadata.name"), ""));
	if (sub)
		request_sub(&r, sub);
	r.tree = json_copy(object);
	if (verb == VERB_PATCH)
		r.content_type = TYPE_MERGE_PATCH;
	port_submit(world_port(w, "world"), &r, note, c);
	return c->code >= 400 ? -EINVAL : 0;
}

static bool says_ready(const json *node)
{
	for (const json *c = json_first(json_at(node, "status.conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), "Ready") && streq0(json_get_str(c, "status"), "True"))
			return true;
	return false;
}

/* A node that the file calls ready begins without the taint of new nodes, so that the first pods need not wait for
 * it. */
static void untaint(struct world *w, const json *node, struct created *c)
{
	_cleanup_(json_freep) json *patch = json_format("{'metadata':{'name':%q},'spec':{'taints':null}}",
		json_str_or(json_at(node, "metadata.name"), ""));

	if (says_ready(node) && !json_at(node, "spec.taints"))
		submit(w, VERB_PATCH, KIND(node), patch, NULL, c);
}

/* A status in a world file is written after the object, through its subresource. */
static int create(struct world *w, const json *object, struct err *err)
{
	const char *version = json_str_or(json_get(object, "apiVersion"), ""),
	           *name = json_str_or(json_get(object, "kind"), "");
	const struct kind *k = kind_by_name(version, name);
	struct created c = { 0 };

	if (!k)
		return err_set(err, -EINVAL, "%s %s is no kind that is served here", version, name);
	if (submit(w, VERB_CREATE, k, object, NULL, &c) == 0 && json_get(object, "status"))
		submit(w, VERB_UPDATE, k, object, "status", &c);
	if (c.code < 400 && k == KIND(node))
		untaint(w, object, &c);
	return c.code >= 400 ? err_set(err, -EINVAL, "%s", c.message) : 0;
}

int world_load(struct world *w, const char *name_or_path, struct err *err)
{
	_cleanup_(freep) char *text = NULL;
	_cleanup_(json_freep) json *all = NULL;
	int r = read_world(name_or_path, &text, err);

	if (r < 0)
		return r;
	all = yaml_parse_all(text, strlen(text), err);
	if (!all)
		return err_prefix(err, "world %s", name_or_path);
	for (const json *object = json_first(all); object; object = json_next(object)) {
		if (json_is_null(object))
			continue;
		r = create(w, object, err);
		if (r < 0)
			return err_prefix(err, "world %s", name_or_path);
	}
	return 0;
}
