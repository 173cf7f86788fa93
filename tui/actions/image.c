/* Give a container of a set another image: which ordinals are replaced with it, in which order. */
#include "client/image.h"
#include "client/verbs.h"
#include "kube/kinds/statefulset.h"
#include "tui/rollout.h"

#define CONTAINERS "spec.template.spec.containers"

static char *current_text(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);

	return image_text(json_at(tree, "spec.template"));
}

/* The container of that name, which is there. */
static json *container_of(const json *tree, const char *name)
{
	json *c = json_first(json_at(tree, CONTAINERS));

	while (c && !streq0(json_get_str(c, "name"), name))
		c = json_next(c);
	return c;
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(json_freep) json *tree = object_tree(i->object);
	_cleanup_(json_freep) json *change = json_object();
	const char *name, *image;
	json *container;

	if (image_named(json_at(tree, "spec.template"), i->text, &name, &image, NULL))
		return;		/* build() says why when it is asked. */
	container = container_of(tree, name);
	if (streq0(json_get_str(container, "image"), image)) {
		note_add(notes, ROLE_muted, "changes", "nothing: %s has this image", name);
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
	const char *name, *image;
	int r = image_named(json_at(tree, "spec.template"), i->text, &name, &image, err);

	if (r == 0)
		verbs_image(i->object, name, image, ret);
	return r;
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
