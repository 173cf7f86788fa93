/*
 * struct act: one thing out of a script that can be done to any console, be it on a stage (cmd/script.h) or before a
 * person (cmd/player.h): a key, a span of time, something to wait for, a request from outside. A line of a script is
 * a row of them. Pure.
 */
#ifndef CMD_ACT_H
#define CMD_ACT_H

#include "cmd/condition.h"
#include "tui/key.h"

enum act_what { ACT_KEY, ACT_PAUSE, ACT_WAIT, ACT_CHECK, ACT_SEND };

/* Strings owned. */
struct act {
	enum act_what what;
	int line;			/* of the script; 0: not told */
	struct key key;
	bool text;			/* the key is a letter of a text, not one that is pressed by itself */
	int64_t ms;			/* how long; ACT_WAIT: at the most, of the cluster's time */
	struct condition condition;
	char *words;			/* the condition as the script has it; NULL: what the screen shows, by itself */
	char *method, *url, *body;	/* body NULL: none */
};
typedef VEC(struct act) act_vec;

void acts_release(act_vec *acts);

/* --- lines to acts: each takes what follows the word and may cut it up; -EINVAL, without text if it is not as in the
 * word's usage --- */
int act_keys(char *rest, act_vec *ret, struct err *err);
int act_text(char *rest, act_vec *ret, struct err *err);
int act_paste(char *rest, act_vec *ret, struct err *err);
int act_pause(char *rest, act_vec *ret, struct err *err);
int act_wait(char *rest, act_vec *ret, struct err *err);
int act_check(char *rest, act_vec *ret, struct err *err);
int act_expect(char *rest, act_vec *ret, struct err *err);
int act_absent(char *rest, act_vec *ret, struct err *err);
int act_send(char *rest, act_vec *ret, struct err *err);

/* --- what is said when it did not come true; now: what there is instead. Always returns a code --- */
int act_failed(const struct act *a, const char *now, struct err *err);

#endif
