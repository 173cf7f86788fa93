/*
 * Where nodes come from and go to. The nodes of a tree that is parsed or copied come to be together and mostly end
 * together, so they lie together: in slabs, each of which is freed when its last node is. A node knows how far behind
 * the slab's beginning it lies (in valueint, which nobody needs), so trees may be taken apart and mixed at will. A slab
 * keeps all its memory for its last node; those who keep one node of a large tree for long copy it.
 */
#include "base/json_node.h"

#define SLAB_FIRST 512			/* bytes; each next one of a tree is twice as large */
#define SLAB_MOST 16000
#define NODE_MOST (SLAB_MOST / 8)	/* larger nodes are pieces of memory of their own */

struct slab {
	uint32_t live;			/* nodes, and 1 for whoever may still add some */
	uint32_t used, size;
	max_align_t nodes[];
};

static void leave(struct slab *s)
{
	if (s && --s->live == 0)
		free(s);
}

static json *place(struct json_slabs *from, size_t size)
{
	struct slab *s = from->now;
	json *j;

	if (!s || s->size - s->used < size) {
		leave(s);
		from->next = MIN(MAX(from->next, MAX(size, (size_t)SLAB_FIRST)), (size_t)SLAB_MOST);
		s = from->now = xmalloc(sizeof(*s) + from->next);
		*s = (struct slab){ .live = 1, .size = (uint32_t)from->next };
		from->next *= 2;
	}
	j = (json *)((char *)s->nodes + s->used);
	*j = (json){ .valueint = (int)((char *)j - (char *)s) };
	s->used += (uint32_t)size;
	s->live++;
	return j;
}

json *json_place(struct json_slabs *from, int kind, size_t text)
{
	size_t size = (sizeof(json) + text + 7) & ~(size_t)7;
	json *j;

	if (from && JSON_SLABS && size <= NODE_MOST) {
		j = place(from, size);
	} else {
		j = xmalloc(sizeof(json) + text);
		*j = (json){ 0 };
	}
	j->type = kind;
	return j;
}

void json_slabs_release(struct json_slabs *from)
{
	leave(from->now);
	from->now = NULL;
}

void json_free(json *j)
{
	while (j) {
		json *next = j->next;

		if (!(j->type & cJSON_IsReference)) {
			json_free(j->child);
			free(j->valuestring);
		}
		if (!(j->type & cJSON_StringIsConst))
			free(j->string);
		if (j->valueint)
			leave((struct slab *)((char *)j - j->valueint));
		else
			free(j);
		j = next;
	}
}
