/*
 * Recorded calls of upstream's small functions. Each of ours is wrapped to take the recording's input (and, where the
 * recording is a list of steps, its shape) and to answer what the recording calls `out`.
 */
#ifndef TESTS_REPLAY_HELPERS_H
#define TESTS_REPLAY_HELPERS_H

#include "tests/tools/replay/replay.h"

struct helper {
	const char *name;
	json *(*call)(const json *in, const json *out);		/* owned by the caller */
};

extern const struct helper identity_helpers[], status_helpers[], revision_helpers[], queue_helpers[];	/* NULL-ended */

#endif
