#include "sim/validate/data.h"

#define DATA_MOST (1 << 20)

size_t data_size(const char *base64)
{
	size_t len = strlen(base64);

	while (len > 0 && base64[len - 1] == '=')
		len--;
	return len * 3 / 4;
}

void check_data_size(const struct node *n, size_t size)
{
	if (size > DATA_MOST)
		refuse_too_long(NODE(NULL, n->causes, NULL, "", NODE_KEY), DATA_MOST);
}

void check_immutable_data(const struct node *object, const json *old, const char *const *members, size_t n)
{
	if (!json_true(json_get(old, "immutable")))
		return;
	if (!json_true(json_get(object->value, "immutable")))
		refuse_forbidden(AT(object, "immutable"), "field is immutable when `immutable` is set");
	for (size_t i = 0; i < n; i++) {
		const json *now = json_get(object->value, members[i]), *before = json_get(old, members[i]);

		if (!json_equal(now, before) && !(json_is_empty(now) && json_is_empty(before)))
			refuse_forbidden(AT(object, members[i]), "field is immutable when `immutable` is set");
	}
}
