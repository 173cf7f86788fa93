/*
 * struct form: several labelled fields in a dialog, of an action that asks with ASK_FORM. Which fields there are is a
 * const table; what stands in them is text, read by the action through form_text. Tab and the arrows move, ctrl-n turns
 * through what a field offers, Enter goes on once every field is good. What is wrong with a field, or what may be
 * written into it, is one sentence below.
 */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include "base/err.h"
#include "tui/key.h"
#include "tui/prompt.h"
#include "tui/surface.h"

struct intent;

#define FORM_LABEL 10			/* columns of the labels at the left, as of a dialog's notes */

struct field {
	const char *label;
	int width;			/* columns of its text; 0: all that the line has */
	bool beside;			/* on the line of the one before, where there is room */
	bool anew;			/* the first letter takes the place of what stood there */
	bool closed;			/* only what it offers: nothing can be typed */
	size_t follows;			/* a field, from 1: when that one is turned, this one begins anew; 0: none */
	const char *help;		/* what may be written, in one sentence */
	/* What stands in it at first, malloc'd. */
	char *(*first)(const struct intent *i);
	/* Whole texts that it offers, malloc'd; may be NULL. */
	void (*offers)(const struct intent *i, word_vec *ret);
	/* 0, or -EINVAL with one sentence; NULL: any text is good. */
	int (*check)(const struct intent *i, const char *text, struct err *err);
	/* True where there is nothing to choose: it is not shown. May be NULL. */
	bool (*hidden)(const struct intent *i);
};

struct entry {
	struct str text;
	size_t at;			/* of the cursor, in bytes */
	bool hidden, fresh;
};

struct form {
	const struct field *fields;
	size_t n;
	struct entry *entries;		/* one a field */
	size_t focus;
};

enum form_result { FORM_GOES_ON, FORM_ACCEPTED, FORM_LEFT };

void form_open(struct form *f, const struct field *fields, size_t n, const struct intent *i);
void form_release(struct form *f);
/* A key; accepted only when all fields are good, else the first that is not gets the focus. */
enum form_result form_key(struct form *f, const struct intent *i, struct key k);
const char *form_text(const struct form *f, size_t field);
/* All fields are good. */
bool form_good(const struct form *f, const struct intent *i);
/* Lines that it takes at this width, without the sentence below. */
int form_rows(const struct form *f, int width);
/* editing: the fields can be written into, and the sentence stands below them. */
void form_draw(const struct form *f, const struct intent *i, struct surface *s, struct rect r, bool editing);

#endif
