/* Which container of a template another image is meant for, as a person writes it. */
#ifndef CLIENT_IMAGE_H
#define CLIENT_IMAGE_H

#include "base/json.h"

/* "IMAGE", or "NAME=IMAGE" where there are several containers. *ret_container is borrowed from the pod template,
 * *ret_image points into the text. -EINVAL with one sentence. */
int image_named(const json *pod_template, const char *text, const char **ret_container, const char **ret_image,
		struct err *err);
/* The first container's image as the text that would change nothing, malloc'd. */
char *image_text(const json *pod_template);

#endif
