#include "client/image.h"

int image_named(const json *pod_template, const char *text, const char **ret_container, const char **ret_image,
		struct err *err)
{
	const json *containers = json_at(pod_template, "spec.containers");
	const char *equals = strchr(text, '=');
	size_t len = equals ? (size_t)(equals - text) : 0;
	const char *image = equals ? equals + 1 : text;

	if (!*image || strchr(image, ' '))
		return err_set(err, -EINVAL, "an image is one word, as registry/name:tag");
	for (json *c = json_first(containers); c; c = json_next(c)) {
		const char *name = json_str_or(json_get(c, "name"), "");

		if (equals ? strlen(name) == len && strncmp(name, text, len) == 0 : json_len(containers) == 1) {
			*ret_container = name;
			*ret_image = image;
			return 0;
		}
	}
	if (equals)
		return err_set(err, -EINVAL, "the template has no container %.*s", (int)len, text);
	return err_set(err, -EINVAL, "there are several containers: say CONTAINER=IMAGE");
}

char *image_text(const json *pod_template)
{
	const json *containers = json_at(pod_template, "spec.containers"), *first = json_first(containers);
	const char *image = json_str_or(json_get(first, "image"), "");

	if (json_len(containers) < 2)
		return xstrdup(image);
	return xasprintf("%s=%s", json_str_or(json_get(first, "name"), ""), image);
}
