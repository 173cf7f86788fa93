#include "sim/import.h"

#include "base/map.h"
#include "kube/kinds/node.h"
#include "sim/kubelet/machine.h"
#include "sim/storage.h"

static int by_version(const void *a, const void *b)
{
	const struct object *x = *(const struct object *const *)a, *y = *(const struct object *const *)b;

	return x->rv != y->rv ? (x->rv > y->rv) - (x->rv < y->rv) : object_cmp(x, y);
}

/* Nobody collects what is owned by a kind that is not known here. */
static bool is_lost(const json *owner, const struct map *uids)
{
	return kind_by_name(json_str_or(json_get(owner, "apiVersion"), ""), json_str_or(json_get(owner, "kind"), "")) &&
	       !map_has(uids, json_str_or(json_get(owner, "uid"), ""));
}

static void drop_owners(json *meta, const struct map *uids)
{
	json *owners = json_get(meta, "ownerReferences");

	for (json *o = json_first(owners), *next; o; o = next) {
		next = json_next(o);
		if (is_lost(o, uids))
			json_drop(owners, o);
	}
	if (owners && !json_len(owners))
		json_del(meta, "ownerReferences");
}

/* Its kubelet is silent: the one of this world would report it as well. */
static void switch_off(json *meta, const struct object *o)
{
	if (o->kind == KIND(node) && !node_of(o)->ready && node_of(o)->ready_at)
		json_set_str(json_want(meta, "annotations"), POWER_ANNOTATION, "off");
}

static void put(struct storage *s, json *tree, const struct kind *k, uint64_t rv)
{
	_cleanup_(freep) char *version = NULL;
	struct object *o;

	storage_skip(s, rv);
	version = xasprintf("%" PRIu64, storage_next(s));
	json_set_str(json_want(tree, "metadata"), "resourceVersion", version);
	o = object_new(k, tree, OBJECT_BYTES, NULL);
	if (o)
		storage_put(s, o, NULL);
}

static void import_one(struct storage *s, const struct object *o, const struct map *uids)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	json *meta = json_get(tree, "metadata");

	if (!tree || storage_get(s, o->kind, o->kind->namespaced ? o->namespace : NULL, o->name))
		return;
	json_del(meta, "managedFields");
	drop_owners(meta, uids);
	switch_off(meta, o);
	put(s, tree, o->kind, o->rv);
}

static void make_namespace(struct storage *s, const char *name)
{
	_cleanup_(json_freep) json *tree =
	    json_format("{'kind':'Namespace','apiVersion':'v1','metadata':{'name':%q,'uid':%q},"
	                "'spec':{'finalizers':['kubernetes']},'status':{'phase':'Active'}}", name, name);

	if (*name && !storage_get(s, KIND(namespace), NULL, name))
		put(s, tree, KIND(namespace), 0);
}

void world_import(struct world *w, const object_vec *objects)
{
	struct storage *s = world_storage(w);
	_cleanup_(map_release) struct map uids = MAP_INIT;
	object_vec sorted = VEC_INIT;

	vec_each(objects, o) {
		vec_push(&sorted, *o);
		map_set(&uids, (*o)->uid, w);
		make_namespace(s, (*o)->namespace);
	}
	make_namespace(s, "kube-node-lease");
	if (sorted.len)
		qsort(sorted.items, sorted.len, sizeof(sorted.items[0]), by_version);
	vec_each(&sorted, o)
		import_one(s, *o, &uids);
	vec_release(&sorted);
}
