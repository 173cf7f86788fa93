/* Storage: order, one revision, history and its end, past states, the index by owner. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/limits.h"
#include "sim/storage.h"

static struct object *make(struct storage *s, const char *namespace, const char *name, const char *owner)
{
	char version[24];
	_cleanup_(json_freep) json *tree = NULL;
	struct object *o;

	snprintf(version, sizeof(version), "%" PRIu64, storage_next(s));
	tree = json_format("{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':%q,'namespace':%q,'resourceVersion':%q}}", name,
		namespace, version);
	if (owner)
		json_set(json_get(tree, "metadata"), "ownerReferences",
			json_format("[{'apiVersion':'v1','kind':'X','name':'x','uid':%q,'controller':true}]", owner));
	o = object_new(KIND(configmap), tree, OBJECT_BYTES, NULL);
	assert_non_null(o);
	return o;
}

static void put(struct storage *s, const char *namespace, const char *name, const char *owner)
{
	storage_put(s, make(s, namespace, name, owner), storage_get(s, KIND(configmap), namespace, name));
}

static void drop(struct storage *s, const char *namespace, const char *name)
{
	storage_remove(s, storage_get(s, KIND(configmap), namespace, name), make(s, namespace, name, NULL));
}

static void names(const object_vec *v, struct str *out)
{
	vec_each(v, o)
		str_addf(out, "%s/%s@%s ", (*o)->namespace, (*o)->name, (*o)->version);
}

static void test_order(void **state)
{
	struct storage *s = storage_new();

	(void)state;
	put(s, "b", "a", NULL);
	put(s, "a", "z", NULL);
	put(s, "a", "b", NULL);
	put(s, "a", "b", NULL);
	assert_int_equal(storage_revision(s), 4);
	assert_int_equal(storage_count(s, KIND(configmap)), 3);
	assert_string_equal(storage_at(s, KIND(configmap), 0)->name, "b");
	assert_string_equal(storage_at(s, KIND(configmap), 1)->name, "z");
	assert_string_equal(storage_at(s, KIND(configmap), 2)->namespace, "b");
	assert_int_equal(storage_find(s, KIND(configmap), "b", ""), 2);
	assert_int_equal(storage_find(s, KIND(configmap), "a", NULL), 2);
	assert_int_equal(storage_find(s, KIND(configmap), "b", NULL), 3);
	assert_null(storage_get(s, KIND(configmap), "b", "z"));
	assert_null(storage_get(s, KIND(secret), "b", "a"));
	storage_free(s);
}

static void test_past(void **state)
{
	struct storage *s = storage_new();
	_cleanup_(str_release) struct str text = STR_INIT;
	object_vec past = VEC_INIT;

	(void)state;
	put(s, "n", "a", NULL);
	put(s, "n", "b", NULL);
	put(s, "n", "a", NULL);
	drop(s, "n", "b");
	put(s, "n", "c", NULL);
	assert_int_equal(storage_snapshot(s, KIND(configmap), "n", 2, &past), 0);
	names(&past, &text);
	assert_string_equal(text.buf, "n/a@1 n/b@2 ");
	vec_each(&past, o)
		object_unref(*o);
	vec_release(&past);
	storage_compact(s);
	assert_int_equal(storage_snapshot(s, KIND(configmap), "n", 4, &past), -ERANGE);
	assert_int_equal(storage_snapshot(s, KIND(configmap), "n", 5, &past), 0);
	vec_each(&past, o)
		object_unref(*o);
	vec_release(&past);
	storage_free(s);
}

static void test_history(void **state)
{
	struct storage *s = storage_new();
	const struct change *c;
	uint64_t after;

	(void)state;
	put(s, "n", "a", NULL);
	put(s, "n", "a", NULL);
	drop(s, "n", "a");
	assert_int_equal(storage_history_after(s, KIND(configmap), 1, &after), 0);
	assert_int_equal(after, 1);
	c = storage_change(s, KIND(configmap), 2);
	assert_int_equal(c->type, CHANGE_DELETED);
	assert_int_equal(c->rv, 3);
	assert_string_equal(c->now->version, "3");
	assert_string_equal(c->old->version, "2");
	for (int i = 0; i < LIMIT_HISTORY_EVENTS; i++)
		put(s, "n", "b", NULL);
	assert_null(storage_change(s, KIND(configmap), 2));
	assert_int_equal(storage_compacted(s, KIND(configmap)), 3);
	assert_int_equal(storage_history_after(s, KIND(configmap), 2, &after), -ERANGE);
	assert_int_equal(storage_history_after(s, KIND(configmap), 3, &after), 0);
	assert_int_equal(after, 3);
	storage_free(s);
}

/* Large objects leave fewer versions behind. */
static void test_large_history(void **state)
{
	struct storage *s = storage_new();
	const uint64_t count = LIMIT_HISTORY_BYTES / LIMIT_OBJECT_BYTES + 10;
	_cleanup_(freep) char *letters = xcalloc(1, LIMIT_OBJECT_BYTES);
	uint64_t after;

	(void)state;
	memset(letters, 'x', LIMIT_OBJECT_BYTES - 1);
	for (uint64_t i = 0; i < count; i++) {
		struct object *plain = make(s, "n", "a", NULL);
		_cleanup_(json_freep) json *tree = object_tree(plain);

		json_set_str(json_want(tree, "data"), "k", letters);
		object_unref(plain);
		storage_put(s, object_new(KIND(configmap), tree, OBJECT_BYTES, NULL), storage_get(s, KIND(configmap), "n", "a"));
	}
	assert_int_equal(storage_history_end(s, KIND(configmap)), count);
	assert_in_range(storage_compacted(s, KIND(configmap)), 10, 14);
	assert_int_equal(storage_history_after(s, KIND(configmap), 9, &after), -ERANGE);
	assert_non_null(storage_change(s, KIND(configmap), count - 1));
	storage_free(s);
}

static void test_owned(void **state)
{
	struct storage *s = storage_new();
	_cleanup_(str_release) struct str text = STR_INIT;
	object_vec list = VEC_INIT;

	(void)state;
	put(s, "n", "b", "u1");
	put(s, "n", "a", "u1");
	put(s, "n", "c", "u2");
	put(s, "n", "d", NULL);
	put(s, "n", "c", "u1");
	storage_owned(s, KIND(configmap), "n", "u1", &list);
	storage_owned(s, KIND(configmap), "n", "u2", &list);
	storage_owned(s, KIND(configmap), NULL, "", &list);
	storage_owned(s, KIND(configmap), "other", "u1", &list);
	names(&list, &text);
	assert_string_equal(text.buf, "n/a@2 n/b@1 n/c@5 n/d@4 ");
	vec_release(&list);
	storage_free(s);
}

/* Finding by name agrees with the list whatever came and went. */
static void test_names(void **state)
{
	struct storage *s = storage_new();
	bool there[2][100] = { 0 };

	(void)state;
	for (uint32_t step = 0, chance = 1; step < 5000; step++) {
		const char *namespace = step % 2 ? "b" : "a";
		char name[16];
		bool *known;

		chance = chance * 1664525 + 1013904223;
		known = &there[step % 2][(chance >> 16) % 100];
		snprintf(name, sizeof(name), "n-%u", (chance >> 16) % 100);
		if (*known)
			assert_ptr_equal(storage_get(s, KIND(configmap), namespace, name),
					 storage_at(s, KIND(configmap), storage_find(s, KIND(configmap), namespace, name)));
		else
			assert_null(storage_get(s, KIND(configmap), namespace, name));
		if (*known && chance >> 31)
			drop(s, namespace, name);
		else
			put(s, namespace, name, NULL);
		*known = !(*known && chance >> 31);
	}
	storage_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_past),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_large_history),
		cmocka_unit_test(test_owned),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
