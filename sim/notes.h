/*
 * struct notes: the events of a simulated component. An event that was told before is counted up, as client-go's
 * recorder does: by object, reason and text in the classic form, by object and reason in the newer one that the
 * scheduler uses (its "series"). What went wrong in writing an event is nobody's concern.
 */
#ifndef SIM_NOTES_H
#define SIM_NOTES_H

#include "sim/world.h"

struct notes;

struct event_note {
	const struct object *about;
	const char *reason;		/* "FailedScheduling" */
	bool warning;
	const char *field;		/* "spec.containers{nginx}"; NULL: the object as a whole */
	const char *host;		/* a kubelet's node; NULL: none */
	const char *action;		/* "Binding": written in the newer form; NULL: in the classic one */
};

struct notes *notes_new(struct world *w, struct port *port, const char *component);
void notes_free(struct notes *r);
void notes_tell(struct notes *r, const struct event_note *note, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
