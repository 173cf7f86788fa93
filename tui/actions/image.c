/* Give a container of a set another image: which ordinals are replaced with it, in which order. */
#include "client/verbs.h"
#include "kube/kinds/statefulset.h"
#include "tui/rollout.h"

#define CONTAINERS "spec.template.spec.containers"

/* The container that "IMAGE", or "NAME=IMAGE" where there are several, is about; borrowed from the tree. NULL with the
 * error set if it is none. *ret_image points into the text. */
static json *named(json *tree, const char *text, const char **ret_image, struct err *err)
{
	json *containers = json_at(tree, CONTAINERS);
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : 0;
	const char *image = equals ? equals + 1 : text;

	if (!*image || strchr(image, ' ')) {
		err_set(err, -EINVAL, "an image is one word, as registry/name:tag");
		return NULL;
	}
	for (json *c = json_first(containers); c; c = json_next(c)) {
		const char *name = json_str_or(json_get(c, "name"), "");

		if (equals ? strlen(name) == len && strncmp(name, text, len) == 0 : json_len(containers) == 1) {
			*ret_image = image;
			return c;
		}
	}
	if (equals)
		err_set(err, -EINVAL, "the template has no container %.*s", (int)len, text);
	else
		err_set(err, -EINVAL, "there are several containers: say CONTAINER=IMAGE");
	return NULL;
}

/* The first container's, as the text that would change nothing. */
static char *current_text(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	const json *containers = json_at(tree, CONTAINERS), *first = json_first(containers);
	const char *image = json_str_or(json_get(first, "image"), "");

	if (json_len(containers) < 2)
		return xstrdup(image);
	return xasprintf("%s=%s", json_str_or(json_get(first, "name"), ""), image);
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(json_freep) json *tree = object_tree(i->object);
	_cleanup_(json_freep) json *change = json_object();
	const char *image;
	json *container = named(tree, i->text, &image, NULL);

	if (!container)
		return;		/* build() says why when it is asked. */
	if (streq0(json_get_str(container, "image"), image)) {
		note_add(notes, ROLE_muted, "changes", "nothing: %s has this image", json_get_str(container, "name"));
		return;
	}
	note_add(notes, ROLE_muted, "was", "%s", json_str_or(json_get(container, "image"), "none"));
	json_set_str(container, "image", image);
	json_set_at(change, CONTAINERS, json_copy(json_at(tree, CONTAINERS)));
	rollout_explain(i, change, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	_cleanup_(json_freep) json *tree = object_tree(i->object);
	const char *image;
	json *container = named(tree, i->text, &image, err);

	if (!container)
		return -EINVAL;
	verbs_image(i->object, json_get_str(container, "name"), image, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s given image %s", i->object->name, i->text);
}

const struct action image_action = {
	.name = "image",
	.key = "i",
	.word = "image",
	.help = "Give a set's container another image",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.ask = ASK_TEXT,
	.asks = "image",
	.current_text = current_text,
	.explain = explain,
	.build = build,
	.done = done,
};
