/*
 * Lessons without a person: their scripts played on a stage, and the proof that a lesson is sound: each step is not
 * done when it begins and is done after its `solve:`, and each wrong answer leaves it undone and gets its hint.
 */
#ifndef CMD_LESSON_PLAY_H
#define CMD_LESSON_PLAY_H

#include "cmd/script.h"
#include "tui/lesson.h"

/* Plays the step's `solve:` on the stage, which has a tutor, and waits until the step is done. Messages name the
 * lesson's file and line. */
int lesson_play_solve(struct stage *s, const struct step *step, const struct script_hooks *hooks, struct err *err);

struct lesson_proof {
	int passed, failed;
	struct str complaints;		/* a sentence a line, each with file and line */
};

/* Everything that can be proven about the lesson, which is read anew from its name or path. -EINVAL if it cannot even
 * be read. */
int lesson_prove(const char *name_or_path, struct lesson_proof *ret, struct err *err);

#endif
