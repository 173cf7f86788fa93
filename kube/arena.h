/*
 * The one block of memory an object lives in, while it is being filled.
 *
 * An object is filled twice by the same code: first into scratch memory that only tells how much is needed
 * (arena_measure), then into a block of exactly that size (arena_place). Aligned things grow from the front of the
 * block, texts from its back. Both passes make the same decisions, so a text that occurs twice is kept once, and the
 * words that Kubernetes uses everywhere ("Running", "StatefulSet") are not kept at all: they are constants of the
 * program.
 */
#ifndef KUBE_ARENA_H
#define KUBE_ARENA_H

#include "base/vec.h"
#include "kube/object.h"

#define ARENA_SEEN 64		/* texts looked at before a copy is made; objects seldom have more short ones */

struct arena {
	char *front, *back;	/* what is free of the block lies between */
	size_t aligned, text;	/* bytes handed out so far, of either kind */
	bool measuring;
	VEC(void *) scratch;	/* of the measuring pass; freed by arena_release */
	const char *seen[ARENA_SEEN];
	uint32_t seen_len[ARENA_SEEN];
	size_t nseen;
};

void arena_measure(struct arena *a);
/* The block is zeroed and has room for aligned + text bytes as the measuring pass counted them. */
void arena_place(struct arena *a, void *block, size_t aligned, size_t text);
void arena_release(struct arena *a);		/* frees the scratch; the block belongs to the caller */
/* len bytes and a NUL, always copied; nothing is shared. NULL while measuring. */
const char *arena_bytes(struct arena *a, const char *bytes, size_t len);

#endif
