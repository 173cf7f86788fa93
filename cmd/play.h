/*
 * struct play: a script that is filmed. What its stage looks like, with captions on a row below, becomes a cast, a
 * film, a still and text. Recorded time follows virtual time, `speed` times slower, and is cut into frames: the
 * last look of
 * each twenty-fifth of a second is what is recorded.
 */
#ifndef CMD_PLAY_H
#define CMD_PLAY_H

#include "cmd/script.h"
#include "tui/cast.h"
#include "tui/film.h"

struct play {
	struct script script;
	struct script_hooks hooks;
	struct cast cast;
	struct str cast_text;		/* the cast so far */
	struct film film;
	struct str text;		/* what `screen NAME` kept, as text */
	struct surface frame;		/* the picture that waits until its time is over */
	int64_t frame_ms;		/* recorded; -1: none waits */
	const char *folder;		/* where `screen NAME` draws NAME.svg; NULL: nowhere */
	bool captions;			/* there is a row for them */
	char *caption;			/* NULL: none */
	struct loop_timer *caption_end;
	int speed;			/* virtual seconds in one recorded second */
	int64_t at_ms, at_virtual_ms;	/* recorded and virtual time when that was set */
};

/* file is how messages name the script; borrowed. captions: room for them is kept below the console. */
void play_init(struct play *p, const char *file, int cast_version, bool captions);
void play_end(struct play *p);
/* Plays all lines of the script and ends the recording, as far as it came. */
int play_all(struct play *p, const char *text, struct err *err);
int64_t play_ms(const struct play *p);		/* how long the recording is */

/* Whether a script has captions, so that room must be kept for them. */
bool play_wants_captions(const char *text);
void play_film(const struct play *p, struct str *out);		/* the animated SVG */
void play_still(struct play *p, struct str *out);		/* how it ended */
void play_text(struct play *p, struct str *out);		/* what was kept, or else how it ended */

#endif
