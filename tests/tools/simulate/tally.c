#include "tests/tools/simulate/tally.h"

#include <stdio.h>

static const struct {
	bool must;
	const char *says;
} states[] = {
#define X(name, must, says) { must, says },
	STATES(X)
#undef X
};

void tally_add(struct tally *to, const struct tally *from)
{
	to->histories += from->histories;
	to->writes += from->writes;
	to->looks += from->looks;
	for (size_t i = 0; i < STATES_COUNT; i++)
		to->reached[i] += from->reached[i];
}

size_t tally_print(const struct tally *t)
{
	size_t never = 0;

	printf("%" PRIu64 " histories, %" PRIu64 " syncs, %" PRIu64 " writes; in so many histories it happened that\n",
	       t->histories, t->looks, t->writes);
	for (size_t i = 0; i < STATES_COUNT; i++) {
		bool missing = states[i].must && t->reached[i] == 0;

		printf("%8" PRIu64 "  %s%s\n", t->reached[i], states[i].says, missing ? "   <- NEVER, and it should" : "");
		never += missing;
	}
	return never;
}
