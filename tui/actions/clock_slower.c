/* Let the bundled cluster's clock go slower. */
#include "tui/app.h"
#include "tui/simclock.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	simclock_change(app, -1);
}

const struct action clock_slower_action = {
	.name = "clock-slower",
	.key = "z <",
	.word = "slower",
	.help = "Let the cluster's clock go slower",
	.simulated = true,
	.run = run,
};
