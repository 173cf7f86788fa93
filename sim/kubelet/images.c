/* See images.h. */
#include "sim/kubelet/images.h"

#include <fnmatch.h>

#include "base/vec.h"
#include "base/yaml.h"
#include "kube/time.h"

struct images {
	VEC(struct behaviour) list;	/* default.yaml is first, and is the last to be asked */
	VEC(json *) trees;		/* what the speeches point into */
};

static const struct {
	const char *name, *text;
} files[] = {
#include "images.inc"
};

static const struct {
	const char *key;
	size_t offset;
} durations[] = {
	{ "total", offsetof(struct behaviour, total_ms) },
	{ "pull", offsetof(struct behaviour, pull_ms) },
	{ "start", offsetof(struct behaviour, start_ms) },
	{ "ready", offsetof(struct behaviour, ready_ms) },
	{ "stop", offsetof(struct behaviour, stop_ms) },
	{ "run", offsetof(struct behaviour, run_ms) },
}, numbers[] = {
	{ "exitCode", offsetof(struct behaviour, exit_code) },
	{ "stopCode", offsetof(struct behaviour, stop_code) },
	{ "jitter", offsetof(struct behaviour, jitter) },
};

static int64_t *slot(struct behaviour *b, size_t offset)
{
	return (int64_t *)(void *)((char *)b + offset);
}

static int read_duration(const char *file, const char *key, const json *value, int64_t *ret, struct err *err)
{
	const char *text = json_str(value);

	if (!value)
		return 0;
	if (text && streq(text, "never")) {
		*ret = NEVER;
		return 0;
	}
	if (!text || !duration_parse(text, ret))
		return err_set(err, -EINVAL, "sim/images/%s.yaml: %s: a duration such as 1s or 500ms, or never", file,
		               key);
	return 0;
}

static int read_file(const char *file, const json *tree, struct behaviour *ret, struct err *err)
{
	struct behaviour b = *ret;

	for (size_t i = 0; i < COUNT(durations); i++)
		if (read_duration(file, durations[i].key, json_get(tree, durations[i].key),
		                  slot(&b, durations[i].offset), err) < 0)
			return err->code;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		int64_t *number = slot(&b, numbers[i].offset);

		*number = json_get_int(tree, numbers[i].key, *number);
	}
	if (speech_read(&b.says, json_get(tree, "log"), err) < 0)
		return err_prefix(err, "sim/images/%s.yaml", file);
	b.image = xstrdup(json_str_or(json_get(tree, "image"), file));
	*ret = b;
	return 0;
}

static int add_file(struct images *images, size_t index, struct err *err)
{
	_cleanup_(json_freep) json *tree = yaml_parse(files[index].text, strlen(files[index].text), err);
	struct behaviour b = { .run_ms = NEVER };

	if (!tree)
		return err_prefix(err, "sim/images/%s.yaml", files[index].name);
	if (images->list.len > 0)
		b = images->list.items[0];
	if (read_file(files[index].name, tree, &b, err) < 0)
		return err->code;
	vec_push(&images->list, b);
	vec_push(&images->trees, take(tree));
	return 0;
}

struct images *images_new(struct err *err)
{
	struct images *images = xcalloc(1, sizeof(*images));
	struct err ignored = ERR_INIT;

	err = err ? err : &ignored;
	for (int defaults = 1; defaults >= 0; defaults--)
		for (size_t i = 0; i < COUNT(files); i++) {
			if (streq(files[i].name, "default") != (defaults == 1))
				continue;
			if (add_file(images, i, err) < 0) {
				images_free(images);
				return NULL;
			}
		}
	return images;
}

int images_add(struct images *images, const json *list, struct err *err)
{
	size_t at = 1;

	for (const json *i = json_first(list); i; i = json_next(i)) {
		struct behaviour b = images->list.items[0];

		if (read_file(json_str_or(json_get(i, "image"), ""), i, &b, err) < 0)
			return err->code;
		vec_insert(&images->list, at++, b);
	}
	return 0;
}

void images_free(struct images *images)
{
	if (!images)
		return;
	vec_each(&images->list, b)
		free(b->image);
	vec_release(&images->list);
	vec_each(&images->trees, tree)
		json_free(*tree);
	vec_release(&images->trees);
	free(images);
}

const struct behaviour *images_find(const struct images *images, const char *image)
{
	const char *name = strrchr(image, '/');
	bool tagged = strpbrk(name ? name : image, ":@") != NULL;
	_cleanup_(freep) char *full = xasprintf("%s%s", image, tagged ? "" : ":latest");

	for (size_t i = 1; i < images->list.len; i++)
		if (fnmatch(images->list.items[i].image, full, 0) == 0)
			return &images->list.items[i];
	return &images->list.items[0];
}

int64_t behaviour_draw(const struct behaviour *b, int64_t ms, struct rng *rng)
{
	int64_t span = ms > 0 ? ms * b->jitter / 100 : 0;

	if (span <= 0)
		return ms;
	return ms - span + rng_below(rng, (uint32_t)(2 * span + 1));
}

static uint64_t image_hash(const char *image, uint64_t salt)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) + salt;

	for (const char *p = image; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	h ^= h >> 29;
	return h * UINT64_C(0xbf58476d1ce4e5b9);
}

int64_t image_size(const char *image)
{
	return 5000000 + (int64_t)(image_hash(image, 1) % 95000000);
}

char *image_id(const char *image)
{
	const char *name = strrchr(image, '/');
	size_t len = strcspn(name ? name : image, ":@") + (name ? (size_t)(name - image) : 0);

	return xasprintf("%.*s@sha256:%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, (int)len, image,
	                 image_hash(image, 2), image_hash(image, 3), image_hash(image, 4), image_hash(image, 5));
}
