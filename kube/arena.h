/*
 * The one block of memory an object lives in, while it is being filled.
 *
 * An object is filled into a block that is as large as most of its kind need. If that is too small, the same code goes
 * on in scratch memory to tell how much it takes (arena_lacks), and then once more into a block of exactly that size.
 * Aligned things grow from the front of the block, texts from its back. A text that occurs twice is kept once, and the
 * words that Kubernetes uses everywhere ("Running", "StatefulSet") are not kept at all: they are constants of the
 * program (base/words.h).
 */
#ifndef KUBE_ARENA_H
#define KUBE_ARENA_H

#include "base/vec.h"
#include "kube/object.h"

#define ARENA_SEEN 64		/* texts looked at before a copy is made; objects seldom have more short ones */

struct arena {
	char *front, *back;	/* what is free of the block lies between */
	size_t aligned, text;	/* bytes handed out so far, of either kind */
	bool measuring;		/* the block was too small */
	VEC(void *) scratch;	/* what did not fit; freed by arena_release */
	const char *seen[ARENA_SEEN];
	uint32_t seen_len[ARENA_SEEN];
	size_t nseen;
};

void arena_place(struct arena *a, void *block, size_t size);
size_t arena_lacks(const struct arena *a);	/* 0, or the size that a block must have */
void arena_release(struct arena *a);		/* frees the scratch; the block belongs to the caller */
/* len bytes and a NUL, always copied; nothing is shared. NULL if they do not fit. */
const char *arena_bytes(struct arena *a, const char *bytes, size_t len);

#endif
