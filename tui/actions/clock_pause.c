/* Stop the bundled cluster's clock, and let it go on. */
#include "tui/app.h"
#include "tui/simclock.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	simclock_pause(app);
}

const struct action clock_pause_action = {
	.name = "clock-pause",
	.key = "z space",
	.word = "pause",
	.help = "Stop the cluster's clock, or let it go on",
	.simulated = true,
	.run = run,
};
