#include "sim/volumes/shelf.h"

#include "kube/kinds/persistentvolume.h"

static char *place_of(const struct object *volume)
{
	const struct persistentvolume *v = persistentvolume_of(volume);

	return *v->claim_name ? xasprintf("%s/%s", v->claim_namespace, v->claim_name) : xstrdup("");
}

static void names_free(struct map *names)
{
	if (names)
		map_release(names);
	free(names);
}

void shelf_release(struct shelf *s)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->places, &i));)
		names_free(e->value);
	map_release(&s->places);
}

void shelf_put(struct shelf *s, const struct object *volume)
{
	_cleanup_(freep) char *place = place_of(volume);
	struct map *names = map_get(&s->places, place);

	if (!names) {
		names = xcalloc(1, sizeof(*names));
		map_set(&s->places, place, names);
	}
	map_set(names, volume->name, s);
}

void shelf_take(struct shelf *s, const struct object *volume)
{
	_cleanup_(freep) char *place = place_of(volume);
	struct map *names = map_get(&s->places, place);

	if (!names)
		return;
	map_del(names, volume->name);
	if (names->count == 0)
		names_free(map_del(&s->places, place));
}

const struct map *shelf_of(const struct shelf *s, const struct object *claim)
{
	_cleanup_(freep) char *place = claim ? xasprintf("%s/%s", claim->namespace, claim->name) : xstrdup("");

	return map_get(&s->places, place);
}
