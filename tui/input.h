/*
 * Bytes of a terminal to keys, purely: escape sequences of xterm and its kin, UTF-8, bracketed paste. What is not a key
 * (an answer of the terminal to a question) is handed on as a report. A lone escape is only known by the silence after
 * it: while input_pending says so, the caller waits INPUT_ESCAPE_MS and then calls input_flush.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "tui/key.h"

#define INPUT_ESCAPE_MS 25

struct input {
	struct str pending;		/* the beginning of a sequence */
	bool pasting;
};

struct input_sink {
	void (*key)(void *arg, struct key k);
	void (*report)(void *arg, const char *text);	/* the inside of an OSC answer: "11;rgb:1111/2222/3333" */
	void *arg;
};

#define INPUT_INIT { .pending = STR_INIT }

void input_release(struct input *in);
void input_feed(struct input *in, const char *bytes, size_t len, const struct input_sink *sink);
bool input_pending(const struct input *in);
void input_flush(struct input *in, const struct input_sink *sink);

#endif
