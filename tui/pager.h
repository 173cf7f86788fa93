/* Lines of text to read: YAML, help, the log. Scrolls, finds, and marks what it found. */
#ifndef TUI_PAGER_H
#define TUI_PAGER_H

#include "base/vec.h"
#include "tui/key.h"
#include "tui/surface.h"

struct pager_line {
	char *text;
	enum role role;
	size_t label;			/* leading bytes that are a label, drawn in its own role */
	enum role label_role;
};

struct pager {
	VEC(struct pager_line) lines;
	size_t top;
	int left;			/* columns that are scrolled out at the left */
	char *find;
	bool to_end;			/* stays at the end as lines are added */
};

void pager_release(struct pager *p);
void pager_clear(struct pager *p);				/* the lines; where it stood is kept */
void pager_add(struct pager *p, enum role role, const char *text);
void pager_addf(struct pager *p, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A label in its own role before the text. */
void pager_add_labelled(struct pager *p, enum role label_role, const char *label, const char *text);
bool pager_key(struct pager *p, struct key k, int page);	/* false: not one of the pager's keys */
void pager_find(struct pager *p, const char *text);		/* goes to the first match at or below the top */
void pager_draw(struct pager *p, struct surface *s, struct rect r);

#endif
