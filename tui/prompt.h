/* The line that `:` and `/` open above the keys: an editor with history and completion. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/vec.h"
#include "tui/key.h"
#include "tui/surface.h"

enum prompt_kind { PROMPT_NONE, PROMPT_COMMAND, PROMPT_FILTER };
enum prompt_result { PROMPT_GOES_ON, PROMPT_ACCEPTED, PROMPT_CANCELLED };

typedef VEC(char *) word_vec;

struct prompt {
	enum prompt_kind kind;
	struct str text;
	size_t at;				/* byte offset of the cursor */
	word_vec history;			/* of commands */
	size_t back;				/* how far back in it we are */
	word_vec words;				/* whole lines that what is typed may become, best first */
};

#define PROMPT_INIT { .text = STR_INIT, .history = VEC_INIT, .words = VEC_INIT }

void prompt_release(struct prompt *p);
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *text);
void prompt_close(struct prompt *p);
enum prompt_result prompt_key(struct prompt *p, struct key k);
/* Sets what Tab may complete to; the words are taken over. */
void prompt_words(struct prompt *p, word_vec *words);
void prompt_draw(const struct prompt *p, struct surface *s, int y);
void words_release(word_vec *words);

/* A text field of one line, shared with dialogs. True if the key was the editor's. */
bool edit_key(struct str *text, size_t *at, struct key k);

#endif
