/*
 * How containers behave, by image: sim/images/NAME.yaml, compiled in. A file says for which images it speaks (a shell
 * pattern on the whole reference, with ":latest" where there is no tag) and how long each step takes; what it does not
 * say is as in default.yaml. Of several that match, the first by name wins, default.yaml last.
 */
#ifndef SIM_KUBELET_IMAGES_H
#define SIM_KUBELET_IMAGES_H

#include "base/err.h"
#include "base/rng.h"
#include "sim/logs/speech.h"

#define NEVER (-1)

struct behaviour {
	char *image;			/* the pattern */
	int64_t total_ms;		/* from the pod's creation to readiness, whatever its probes say; 0: unknown */
	int64_t pull_ms, start_ms, ready_ms, stop_ms;	/* NEVER: it does not come to that */
	int64_t run_ms;			/* NEVER: it runs until it is stopped */
	int64_t exit_code, stop_code;
	int64_t jitter;			/* per cent */
	struct speech says;		/* what it writes to its log */
};

struct images;

struct images *images_new(struct err *err);
void images_free(struct images *images);
/* Puts a list of such files (each an object, as sim/images/NAME.yaml is; borrowed for as long as the images live where
 * one has a log) before those that are there. */
int images_add(struct images *images, const json *list, struct err *err);
const struct behaviour *images_find(const struct images *images, const char *image);
/* A duration with the behaviour's jitter; NEVER stays NEVER. */
int64_t behaviour_draw(const struct behaviour *b, int64_t ms, struct rng *rng);

/* What a registry would say, made from the image's name: its bytes, and "REPOSITORY@sha256:..." (the caller's). */
int64_t image_size(const char *image);
char *image_id(const char *image);

#endif
