/* The order of members in the text of a patched object, which errors show: what a patch went into was taken apart and
 * comes out sorted, the rest is as it was. */
#include "kube/patch.h"

#include "kube/typed.h"

static void sort(json *j)
{
	if (json_type(j) == JSON_OBJECT)
		typed_sort_map(j);
}

static void sort_all(json *j)
{
	sort(j);
	for (json *i = json_first(j); i; i = json_next(i))
		sort_all(i);
}

static void order_merged(json *tree, const json *patch)
{
	if (json_type(patch) == JSON_ARRAY)
		sort_all(tree);
	if (json_type(patch) != JSON_OBJECT)
		return;
	sort(tree);
	for (const json *m = json_first(patch); m; m = json_next(m))
		order_merged(json_get(tree, json_key(m)), m);
}

/* One token of a JSON pointer without its ~0 and ~1. */
static char *token(const char *p, size_t len)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		bool escaped = p[i] == '~' && i + 1 < len && (p[i + 1] == '0' || p[i + 1] == '1');

		str_addc(&out, escaped ? (p[i + 1] == '0' ? '~' : '/') : p[i]);
		i += escaped;
	}
	return str_take(&out);
}

/* All containers on the way to what the pointer names, not that itself. */
static void order_along(json *tree, const char *pointer)
{
	sort(tree);
	while (*pointer == '/') {
		size_t len = strcspn(++pointer, "/");
		_cleanup_(freep) char *name = token(pointer, len);

		pointer += len;
		if (!*pointer || !tree)
			return;
		tree = json_type(tree) == JSON_ARRAY ? json_item(tree, strtoul(name, NULL, 10)) : json_get(tree, name);
		sort(tree);
	}
}

void patch_order(json *tree, const json *patch)
{
	if (json_type(patch) == JSON_OBJECT)
		order_merged(tree, patch);
	for (const json *op = json_type(patch) == JSON_ARRAY ? json_first(patch) : NULL; op; op = json_next(op)) {
		order_along(tree, json_str_or(json_get(op, "path"), ""));
		order_along(tree, json_str_or(json_get(op, "from"), ""));
	}
}
