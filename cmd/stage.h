/*
 * struct stage: the console on a bundled cluster in the same process, without a terminal and with the clock turned by
 * hand: what tests, recordings and lessons are played on. One seed and one row of calls give one history and the same
 * screens, byte for byte.
 *
 * Nothing waits: after each call everything that can happen at this instant has happened, and `rested` has been called.
 */
#ifndef CMD_STAGE_H
#define CMD_STAGE_H

#include "sim/world.h"
#include "tui/tutor.h"

#define STAGE_SEED 42

/* Strings are borrowed and must outlive the stage. */
struct stage_options {
	const char *world;			/* sim/worlds/NAME.yaml, or a path */
	const char *lesson;			/* a lesson's name or path, on its own world and seed; NULL: none */
	uint64_t seed;
	int height, width;
	const char *theme;			/* NULL: the console's own choice */
	const char *controllers;		/* of the world, as `sim --controllers` has them; NULL: all */
	bool ascii, read_only, all_namespaces;
	bool live;				/* the console takes the cluster for a real one */
	VEC(const char *) refused;		/* paths that are answered with 403; released by the caller */
	const char *unreachable;		/* no server from the beginning, and why; NULL: there is one */
};

/* What is replaced in a file that is edited: each `from`. */
struct replacement {
	char *from, *to;
};

struct stage {
	struct connector connector;
	struct stage_options options;
	struct loop *loop;
	struct log *log;
	struct rng rng;
	struct rehearser *rehearser;
	struct reconciling *reconciling;
	struct world *world;
	struct transport *transport;		/* of the open client */
	struct app *app;
	struct lesson *lesson;			/* NULL: none */
	int64_t start_ms;			/* virtual wall time at the beginning */
	VEC(struct replacement) edits;		/* what a person does in the next editors, one each */
	/* Called whenever the stage has come to rest, at each instant of virtual time; NULL: nobody looks. */
	void (*rested)(void *arg);
	void *arg;
};

/* NULL with err set if the world or the theme is not there. */
struct stage *stage_new(const struct stage_options *options, struct err *err);
void stage_free(struct stage *s);

int64_t stage_ms(const struct stage *s);	/* virtual time since the beginning */
/* The console as it looks now, drawn anew; borrowed until the next call. */
const struct surface *stage_surface(struct stage *s);
void stage_dump(struct stage *s, struct str *out);
bool stage_shows(struct stage *s, const char *text);	/* within one row of the screen, or across its newlines */

/* All of these return 0, or -ELOOP if it never comes to rest. */
int stage_rest(struct stage *s, struct err *err);			/* everything that can happen now happens */
int stage_step(struct stage *s, int64_t until_ms, struct err *err);	/* the next instant, at until_ms the latest */
int stage_advance(struct stage *s, int64_t ms, struct err *err);
/* Until the cluster has nothing more to do, ten minutes of virtual time at most. */
int stage_settle(struct stage *s, struct err *err);
int stage_press(struct stage *s, struct key k, struct err *err);
int stage_resize(struct stage *s, int height, int width, struct err *err);
int stage_report(struct stage *s, const char *text, struct err *err);	/* an answer of the terminal */
int stage_cut(struct stage *s, const char *why, struct err *err);	/* the line to the server; NULL joins it */
/* The next editor that opens replaces `from` by `to` in its file. One that nothing is left for changes nothing. */
void stage_edit(struct stage *s, const char *from, const char *to);
/* A request from outside, as kubectl sends one: "GET", "/api/v1/pods", body or NULL. -EACCES with the cluster's words
 * if it is refused. */
int stage_send(struct stage *s, const char *method, const char *url, const char *body, struct err *err);

#endif
