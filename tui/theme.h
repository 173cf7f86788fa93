/*
 * A theme: what colour each role and ground has. One YAML a theme: a palette of named colours, each with the ANSI
 * number that stands for it on a 16-colour terminal (so that there the user's own colours win), and the roles that use
 * them. Themes are compiled in from themes/; a file of the same name under $XDG_CONFIG_HOME/ordinal/themes wins.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "base/json.h"
#include "base/vec.h"
#include "tui/role.h"

struct color {
	uint32_t rgb;
	int ansi;			/* 0 to 15; -1: the terminal's own */
};

struct style {
	struct color color;
	uint8_t attrs;			/* with colours */
	uint8_t mono;			/* without */
};

struct theme {
	char name[64];
	bool light;			/* made for a light page */
	struct style roles[ROLE_COUNT];
	struct style grounds[GROUND_COUNT];	/* the colour behind; the attributes are added to the role's */
};

/* Finds the theme by name. Fails with a sentence that names the file, what is wrong in it, or the themes there are. */
int theme_load(const char *name, struct theme *ret, struct err *err);
/* From YAML; every role and ground must be there and every colour known. */
int theme_parse(const char *name, const char *yaml, struct theme *ret, struct err *err);
/* The theme that goes with a page of the colour that a terminal reports ("11;rgb:1111/2222/3333"); NULL: it is none. */
const char *theme_for(const char *report);
/* Appends the names of all themes, each owned by the caller. */
typedef VEC(char *) theme_names;
void theme_list(theme_names *ret);
/* WCAG contrast of two colours, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);

#endif
