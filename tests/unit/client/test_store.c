/* The store against a model: an unordered array searched from end to end. */
#include "tests/unit/client/fake.h"

#include "base/rng.h"
#include "client/store.h"

enum { NAMESPACES = 3, NAMES = 12, OWNERS = 3 };

static const struct object *make(uint32_t namespace, uint32_t name, uint32_t owner, uint64_t version)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = json_format("{'metadata':{'namespace':%q,'name':%q,'resourceVersion':%q}}",
						       (const char *[]){ "a", "a-b", "b" }[namespace], "", "");
	char text[32];

	snprintf(text, sizeof(text), "pod-%u", name);
	json_set_str(json_get(tree, "metadata"), "name", text);
	snprintf(text, sizeof(text), "%" PRIu64, version);
	json_set_str(json_get(tree, "metadata"), "resourceVersion", text);
	if (owner) {
		snprintf(text, sizeof(text), "uid-%u", owner);
		json_set(json_get(tree, "metadata"), "ownerReferences",
			 json_format("[{'apiVersion':'apps/v1','kind':'StatefulSet','name':'s','uid':%q,'controller':true}]", text));
	}
	const struct object *o = object_new(KIND(pod), tree, OBJECT_FACTS, &err);

	if (!o)
		fail_msg("%s", err.text);
	return o;
}

static void check_list(const struct store *s, const object_vec *model, const char *namespace, const char *uid)
{
	object_vec got = VEC_INIT;
	size_t expected = 0;

	store_list(s, namespace, uid, &got);
	vec_each(model, m) {
		const struct owner *owner = object_controller(*m);
		bool mine = !uid || streq(uid, owner ? owner->uid : "");

		expected += mine && (!namespace || streq(namespace, (*m)->namespace));
	}
	assert_int_equal(got.len, expected);
	for (size_t i = 0; i < got.len; i++) {
		bool known = false;

		vec_each(model, m)
			known |= *m == got.items[i];
		assert_true(known);
		assert_true(i == 0 || object_cmp(got.items[i - 1], got.items[i]) < 0);
		assert_true(!namespace || streq(namespace, got.items[i]->namespace));
	}
	vec_release(&got);
}

static void check_named(const struct store *s, const object_vec *model, const char *namespace, const char *prefix)
{
	object_vec got = VEC_INIT;
	size_t expected = 0;

	store_list_named(s, namespace, prefix, &got);
	vec_each(model, m)
		expected += streq(namespace, (*m)->namespace) && starts_with((*m)->name, prefix);
	assert_int_equal(got.len, expected);
	for (size_t i = 0; i < got.len; i++) {
		assert_true(starts_with(got.items[i]->name, prefix) && streq(got.items[i]->namespace, namespace));
		assert_true(i == 0 || object_cmp(got.items[i - 1], got.items[i]) < 0);
	}
	vec_release(&got);
}

static void check(const struct store *s, const object_vec *model)
{
	static const char *const prefixes[] = { "", "pod-1", "pod-11", "pod-2", "q" };
	static const char *const namespaces[] = { NULL, "a", "a-b", "b", "c" };
	static const char *const uids[] = { NULL, "", "uid-1", "uid-2", "nobody" };

	for (size_t i = 0; i < COUNT(prefixes); i++) {
		check_named(s, model, "a", prefixes[i]);
		check_named(s, model, "a-b", prefixes[i]);
	}
	for (size_t n = 0; n < COUNT(namespaces); n++)
		for (size_t u = 0; u < COUNT(uids); u++)
			check_list(s, model, namespaces[n], uids[u]);
	vec_each(model, m)
		assert_ptr_equal(store_get(s, (*m)->namespace, (*m)->name), *m);
}

static size_t model_find(const object_vec *model, const struct object *o)
{
	for (size_t i = 0; i < model->len; i++)
		if (object_cmp(model->items[i], o) == 0)
			return i;
	return model->len;
}

static void behaves_as_its_model(void **state)
{
	struct store s = STORE_INIT;
	object_vec model = VEC_INIT;
	struct rng rng;

	(void)state;
	rng_init(&rng, 11);
	for (uint64_t round = 1; round <= 600; round++) {
		const struct object *o = make(rng_below(&rng, NAMESPACES), rng_below(&rng, NAMES), rng_below(&rng, OWNERS), round);
		size_t at = model_find(&model, o);
		const struct object *old, *expected = at < model.len ? model.items[at] : NULL;

		if (rng_below(&rng, 3) == 0) {
			old = store_remove(&s, o->namespace, o->name);
			object_unref(o);
			if (expected)
				vec_remove(&model, at);
		} else {
			old = store_put(&s, o);
			if (expected)
				model.items[at] = o;
			else
				vec_push(&model, o);
		}
		assert_ptr_equal(old, expected);
		object_unref(old);
		check(&s, &model);
	}
	vec_release(&model);
	store_release(&s);
	assert_null(store_get(&s, "a", "pod-1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(behaves_as_its_model) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
